//! `cargo xtask run`: from a fresh clone to the open program. With a screen it opens the window; without one it serves
//! the same page from the hub and prints its address.

use std::process::Command;

use crate::node;
use crate::shell::{self, Done, Failure, binary, root};
use crate::system;

const LISTEN: &str = "127.0.0.1:7878";

#[derive(Debug, Default, PartialEq, Eq)]
struct Wish<'a> {
    /// The program has its own default for each system, so it is told only what was asked for.
    data: Option<&'a str>,
    hub: bool,
    listen: Option<&'a str>,
}

pub fn run(args: &[&str]) -> Done {
    let wish = read(args)?;
    if wish.hub || !system::has_display() { serve(&wish) } else { open(&wish) }
}

fn open(wish: &Wish) -> Done {
    system::ensure(&[system::COMPILER, system::WINDOW])?;
    node::ensure_page()?;
    shell::build(shell::WINDOW)?;
    let mut program = started("retorno", wish);
    println!("Abrindo o Retorno. Fechar a janela não o encerra: use Sair, na bandeja, ou Ctrl+C aqui.");
    become_it(&mut program)
}

fn serve(wish: &Wish) -> Done {
    system::ensure(&[system::COMPILER])?;
    node::ensure_page()?;
    shell::build(&["retorno-hub"])?;
    if !wish.hub {
        println!("Não há tela aqui: servindo a página pelo retorno-hub.");
    }
    let listen = wish.listen.unwrap_or(LISTEN);
    let mut program = started("retorno-hub", wish);
    program.args(["--listen", listen]).arg("--ui").arg(root().join("ui/dist"));
    println!("Abra http://{listen} no navegador. Ctrl+C encerra.");
    become_it(&mut program)
}

fn started(name: &str, wish: &Wish) -> Command {
    let mut program = shell::command(&binary(name).to_string_lossy());
    // A relative folder means the one where the command was typed.
    if let Ok(here) = std::env::current_dir() {
        program.current_dir(here);
    }
    if let Some(data) = wish.data {
        program.args(["--data", data]);
    }
    program
}

/// The program takes this process over, so that signals and the exit code are its own.
#[cfg(unix)]
fn become_it(program: &mut Command) -> Done {
    use std::os::unix::process::CommandExt;
    let error = program.exec();
    Err(Failure(format!("Não foi possível iniciar {}: {error}", shell::shown(program))))
}

#[cfg(not(unix))]
fn become_it(program: &mut Command) -> Done {
    shell::run(program)
}

fn read<'a>(args: &[&'a str]) -> Result<Wish<'a>, Failure> {
    let mut wish = Wish::default();
    let mut rest = args;
    loop {
        rest = match rest {
            [] => break,
            ["--hub", more @ ..] => {
                wish.hub = true;
                more
            }
            ["--data", folder, more @ ..] if !folder.starts_with("--") => {
                wish.data = Some(folder);
                more
            }
            ["--listen", address, more @ ..] if !address.starts_with("--") => {
                wish.listen = Some(address);
                more
            }
            [flag @ ("--data" | "--listen"), ..] => return Err(Failure(format!("Falta o valor de {flag}."))),
            [other, ..] => return Err(Failure(format!("Argumento desconhecido: {other}"))),
        };
    }
    // An address is only of use to a server; asking for one asks for the server.
    wish.hub |= wish.listen.is_some();
    Ok(wish)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_the_hub_and_a_lone_flag_is_refused() {
        let asked = read(&["--data", "/d", "--listen", "127.0.0.1:1"]).expect("both flags have values");
        assert_eq!(asked, Wish { data: Some("/d"), hub: true, listen: Some("127.0.0.1:1") });
        assert_eq!(read(&["--data", "--hub"]).expect_err("no folder").0, "Falta o valor de --data.");
        assert_eq!(read(&["--dta"]).expect_err("a typo").0, "Argumento desconhecido: --dta");
    }
}
