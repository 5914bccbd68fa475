//! The project's own commands: `cargo xtask run`, `test`, `check` and their kin. std only, so that it compiles in a
//! second on a machine that has nothing but Rust. It builds and starts things; it knows nothing of tickets.

mod apt;
mod bench;
mod bindings;
mod bundle;
mod check;
mod coverage;
mod icons;
mod node;
mod run;
mod shell;
mod stamp;
mod system;
mod test;
mod torture;

use std::process::ExitCode;

const USAGE: &str = "\
Comandos do Retorno

  cargo xtask run [--data PASTA] [--hub] [--listen ENDEREÇO]
      Abre o programa; sem tela (ou com --hub), serve a página em http://127.0.0.1:7878
  cargo xtask test [FAIXA...] [--list]
      Roda todos os testes, ou só as faixas pedidas
  cargo xtask check
      Formato, lints, tipos, camadas e limpeza; o que rodar antes de cada commit
  cargo xtask bundle
      Gera o pacote .deb
  cargo xtask bench [--ui] [...]
      Mede o motor ou, com --ui, a janela; os argumentos seguem para o programa de medição
  cargo xtask torture [--ticket-days N] [--kills N] [--images N] [--seed S]
      A faixa longa: dias simulados, kill −9 do programa de verdade, falta de luz; 0 deixa uma de fora
  cargo xtask coverage
      Quanto do motor passa pelos testes dele, linha por linha; falha abaixo de 95 %
  cargo xtask bindings
      Regera ui/src/bindings a partir dos tipos de Rust
  cargo xtask icons
      Regera os ícones a partir de icons/*.svg
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["run", rest @ ..] => run::run(rest),
        ["test", rest @ ..] => test::test(rest),
        ["check"] => check::check(),
        ["bundle"] => bundle::bundle(),
        ["bench", rest @ ..] => bench::bench(rest),
        ["torture", rest @ ..] => torture::torture(rest),
        ["coverage"] => coverage::coverage(),
        ["bindings"] => bindings::write(),
        ["icons"] => icons::draw(),
        [] | ["help" | "--help" | "-h", ..] => {
            print!("{USAGE}");
            Ok(())
        }
        [other, ..] => Err(shell::Failure(format!("Comando ou argumento desconhecido: {other}\n\n{USAGE}"))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}
