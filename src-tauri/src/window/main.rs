//! The window of Retorno, a process of its own that the program starts and ends. It holds the page and nothing else: what
//! the page asks goes to the program over the pipes this was started with, and the end of the pipe is its own end. Until it is
//! told to open there is neither window nor page, and it only waits.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod line;
mod page;
mod pipes;
mod toolkit;
mod webkit;

use tauri::{Manager, RunEvent};

use crate::line::Line;

fn main() -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let (from_host, to_host) = pipes::take()?;
    tauri::Builder::default()
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(page::KEPT).build())
        .manage(Line::new(to_host))
        .manage(page::Hidden::default())
        .manage(webkit::Waited::default())
        .invoke_handler(tauri::generate_handler![line::call])
        .setup(move |app| {
            let app = app.handle().clone();
            let waiting = app.clone();
            std::thread::spawn(move || waiting.state::<webkit::Waited>().look());
            // By its name others see that the toolkit stands and words are heard.
            std::thread::Builder::new().name("follow".into()).spawn(move || line::follow(&app, from_host))?;
            Ok(())
        })
        .build(tauri::generate_context!())?
        .run(|app, event| {
            if let RunEvent::Ready = event {
                toolkit::read_theme();
            }
            // The desktop has destroyed it without asking; there is nothing left to hide.
            if let RunEvent::ExitRequested { code: None, .. } = event {
                page::closed(app, None);
            }
        });
    Ok(())
}
