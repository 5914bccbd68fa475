//! Planted bugs: proof that the simulator sees what it is for. Each is one classic mistake at the very place where the
//! right code stands; a test plants one and must find it. Without the feature `plant` every question here is a constant
//! `false` and the compiler removes it. Source of the list: the canaries C1 to C16 of our reliability research.

/// One mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bug {
    /// `synchronous=NORMAL` where FULL is promised.
    C1NormalSync,
    /// No UNIQUE key on executions.
    C2NoUnique,
    /// No look at the facts right before the network.
    C3NoRecheck,
    /// A send nobody knows the end of is sent again.
    C4ResendUnknown,
    /// Any word of anybody moves the anchor.
    C5UpdatedAtAnchor,
    /// Who spoke last does not matter.
    C6NoDirection,
    /// However late, everything fires.
    C7LateFires,
    /// Sleeps to the deadline on the monotonic clock.
    C8MonotonicSleep,
    /// Waits are added to the wall's hands, not to the instant.
    C9LocalArithmetic,
    /// Closes first, sends the closing text afterwards.
    C10CloseBeforeSend,
    /// A later, lower delivery state is believed.
    C11StatusRegression,
    /// Our own automatic message restarts the clock.
    C12AutomaticAnchor,
    /// Editing or switching off a rule leaves what it had planned.
    C13EditLeavesPlanned,
    /// A restart plans again what was being sent.
    C14SendingReplanned,
    /// The end of the day may run again.
    C15DayTwice,
    /// A wake raises no sync barrier.
    C16NoBarrier,
}

impl Bug {
    pub const ALL: [Bug; 16] = [
        Bug::C1NormalSync,
        Bug::C2NoUnique,
        Bug::C3NoRecheck,
        Bug::C4ResendUnknown,
        Bug::C5UpdatedAtAnchor,
        Bug::C6NoDirection,
        Bug::C7LateFires,
        Bug::C8MonotonicSleep,
        Bug::C9LocalArithmetic,
        Bug::C10CloseBeforeSend,
        Bug::C11StatusRegression,
        Bug::C12AutomaticAnchor,
        Bug::C13EditLeavesPlanned,
        Bug::C14SendingReplanned,
        Bug::C15DayTwice,
        Bug::C16NoBarrier,
    ];
}

#[cfg(feature = "plant")]
mod active {
    use std::cell::Cell;

    use super::Bug;

    thread_local!(static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) });

    /// Plants one bug on this thread, or none.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.set(bug);
    }

    /// Whether this bug is planted here.
    #[must_use]
    pub fn planted(bug: Bug) -> bool {
        PLANTED.get() == Some(bug)
    }
}

#[cfg(feature = "plant")]
pub use active::{plant, planted};

/// Whether this bug is planted here: never, in a product.
#[cfg(not(feature = "plant"))]
#[must_use]
#[inline(always)]
pub const fn planted(_bug: Bug) -> bool {
    false
}
