//! The window of Retorno. No logic: it opens the desk, carries calls into the one table of commands and changes back,
//! shows bubbles and the icon by the clock, and stays alive without a window so that no deadline is missed.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[cfg(target_os = "linux")]
mod bus;
mod call;
#[cfg(target_os = "linux")]
mod drawing;
mod events;
mod notify;
mod options;
mod tray;
mod window;

use tauri::{AppHandle, Manager, RunEvent};

use crate::call::House;
use crate::options::Options;

fn main() -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    #[cfg(target_os = "linux")]
    drawing::suit_the_machine();
    let options = Options::read(std::env::args_os().skip(1));
    let context = tauri::generate_context!();
    let bus_name = options.bus_name(&context.config().identifier);
    let single = tauri_plugin_single_instance::Builder::new().dbus_id(bus_name).callback(second_start);
    let quit = options.quit;
    let built = tauri::Builder::default()
        .plugin(single.build())
        .plugin(tauri_plugin_window_state::Builder::new().with_state_flags(window::KEPT).build())
        .plugin(tauri_plugin_autostart::Builder::new().args(["--hidden"]).build())
        .manage(House::at(options.data_dir()))
        .manage(window::LastPlace::default())
        .manage(notify::Bubbles::default())
        .invoke_handler(tauri::generate_handler![call::call])
        .setup(move |app| {
            start(app.handle(), &options);
            Ok(())
        })
        .build(context);
    let app = match built {
        // The other one ended before it could answer: what was wanted.
        Err(_) if quit => return Ok(()),
        built => built?,
    };
    app.run(|app, event| {
        #[allow(clippy::wildcard_enum_match_arm, reason = "the enum is non-exhaustive")]
        match event {
            // The last window closed; the clock goes on.
            RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
            RunEvent::Exit => app.state::<House>().close(),
            _ => {}
        }
    });
    Ok(())
}

/// The desk opens beside the window: by the time the page asks, it is usually there.
fn start(app: &AppHandle, options: &Options) {
    if options.quit {
        return app.exit(0);
    }
    let opener = app.clone();
    std::thread::spawn(move || {
        if let Err(failure) = opener.state::<House>().desk(&opener) {
            eprintln!("{failure}");
        }
    });
    if let Some(tray) = tray::build(app) {
        app.manage(tray);
    }
    if !options.hidden {
        window::show(app, options.path.as_deref());
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        told_to_end().await;
        app.exit(0);
    });
}

fn second_start(app: &AppHandle, argv: Vec<String>, _folder: String) {
    let options = Options::read(argv.into_iter().skip(1).map(Into::into));
    if options.quit { app.exit(0) } else { window::show(app, options.path.as_deref()) }
}

/// Ctrl+C, or the polite signal of the system when it shuts down.
async fn told_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
        return;
    }
    let _gone = interrupted.await;
}
