//! The command line of the hub. Parsing only; what is refused is said with the way out.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

pub const USAGE: &str = "\
Uso: retorno-hub [--data PASTA] [--listen ENDEREÇO:PORTA] [opções]

  --data PASTA             onde ficam os dados (padrão: a pasta de dados do sistema)
  --listen ENDEREÇO:PORTA  onde ouvir (padrão: 127.0.0.1:7878; porta 0: uma livre)
  --allow-host NOME        mais um nome pelo qual o navegador pode chamar; obrigatório fora deste computador
  --ui PASTA               serve a página desta pasta, em vez da que está no programa
  --passphrase-file ARQ    lê daqui a senha-mestra do cofre, onde não há chaveiro do sistema
  --new-token              troca o token de acesso
  --restore-newest         põe a cópia inteira mais nova no lugar dos dados; nada do que ela ia enviar é enviado
  --demo                   numa pasta vazia, começa com os dados de exemplo
  --help                   mostra isto";

const LISTEN: &str = "127.0.0.1:7878";

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub data: PathBuf,
    pub listen: SocketAddr,
    pub allow_hosts: Vec<String>,
    pub ui: Option<PathBuf>,
    pub passphrase_file: Option<PathBuf>,
    pub new_token: bool,
    pub restore_newest: bool,
    pub demo: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    Serve(Options),
    Help,
}

impl Options {
    /// `args` without the program's own name.
    ///
    /// # Errors
    /// A sentence for the person who typed it.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Result<Wish, String> {
        let (mut data, mut listen, mut allow_hosts) = (None, None, Vec::new());
        let (mut ui, mut passphrase_file) = (None, None);
        let (mut new_token, mut restore_newest, mut demo) = (false, false, false);
        let mut args = args.into_iter();
        while let Some(flag) = args.next() {
            let flag = flag.to_string_lossy().into_owned();
            let mut value = || args.next().ok_or_else(|| format!("Falta o valor de {flag}."));
            match flag.as_str() {
                "--data" => data = Some(PathBuf::from(value()?)),
                "--listen" => listen = Some(value()?.to_string_lossy().into_owned()),
                "--allow-host" => allow_hosts.push(value()?.to_string_lossy().to_ascii_lowercase()),
                "--ui" => ui = Some(PathBuf::from(value()?)),
                "--passphrase-file" => passphrase_file = Some(PathBuf::from(value()?)),
                "--new-token" => new_token = true,
                "--restore-newest" => restore_newest = true,
                "--demo" => demo = true,
                "--help" | "-h" => return Ok(Wish::Help),
                _ => return Err(format!("Argumento desconhecido: {flag}")),
            }
        }
        let listen = listen.as_deref().unwrap_or(LISTEN);
        let listen: SocketAddr =
            listen.parse().map_err(|_| format!("Endereço inválido: {listen}. Use algo como {LISTEN}."))?;
        if !listen.ip().is_loopback() && allow_hosts.is_empty() {
            return Err(format!(
                "Ouvir em {} deixa outros computadores chegarem aqui sem criptografia. Se é isso mesmo, diga com \
                 --allow-host por qual nome eles chamam, e ponha um servidor com TLS na frente.",
                listen.ip()
            ));
        }
        let data = data.or_else(|| dirs::data_local_dir().map(|dir| dir.join("retorno")));
        let data = data.ok_or("Diga com --data onde guardar os dados.")?;
        Ok(Wish::Serve(Options { data, listen, allow_hosts, ui, passphrase_file, new_token, restore_newest, demo }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Wish, String> {
        Options::read(args.iter().map(OsString::from))
    }

    #[test]
    fn flags_are_read_and_typos_refused() {
        let Wish::Serve(options) = read(&["--data", "/d", "--listen", "127.0.0.1:0", "--demo"]).unwrap() else {
            panic!("asked to serve");
        };
        assert_eq!((options.data, options.listen.port(), options.demo), (PathBuf::from("/d"), 0, true));
        assert_eq!(read(&["--data"]), Err("Falta o valor de --data.".into()));
        assert_eq!(read(&["--dta", "/d"]), Err("Argumento desconhecido: --dta".into()));
        assert_eq!(read(&["--listen", "7878"]).unwrap_err(), "Endereço inválido: 7878. Use algo como 127.0.0.1:7878.");
        assert_eq!(read(&["--help"]), Ok(Wish::Help));
    }

    #[test]
    fn other_computers_reach_it_only_when_that_was_said() {
        assert!(read(&["--data", "/d", "--listen", "0.0.0.0:80"]).is_err());
        assert!(read(&["--data", "/d", "--listen", "0.0.0.0:80", "--allow-host", "casa.local"]).is_ok());
        assert!(read(&["--data", "/d", "--listen", "[::1]:80"]).is_ok());
    }
}
