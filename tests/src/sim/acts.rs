//! What a rule of a run does: one to three actions, drawn from all the engine knows, in an order of their own. The texts
//! of its messages and notes carry a mark by which the ledgers of the other side tell them apart.

use super::draw::Draw;

/// Actions of one rule of a run.
const ACTS_MAX: usize = 3;
/// Tags, stages, queues and technicians that rules use.
pub const KINDS: u8 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    Says,
    Tags(u8),
    Untags(u8),
    /// Into the supervisor's wallet.
    Wallet {
        only_if_empty: bool,
    },
    Stages(u8),
    Transfers(u8),
    Assigns(u8),
    Closes,
    Notes,
    Notifies,
    Hooks,
}

/// The actions of a rule, in order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Acts([Option<Does>; ACTS_MAX]);

impl Acts {
    #[must_use]
    pub fn one(does: Does) -> Acts {
        Acts([Some(does), None, None])
    }

    pub fn iter(&self) -> impl Iterator<Item = Does> + '_ {
        self.0.iter().flatten().copied()
    }

    #[must_use]
    pub fn does(&self, one: Does) -> bool {
        self.iter().any(|does| does == one)
    }

    #[must_use]
    pub fn says(&self) -> bool {
        self.does(Does::Says)
    }

    /// It acts inside as well, or only there.
    #[must_use]
    pub fn inside(&self) -> bool {
        self.iter().any(|does| does != Does::Says)
    }

    #[must_use]
    pub fn mixed(&self) -> bool {
        self.iter().count() > 1
    }

    #[must_use]
    pub fn count(&self, one: Does) -> u64 {
        self.iter().filter(|does| *does == one).map(|_| 1).sum()
    }

    /// One to three of anything, messages more often than the rest.
    pub fn draw(draw: &mut Draw) -> Acts {
        let count = [1, 2, 2, 3][usize::try_from(draw.below(4)).unwrap_or(0)];
        let mut acts = [None; ACTS_MAX];
        acts.iter_mut().take(count).for_each(|act| *act = Some(any(draw)));
        Acts(acts)
    }

    /// The same with one or two others before, between or behind.
    pub fn among_others(does: Does, draw: &mut Draw) -> Acts {
        let mut acts: Vec<Does> = (0..draw.range(1, 3)).map(|_| any(draw)).collect();
        let at = usize::try_from(draw.below(acts.len() as u64 + 1)).unwrap_or(0);
        acts.insert(at, does);
        Acts(std::array::from_fn(|index| acts.get(index).copied()))
    }
}

impl std::fmt::Debug for Acts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

fn any(draw: &mut Draw) -> Does {
    let kind = u8::try_from(draw.below(u64::from(KINDS))).unwrap_or(0);
    match draw.below(14) {
        0..=3 => Does::Says,
        4 => Does::Tags(kind),
        5 => Does::Untags(kind),
        6 => Does::Wallet { only_if_empty: kind == 0 },
        7 => Does::Stages(kind),
        8 => Does::Transfers(kind),
        9 => Does::Assigns(kind),
        10 => Does::Closes,
        11 => Does::Notes,
        12 => Does::Notifies,
        _ => Does::Hooks,
    }
}

/// What an automatic text was, by its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Rule(Said),
    Entry,
    Closing,
}

/// A message of a rule: which rule, how often its actions had been written anew, and the how manieth of its actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub rule: usize,
    pub version: u32,
    pub nth: usize,
}

impl What {
    pub fn of(text: &str) -> Option<What> {
        match text.strip_prefix('[')?.split_once(']')?.0 {
            "E" => Some(What::Entry),
            "F" => Some(What::Closing),
            rule => {
                let mut parts = rule.strip_prefix('R')?.split('.');
                let rule = parts.next()?.parse().ok()?;
                let (version, nth) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                Some(What::Rule(Said { rule, version, nth }))
            }
        }
    }
}

impl Said {
    pub fn mark(&self) -> String {
        format!("[R{}.{}.{}]", self.rule, self.version, self.nth)
    }
}
