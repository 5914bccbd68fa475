//! Systems other than Linux: Tauri gives the icon by the clock its event loop and finds the program that is running. The
//! window is no part of it.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::mpsc::channel;

use tauri::{AppHandle, RunEvent};
use tokio::runtime::Builder;

use crate::options::Options;
use crate::{IDENTIFIER, Program, Told, begin, tray};

const WORKERS: usize = 2;

static APP: OnceLock<AppHandle> = OnceLock::new();

/// The event loop, for what must be made on it.
pub fn app(_program: &Arc<Program>) -> Option<&'static AppHandle> {
    APP.get()
}

/// Runs the program to its end, or hands this start to the one that is running.
pub fn run(options: Options) -> anyhow::Result<()> {
    let tasks = Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    let (told, inbox) = channel();
    let (again, begun) = (told.clone(), Arc::new(OnceLock::<Arc<Program>>::new()));
    let single = tauri_plugin_single_instance::Builder::new().dbus_id(options.bus_name(IDENTIFIER)).callback(
        move |_: &AppHandle, argv, _| {
            let _ending = again.send(Told::Again(Options::read(argv.into_iter().skip(1).map(Into::into))));
        },
    );
    let quit = options.quit;
    let ours = begun.clone();
    let built = tauri::Builder::default().plugin(single.build()).setup(move |app| {
        if options.quit {
            app.handle().exit(0);
            return Ok(());
        }
        let _twice = APP.set(app.handle().clone());
        let program = begin(&options, &tasks, told);
        tray::put_up(&program);
        let _twice = ours.set(program.clone());
        let app = app.handle().clone();
        std::thread::spawn(move || {
            while let Ok(Told::Again(options)) = inbox.recv() {
                program.again(&options);
            }
            drop(tasks);
            app.exit(0);
        });
        Ok(())
    });
    let app = match built.build(tauri::generate_context!()) {
        // The other one ended before it could answer: what was wanted.
        Err(_) if quit => return Ok(()),
        built => built?,
    };
    app.run(move |_, event| {
        #[allow(clippy::wildcard_enum_match_arm, reason = "the enum is non-exhaustive")]
        match event {
            RunEvent::ExitRequested { code: None, api, .. } => api.prevent_exit(),
            RunEvent::Exit => {
                if let Some(program) = begun.get() {
                    program.close();
                }
            }
            _ => {}
        }
    });
    Ok(())
}
