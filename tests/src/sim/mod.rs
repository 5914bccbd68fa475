//! The simulator: random days of customers, attendants and supervisors at one desk, with a lying provider, a computer
//! that sleeps, jumps and is killed, all on virtual time over a real SQLite file. It drives the same `runtime::Core` as
//! the product. A naive oracle, which shares no code with the engine, reads the provider's own ledger and says what must
//! never have happened. The same seed gives the same trace; a failure is shrunk to the deeds that matter.

mod acts;
mod clock;
mod deeds;
mod draw;
mod drive;
mod effects;
mod hooks;
mod house;
mod law;
mod many;
mod news;
mod oracle;
mod provider;
mod replay;
mod script;
mod shown;
mod shrink;
mod tries;
mod world;

use engine::plant::{Bug, plant};
use engine::witness::witness;

pub use acts::{Acts, Does};
pub(crate) use draw::Draw;
pub use many::{Block, block, hunt, visible};
pub use script::{Deed, MINUTE, Pace, Script, Size, script};
pub use shrink::shrink;

/// What one run saw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    pub ticket_days: u64,
    pub sends: u64,
    pub kills: u64,
    pub sleeps: u64,
    pub jumps: u64,
    /// Silences on the list of the overdue when a supervisor ticked it.
    pub ticked: u64,
    /// Parts done of rules with several actions.
    pub mixed: u64,
    /// Times the program came to know that its clock was wrong.
    pub doubts: u64,
    /// Events after which what was planned was added up.
    pub added_up: u64,
    /// Judgements made once more from their line in the log.
    pub replayed: u64,
    /// A hash of everything that happened, in order.
    pub trace: u64,
}

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub promise: &'static str,
    pub at: i64,
    pub what: String,
}

/// Plays a script, with a planted bug or none.
///
/// # Errors
/// The first promise that was broken.
pub fn play(script: &Script, bug: Option<Bug>) -> Result<Report, Violation> {
    plant(bug);
    let done = world::World::open(script).and_then(|mut world| {
        world.run()?;
        world.finish()
    });
    plant(None);
    witness(None);
    done
}

/// One seed, from its script to its report.
///
/// # Errors
/// The first promise that was broken.
pub fn simulate(seed: u64, size: Size, bug: Option<Bug>) -> Result<Report, Violation> {
    play(&script(seed, size), bug)
}
