//! The one command of the window: it hands a call to the table of commands and its answer back. Which commands there
//! are, and who may call them, is decided there.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use api::{Failure, Session};
use runtime::secrets::Vault;
use runtime::{Desk, DeskOptions, Refusal, RefusalCode};
use serde_json::Value;
use tauri::{AppHandle, Manager, async_runtime};

use crate::{events, notify};

/// The desk of one data folder. What keeps it from opening may be cleared away by the person, so each call that finds it
/// closed tries again.
pub struct House {
    dir: PathBuf,
    desk: Mutex<Option<Desk>>,
}

impl House {
    pub fn at(dir: PathBuf) -> Self {
        House { dir, desk: Mutex::new(None) }
    }

    /// The open desk. Blocks while it is being opened.
    pub fn desk(&self, app: &AppHandle) -> Result<Desk, Failure> {
        let mut kept = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(desk) = kept.as_ref() {
            return Ok(desk.clone());
        }
        let notifier = Box::new(notify::Desktop(app.clone()));
        let secrets = Box::new(Vault::open(&self.dir));
        let desk = Desk::open(DeskOptions { dir: self.dir.clone(), notifier, secrets })?;
        async_runtime::spawn(events::follow(app.clone(), desk.clone()));
        *kept = Some(desk.clone());
        Ok(desk)
    }

    /// Puts the newest whole copy in the place of data that is damaged, and opens it.
    fn restore_newest(&self, app: &AppHandle) -> Result<(), Failure> {
        if self.desk.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            runtime::choose_newest_copy(&self.dir)?;
        }
        self.desk(app).map(|_| ())
    }

    /// Ends what was begun, in order.
    pub fn close(&self) {
        if let Some(desk) = self.desk.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            desk.stop();
        }
    }
}

/// The one call that is answered without a desk: there is none while its data is damaged.
const RESTORE_NEWEST: &str = "restore_newest";

/// Calls `command` with `args` as the profile chosen in the page, or as the first supervisor.
#[tauri::command]
pub async fn call(app: AppHandle, command: String, args: Value, profile: Option<i64>) -> Result<Value, Failure> {
    let work = async_runtime::spawn_blocking(move || {
        let house = app.state::<House>();
        if command == RESTORE_NEWEST {
            return house.restore_newest(&app).map(|()| Value::Null);
        }
        let desk = house.desk(&app)?;
        api::call(&desk, &Session::of(&desk, profile), &command, args)
    });
    work.await.unwrap_or_else(|broken| {
        tracing::error!(%broken, "a command broke");
        let said = "O Retorno encontrou um defeito ao fazer isso. Tente de novo.";
        Err(Refusal::new(RefusalCode::Internal, said).into())
    })
}
