//! The one command of the window: it hands a call to the table of commands and its answer back. Which commands there
//! are, and who may call them, is decided there.

use std::sync::OnceLock;

use api::{Failure, Session};
use runtime::{Desk, Refusal, RefusalCode};
use serde_json::Value;
use tauri::{AppHandle, Manager, async_runtime};

/// The desk, once it is open or known not to open.
#[derive(Default)]
pub struct House(OnceLock<Result<Desk, Failure>>);

impl House {
    /// Says how opening ended; the desk comes back if there is one.
    pub fn settle(&self, opened: Result<Desk, Refusal>) -> Option<Desk> {
        self.0.get_or_init(|| opened.map_err(Failure::from)).as_ref().ok().cloned()
    }

    /// Waits for the desk to open.
    fn desk(&self) -> Result<&Desk, Failure> {
        self.0.wait().as_ref().map_err(Clone::clone)
    }

    /// Ends what was begun, in order.
    pub fn close(&self) {
        if let Some(Ok(desk)) = self.0.get() {
            desk.stop();
        }
    }
}

/// Calls `command` with `args` as the profile chosen in the page, or as the first supervisor.
#[tauri::command]
pub async fn call(app: AppHandle, command: String, args: Value, profile: Option<i64>) -> Result<Value, Failure> {
    let work = async_runtime::spawn_blocking(move || {
        let desk = app.state::<House>().inner().desk()?.clone();
        api::call(&desk, &Session::of(&desk, profile), &command, args)
    });
    work.await.unwrap_or_else(|broken| {
        tracing::error!(%broken, "a command broke");
        let said = "O Retorno encontrou um defeito ao fazer isso. Tente de novo.";
        Err(Refusal::new(RefusalCode::Internal, said).into())
    })
}
