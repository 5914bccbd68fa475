//! The desk of one data folder, and the way of a call into the table of commands. Which commands there are, and who may
//! call them, is decided there.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use api::{Failure, Session};
use retorno_wire::Call;
use runtime::secrets::Vault;
use runtime::{Desk, DeskOptions};
use serde_json::Value;

use crate::{Program, computer, events, notify};

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
    pub fn desk(&self, program: &Arc<Program>) -> Result<Desk, Failure> {
        let mut kept = self.desk.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(desk) = kept.as_ref() {
            return Ok(desk.clone());
        }
        let notifier = Box::new(notify::Desktop(program.clone()));
        let secrets = Box::new(Vault::open(&self.dir));
        let desk = Desk::open(DeskOptions { dir: self.dir.clone(), notifier, secrets })?;
        program.tasks.spawn(events::follow(program.clone(), desk.clone()));
        *kept = Some(desk.clone());
        Ok(desk)
    }

    /// Puts the newest whole copy in the place of data that is damaged, and opens it.
    fn restore_newest(&self, program: &Arc<Program>) -> Result<(), Failure> {
        if self.desk.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            runtime::choose_newest_copy(&self.dir)?;
        }
        self.desk(program).map(|_| ())
    }

    /// Ends what was begun, in order.
    pub fn close(&self) {
        if let Some(desk) = self.desk.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            desk.stop();
        }
    }
}

/// Answered without a desk: there is none while its data is damaged.
const RESTORE_NEWEST: &str = "restore_newest";
/// Of this computer and not of the house; answered without a desk, too.
const COMPUTER: &str = "computer";
const CHANGE_COMPUTER: &str = "change_computer";

/// Does what a call asks for, as the profile chosen in the page or as the first supervisor. Blocks.
pub fn call(program: &Arc<Program>, call: Call) -> Result<Value, Failure> {
    let house = &program.house;
    match call.command.as_str() {
        RESTORE_NEWEST => return house.restore_newest(program).map(|()| Value::Null),
        COMPUTER => return computer::told(program),
        CHANGE_COMPUTER => return computer::change(program, call.args),
        _of_the_house => {}
    }
    let desk = house.desk(program)?;
    api::call(&desk, &Session::of(&desk, call.profile), &call.command, call.args)
}
