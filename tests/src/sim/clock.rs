//! What anybody could know of the program's clock from what the provider stamped, worked out once more from nothing: the
//! provider of a run is honest about the time, so whatever it shows is true.

use std::collections::{BTreeMap, VecDeque};

use channels::{Incoming, Side};
use engine::{ConnectionId, Moment};

use super::Violation;
use super::script::{DAY, MINUTE};
use super::world::World;

/// Up to here two clocks agree.
const APART: i64 = 5 * MINUTE;
/// The program remembers so many of its sends.
const REMEMBERED: usize = 256;

#[derive(Debug, Default)]
pub(super) struct Clocks {
    /// How far the program's clock was ahead by each connection's last telling news, and when they came (its wall).
    shown: BTreeMap<ConnectionId, (i64, i64)>,
    /// The wall at which each send was handed over, by its key.
    sent: VecDeque<(String, i64)>,
}

impl Clocks {
    /// A start, or a jump that was noticed.
    pub fn forget(&mut self) {
        *self = Clocks::default();
    }

    pub fn sent(&mut self, key: &str, wall: i64) {
        self.sent.push_back((key.to_owned(), wall));
        if self.sent.len() > REMEMBERED {
            self.sent.pop_front();
        }
    }

    fn heard<'e>(&mut self, on: ConnectionId, events: impl Iterator<Item = &'e Incoming>, wall: i64) {
        let (mut most, mut least) = (i64::MAX, i64::MIN);
        for event in events {
            let Incoming::Message(message) = event else { continue };
            if message.side != Side::Customer {
                let key = message.external_id.trim_start_matches("p-");
                let Some((_, sent)) = self.sent.iter().find(|(known, _)| known == key) else { continue };
                least = least.max(sent - message.said_at_ms);
            }
            most = most.min(wall - message.said_at_ms);
        }
        if most < -APART {
            self.shown.insert(on, (most, wall));
        } else if least > APART {
            self.shown.insert(on, (least, wall));
        } else if (-APART..=APART).contains(&most) || (-APART..=APART).contains(&least) {
            self.shown.remove(&on);
        }
    }

    /// How far the clock is known to be ahead, by the connection that shows most of it.
    fn known(&self, wall: i64) -> Option<i64> {
        let fresh = self.shown.values().filter(|(_, heard)| wall - heard <= DAY);
        fresh.map(|(ahead, _)| *ahead).max_by_key(|ahead| ahead.abs())
    }
}

impl World<'_> {
    /// What the program believes of its clock is what it could know, and true (a jump below a minute is none).
    pub(super) fn clock_is_judged<'e>(
        &mut self,
        on: ConnectionId,
        events: impl Iterator<Item = &'e Incoming>,
    ) -> Result<(), Violation> {
        let (wall, ahead) = (self.wall(), self.ahead);
        let before = self.clocks.known(wall).is_some();
        self.clocks.heard(on, events, wall);
        let known = self.clocks.known(wall);
        self.report.doubts += u64::from(known.is_some() && !before);
        let believed = self.core_mut()?.doubt(Moment(wall)).map(|doubt| doubt.ahead.0);
        let no = |what: String| Err(Violation { promise: "R7 o relógio em dúvida", at: wall, what });
        if believed != known {
            return no(format!("o programa crê {believed:?}, sabe-se {known:?}"));
        }
        match known {
            Some(known) if known.signum() != ahead.signum() || known.abs() > ahead.abs() + MINUTE => {
                no(format!("mostrado {known}, verdade {ahead}"))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Nothing automatic may leave while the clock is known to be wrong.
    pub(super) fn clock_is_believed(&self, contact: u32) -> Result<(), Violation> {
        match self.clocks.known(self.wall()) {
            None => Ok(()),
            Some(ahead) => Err(Violation {
                promise: "R7 o relógio em dúvida",
                at: self.wall(),
                what: format!("cliente {contact}: envio automático com o relógio {ahead} ms adiantado"),
            }),
        }
    }

    /// Somebody sets the clock, rightly or wrongly.
    pub(super) fn clock_set(&mut self, ahead: i64) {
        if ahead != self.ahead {
            self.report.jumps += 1;
            self.ahead = ahead;
            self.oracle.up_since = self.wall();
            self.oracle.forget_promises();
        }
    }
}
