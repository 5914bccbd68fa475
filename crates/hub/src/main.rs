//! `retorno-hub`: the same desk as the window's, without a window. This file reads the command line, opens the desk,
//! prints what a person has to know and ends in order; what is refused ends with a sentence and a code.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod door;
mod guard;
mod options;
mod page;
mod routes;
mod token;

use std::process::ExitCode;
use std::sync::Arc;

use runtime::port::NoNotifier;
use runtime::secrets::Vault;
use runtime::{Desk, DeskOptions, RefusalCode};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::options::{Options, USAGE, Wish};
use crate::page::Page;
use crate::routes::Hub;
use crate::token::Token;

/// The data folder cannot be used as it is; nothing in it was changed.
const EXIT_DATA: u8 = 2;
/// Somebody else is using the data folder.
const EXIT_RUNNING: u8 = 3;

const RESTORE_HINT: &str = "\nPara usá-la: retorno-hub --restore-newest, com a mesma pasta de dados.";

/// Why it did not start, or ended early.
struct Halt {
    code: u8,
    message: String,
}

impl From<anyhow::Error> for Halt {
    fn from(error: anyhow::Error) -> Self {
        Halt { code: 1, message: format!("{error:#}") }
    }
}

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let done = match Options::read(std::env::args_os().skip(1)) {
        Ok(Wish::Help) => {
            println!("{USAGE}");
            Ok(())
        }
        Ok(Wish::Serve(options)) => run(&options),
        Err(message) => Err(Halt { code: 1, message: format!("{message}\n\n{USAGE}") }),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Halt { code, message }) => {
            eprintln!("{message}");
            ExitCode::from(code)
        }
    }
}

fn run(options: &Options) -> Result<(), Halt> {
    let page = match &options.ui {
        Some(dir) => {
            Page::from_dir(dir).map_err(|error| error.context(format!("Não foi possível ler {}", dir.display())))?
        }
        None => Page::built_in(),
    };
    let desk = open(options)?;
    if let Some(warning) = desk.synced_warning() {
        eprintln!("{warning}");
    }
    let served = prepare(options, &desk).and_then(|()| serve(options, desk.clone(), page));
    desk.stop();
    served
}

fn open(options: &Options) -> Result<Desk, Halt> {
    if options.restore_newest {
        let name = runtime::choose_newest_copy(&options.data)
            .map_err(|refusal| Halt { code: EXIT_DATA, message: refusal.message })?;
        eprintln!("Restaurando {name}");
    }
    let vault = Vault::open(&options.data);
    let desk =
        Desk::open(DeskOptions { dir: options.data.clone(), notifier: Box::new(NoNotifier), secrets: Box::new(vault) })
            .map_err(|refusal| {
                let code = match refusal.code {
                    RefusalCode::AlreadyRunning => EXIT_RUNNING,
                    RefusalCode::Unwritable
                    | RefusalCode::Unavailable
                    | RefusalCode::Full
                    | RefusalCode::NewerDatabase
                    | RefusalCode::Corrupt
                    | RefusalCode::Restorable => EXIT_DATA,
                    RefusalCode::NotFound
                    | RefusalCode::Invalid
                    | RefusalCode::Forbidden
                    | RefusalCode::Conflict
                    | RefusalCode::Internal => 1,
                };
                let way_out = if refusal.code == RefusalCode::Restorable { RESTORE_HINT } else { "" };
                Halt { code, message: format!("{}{way_out}", refusal.message) }
            })?;
    Ok(desk)
}

/// What the command line asks for before anybody may come in.
fn prepare(options: &Options, desk: &Desk) -> Result<(), Halt> {
    if let Some(file) = &options.passphrase_file {
        let text = std::fs::read_to_string(file)
            .map_err(|error| Halt {
                code: 1, message: format!("Não foi possível ler {}: {error}", file.display())
            })?;
        desk.unlock_secrets(text.trim_end_matches(['\r', '\n']))
            .map_err(|refusal| Halt { code: 1, message: refusal.message })?;
    }
    if options.demo {
        let me = api::Session::of(desk, None);
        let asked = |command: &str| {
            api::call(desk, &me, command, serde_json::json!({}))
                .map_err(|failure| Halt { code: 1, message: failure.message })
        };
        if asked("session")?["set_up"] == serde_json::json!(false) {
            asked("setup_demo")?;
        }
    }
    Ok(())
}

/// Until the process is told to end.
fn serve(options: &Options, desk: Desk, page: Page) -> Result<(), Halt> {
    let (token, told) = Token::of(&options.data, options.new_token)?;
    let io = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Halt { code: 1, message: format!("Não foi possível iniciar: {error}") })?;
    io.block_on(async {
        let listener = TcpListener::bind(options.listen).await.map_err(|error| Halt {
            code: 1,
            message: format!(
                "Não foi possível ouvir em {}: {error}. Escolha outra porta com --listen.",
                options.listen
            ),
        })?;
        let address = listener.local_addr().map_err(|error| Halt { code: 1, message: error.to_string() })?;
        let ending = Ending::listen();
        println!("Retorno em http://{address}");
        match told {
            Some(told) => println!("Token (só aparece desta vez): {told}"),
            None => println!("Entre com o token mostrado no primeiro início; --new-token faz outro."),
        }
        let (close, closing) = watch::channel(false);
        let names = guard::Names::new(address.port(), &options.allow_hosts);
        let router = routes::router(Arc::new(Hub { desk, token, page, closing: closing.clone() }), names);
        tokio::spawn(async move {
            ending.told().await;
            // Nobody left to tell means that it already ended.
            let _ended = close.send(true);
        });
        door::serve(listener, router, closing).await;
        Ok(())
    })
}

/// Ctrl+C, or the polite signal of whoever started us. Listened for from [`Ending::listen`] on, so that a signal that
/// comes right after the address was printed already ends in order.
struct Ending {
    #[cfg(unix)]
    terminated: Option<tokio::signal::unix::Signal>,
}

impl Ending {
    /// Must be called on the async runtime.
    fn listen() -> Ending {
        Ending {
            #[cfg(unix)]
            terminated: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok(),
        }
    }

    async fn told(self) {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        if let Some(mut terminated) = self.terminated {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
        let _gone = interrupted.await;
    }
}
