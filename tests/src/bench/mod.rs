//! What `cargo xtask bench` measures: the engine on a real SQLite file against a floor of raw SQL that leaves the same
//! rows behind, in turns in one run, so that the ratio holds on a machine that does other things. Nothing here fails
//! because it was slow; a goal that is missed is printed as missed.

mod edit;
mod firing;
mod floor;
mod hub;
mod idle;
mod intake;
mod lag;
mod table;
mod window;
mod world;

use std::path::PathBuf;

use anyhow::Result;

pub use lag::spare_the_daily_copy;
pub use table::Table;
pub use window::lay as lay_for_window;
pub use world::{CONNECTION, Copy, World, word};

/// What to measure.
#[derive(Debug, Clone)]
pub struct Plan {
    /// How many tickets wait for an answer, one run each.
    pub sizes: Vec<u32>,
    /// Turns between ours and the floor; the medians are compared.
    pub rounds: usize,
    /// One pass that only shows that everything still runs.
    pub quick: bool,
    /// Only the figures whose name starts so; all when empty.
    pub only: String,
    /// Where the databases are laid; some gigabytes for a million tickets.
    pub folder: PathBuf,
}

impl Plan {
    /// Runs everything, telling each figure as it is known.
    ///
    /// # Errors
    /// What is measured did not do its work: a figure of nothing is no figure.
    pub fn run(&self, table: &mut Table) -> Result<()> {
        for size in &self.sizes {
            let world = World::lay(&self.folder, *size)?;
            self.figure("arquivo", || world.figures(table))?;
            self.figure("chegada", || intake::figures(self, &world, table))?;
            self.figure("disparo", || firing::figures(self, &world, table))?;
            self.figure("ocioso", || idle::figures(self, &world, table))?;
            self.figure("edição", || edit::figures(self, &world, table))?;
            self.figure("programa", || hub::figures(self, &world, table))?;
            self.figure("atraso", || lag::figures(self, &world, table))?;
        }
        Ok(())
    }

    fn figure(&self, name: &str, measure: impl FnOnce() -> Result<()>) -> Result<()> {
        if name.starts_with(&self.only) { measure() } else { Ok(()) }
    }

    fn rounds(&self) -> usize {
        if self.quick { 1 } else { self.rounds }
    }
}
