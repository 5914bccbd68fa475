//! The daily copy of the database: made beside the desk's work, opened and checked before an older one makes room. Where
//! copies lie and how one is made is the store's business.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use engine::{Moment, Span};
use store::Database;
use tokio::runtime::Runtime;

use crate::core::Core;

/// A copy that could not be made is tried again after this.
const TRY_AGAIN: Span = Span::minutes(30);
const PREFIX: &str = "retorno-";

/// Remembers what today's copy needs no second look for.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    done: Option<NaiveDate>,
    tried_at: Option<Moment>,
}

impl Copies {
    /// Starts today's copy if there is none yet.
    pub fn keep_daily(&mut self, core: &Core, io: &Runtime, now: Moment) {
        let today = core.house().company().local_date(now);
        let recently = self.tried_at.is_some_and(|at| now.since(at) < TRY_AGAIN && now >= at);
        if self.done == Some(today) || recently {
            return;
        }
        if exists_of(&core.database().backups_folder(), today) {
            self.done = Some(today);
            return;
        }
        self.tried_at = Some(now);
        let db = core.database().clone();
        let name = name_at(core, now);
        io.spawn_blocking(move || {
            if let Err(error) = keep(&db, &name) {
                tracing::error!(%error, "the daily copy could not be made");
            }
        });
    }
}

/// The name of a copy made at `now`; names order by age.
pub(crate) fn name_at(core: &Core, now: Moment) -> String {
    format!("{PREFIX}{}.sqlite", core.house().company().local(now).format("%Y-%m-%d-%H%M%S"))
}

/// Makes a copy under this name and lets the oldest go.
pub(crate) fn keep(db: &Arc<Database>, name: &str) -> store::Result<std::path::PathBuf> {
    let folder = db.backups_folder();
    let to = folder.join(name);
    db.backup(&to)?;
    store::rotate(&folder, PREFIX, store::BACKUPS_KEPT)?;
    Ok(to)
}

fn exists_of(folder: &Path, day: NaiveDate) -> bool {
    let start = format!("{PREFIX}{}", day.format("%Y-%m-%d"));
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(&start))
}
