//! What will happen in one run, decided beforehand, so that a failure can be shrunk by leaving deeds out. Swarm style:
//! each seed takes part of the faults at its own rates.

use super::acts::{Acts, Does};
use super::draw::{Draw, mix};

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// How large a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub contacts: u32,
    pub days: u32,
    pub pace: Pace,
}

/// How much people talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Several bursts of words a day.
    Busy,
    /// Silences of days, as the longer rules wait for; faults as often as ever.
    Quiet,
}

impl Size {
    /// A crowd that talks.
    pub const RUN: Size = Size { contacts: 120, days: 10, pace: Pace::Busy };
    /// A month of a desk.
    pub const MONTH: Size = Size { contacts: 160, days: 30, pace: Pace::Quiet };
    /// A quick look.
    pub const SMALL: Size = Size { contacts: 12, days: 5, pace: Pace::Busy };
}

/// Faults are drawn for so many days at a time, so that a longer run has more of them.
const FAULT_DAYS: i64 = 10;

/// Something that happens at one instant of true time (milliseconds since the start).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// The customer writes; the provider delivers it `late` ms afterwards, `copies` times.
    Customer {
        contact: u32,
        late: i64,
        copies: u8,
    },
    AutoReply {
        contact: u32,
    },
    /// The technician answers from the program.
    Writes {
        contact: u32,
    },
    /// Somebody of ours answers from the provider's own app.
    WritesOutside {
        contact: u32,
    },
    MovesNow {
        contact: u32,
    },
    Closes {
        contact: u32,
    },
    Holds {
        contact: u32,
    },
    Releases {
        contact: u32,
    },
    /// "Não incomodar".
    Exempts {
        contact: u32,
    },
    SwitchesOff {
        rule: u32,
    },
    /// With `overdue`, the supervisor ticks the whole list of what was due before.
    SwitchesOn {
        rule: u32,
        overdue: bool,
    },
    /// The supervisor edits the waiting time, and may tick the list that the new one gives.
    Edits {
        rule: u32,
        wait: i64,
        overdue: bool,
    },
    /// The supervisor gives the rule other actions, and may tick the list too.
    Rewrites {
        rule: u32,
        acts: Acts,
        overdue: bool,
    },
    /// A rule more.
    Creates {
        wait: i64,
        acts: Acts,
    },
    TechnicianGone {
        technician: u32,
    },
    TechnicianBack {
        technician: u32,
    },
    ProviderDown {
        connection: u32,
    },
    ProviderUp {
        connection: u32,
    },
    Sleeps {
        span: i64,
    },
    Jumps {
        span: i64,
    },
    /// Somebody sees it and sets the clock right.
    SetsRight,
    Killed {
        down: i64,
    },
    /// Killed at the next automatic send: right before the provider gets it, or before it can answer.
    DiesSending {
        reaches: bool,
        down: i64,
    },
}

impl Deed {
    /// Whose conversation it belongs to.
    #[must_use]
    pub fn contact(&self) -> Option<u32> {
        match self {
            Deed::Customer { contact, .. }
            | Deed::AutoReply { contact }
            | Deed::Writes { contact }
            | Deed::WritesOutside { contact }
            | Deed::MovesNow { contact }
            | Deed::Closes { contact }
            | Deed::Holds { contact }
            | Deed::Releases { contact }
            | Deed::Exempts { contact } => Some(*contact),
            Deed::SwitchesOff { .. }
            | Deed::SwitchesOn { .. }
            | Deed::Edits { .. }
            | Deed::Rewrites { .. }
            | Deed::Creates { .. }
            | Deed::TechnicianGone { .. }
            | Deed::TechnicianBack { .. }
            | Deed::ProviderDown { .. }
            | Deed::ProviderUp { .. }
            | Deed::Sleeps { .. }
            | Deed::Jumps { .. }
            | Deed::SetsRight
            | Deed::Killed { .. }
            | Deed::DiesSending { .. } => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleDraft {
    pub acts: Acts,
    pub wait: i64,
}

/// The whole run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    pub seed: u64,
    pub size: Size,
    /// True time 0 as a Unix instant in milliseconds.
    pub start: i64,
    pub zone: &'static str,
    pub rules: Vec<RuleDraft>,
    pub queue_on: bool,
    pub quiet: bool,
    pub limits: bool,
    /// Of a hundred sends, how many the provider lies about.
    pub lies: u64,
    /// In order of time.
    pub deeds: Vec<(i64, Deed)>,
}

/// Zones with and without changes of the hour inside the run.
const ZONES: [(&str, i64); 4] = [
    ("America/Sao_Paulo", 1_772_449_200_000),   // 2026-03-02 11:00 UTC
    ("America/New_York", 1_772_622_000_000),    // 2026-03-04: the hour changes on the 8th
    ("Europe/Lisbon", 1_774_436_400_000),       // 2026-03-25: on the 29th
    ("Australia/Lord_Howe", 1_774_868_400_000), // 2026-03-30: half an hour on 5 April
];

/// The run of a seed.
#[must_use]
pub fn script(seed: u64, size: Size) -> Script {
    let mut draw = Draw::new(seed);
    let (zone, start) = ZONES[usize::try_from(draw.below(4)).unwrap_or(0)];
    let mut script = Script {
        seed,
        size,
        start,
        zone,
        rules: rules(&mut draw),
        queue_on: draw.chance(75),
        quiet: draw.chance(40),
        limits: draw.chance(70),
        lies: [0, 5, 15, 30][usize::try_from(draw.below(4)).unwrap_or(0)],
        deeds: vec![],
    };
    let span = i64::from(size.days) * DAY;
    for contact in 0..size.contacts {
        conversation(&mut draw, &mut script.deeds, contact, span, size.pace);
    }
    // From a stream of its own, so that the other days of a seed stay what they were.
    let mut other = Draw::new(mix(seed));
    if size.pace == Pace::Quiet {
        // Where every evening closes what waits, little would be open through the night.
        script.queue_on = other.chance(40);
    }
    for from in (0..span).step_by(usize::try_from(FAULT_DAYS * DAY).unwrap_or(usize::MAX)) {
        let first = script.deeds.len();
        let part = (span - from).min(FAULT_DAYS * DAY);
        people(&mut draw, &mut script, part);
        faults(&mut draw, &mut script.deeds, part);
        unlucky(&mut other, &mut script, part);
        script.deeds[first..].iter_mut().for_each(|(at, _)| *at += from);
    }
    set_right(&mut Draw::new(mix(mix(seed))), &mut script.deeds);
    mixtures(&mut Draw::new(mix(mix(mix(mix(seed))))), &mut script, span);
    tick(&mut Draw::new(mix(mix(mix(seed)))), &mut script.deeds);
    script.deeds.sort_by_key(|(at, _)| *at);
    script
}

/// Most clocks that jumped are set right after a while.
fn set_right(draw: &mut Draw, deeds: &mut Vec<(i64, Deed)>) {
    let jumped: Vec<i64> =
        deeds.iter().filter(|(_, deed)| matches!(deed, Deed::Jumps { .. })).map(|(at, _)| *at).collect();
    for at in jumped {
        if draw.chance(70) {
            deeds.push((at + draw.range(MINUTE, 15 * HOUR), Deed::SetsRight));
        }
    }
}

/// Some of those who switch a rule on or edit it also mean what is overdue.
fn tick(draw: &mut Draw, deeds: &mut [(i64, Deed)]) {
    for (_, deed) in deeds {
        if let Deed::SwitchesOn { overdue, .. } | Deed::Edits { overdue, .. } | Deed::Rewrites { overdue, .. } = deed {
            *overdue = draw.chance(40);
        }
    }
}

/// Two seeds of three have rules of several actions, some written or made while the desk works.
fn mixtures(draw: &mut Draw, script: &mut Script, span: i64) {
    if draw.chance(33) {
        return;
    }
    for rule in &mut script.rules {
        if draw.chance(60) {
            let first = rule.acts.iter().next().unwrap_or(Does::Says);
            rule.acts = Acts::among_others(first, draw);
        }
    }
    let rules = script.rules.len() as u64 + 1;
    for _ in 0..draw.below(4) {
        let rule = u32::try_from(draw.below(rules)).unwrap_or(0);
        let acts = Acts::draw(draw);
        script.deeds.push((draw.range(HOUR, span), Deed::Rewrites { rule, acts, overdue: false }));
    }
    for _ in 0..draw.below(3) {
        let wait = draw.range(20, 3_000) * MINUTE;
        script.deeds.push((draw.range(HOUR, span), Deed::Creates { wait, acts: Acts::draw(draw) }));
    }
}

const FIRST: [Does; 4] = [Does::Says, Does::Says, Does::Tags(0), Does::Wallet { only_if_empty: false }];

fn rules(draw: &mut Draw) -> Vec<RuleDraft> {
    let waits = [30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 24 * HOUR, 48 * HOUR, 72 * HOUR];
    (0..draw.range(1, 7))
        .map(|_| RuleDraft {
            acts: Acts::one(FIRST[usize::try_from(draw.below(4)).unwrap_or(0)]),
            wait: waits[usize::try_from(draw.below(7)).unwrap_or(0)],
        })
        .collect()
}

/// A customer's days: bursts of words, answers of ours, silences of every length.
fn conversation(draw: &mut Draw, deeds: &mut Vec<(i64, Deed)>, contact: u32, span: i64, pace: Pace) {
    let mut at = match pace {
        Pace::Busy => draw.range(0, span / 2),
        Pace::Quiet => draw.range(0, 3 * DAY),
    };
    while at < span {
        let (late, copies) = match draw.below(20) {
            0 => (draw.range(0, 3 * HOUR), 1),
            1 => (0, 2),
            2 => (draw.range(0, 5 * MINUTE), 3),
            _ => (0, 1),
        };
        deeds.push((at, Deed::Customer { contact, late, copies }));
        at += draw.range(1_000, 20 * MINUTE);
        let ours = draw.range(0, 3);
        for _ in 0..ours {
            let deed = if draw.chance(8) { Deed::WritesOutside { contact } } else { Deed::Writes { contact } };
            deeds.push((at, deed));
            at += draw.range(1_000, 40 * MINUTE);
        }
        match draw.below(30) {
            0 => deeds.push((at, Deed::AutoReply { contact })),
            1 => deeds.push((at, Deed::MovesNow { contact })),
            2 => deeds.push((at, Deed::Closes { contact })),
            3 => {
                deeds.push((at, Deed::Holds { contact }));
                deeds.push((at + draw.range(MINUTE, 30 * HOUR), Deed::Releases { contact }));
            }
            4 if draw.chance(20) => deeds.push((at, Deed::Exempts { contact })),
            _ => {}
        }
        let kinds = match pace {
            Pace::Busy => 5,
            Pace::Quiet => 9,
        };
        let silence = match draw.below(kinds) {
            0 => draw.range(MINUTE, 9 * MINUTE),
            1 => draw.range(9 * MINUTE, 12 * MINUTE),
            2 => draw.range(20 * MINUTE, 5 * HOUR),
            3 => draw.range(5 * HOUR, 30 * HOUR),
            4 => draw.range(30 * HOUR, 100 * HOUR),
            _ => draw.range(100 * HOUR, 300 * HOUR),
        };
        at += silence;
    }
}

fn people(draw: &mut Draw, script: &mut Script, span: i64) {
    let rules = u64::try_from(script.rules.len()).unwrap_or(1);
    for _ in 0..draw.below(5) {
        let rule = u32::try_from(draw.below(rules)).unwrap_or(0);
        let at = draw.range(HOUR, span);
        script.deeds.push((at, Deed::SwitchesOff { rule }));
        script.deeds.push((at + draw.range(MINUTE, 20 * HOUR), Deed::SwitchesOn { rule, overdue: false }));
    }
    for _ in 0..draw.below(4) {
        let rule = u32::try_from(draw.below(rules)).unwrap_or(0);
        script
            .deeds
            .push((draw.range(HOUR, span), Deed::Edits { rule, wait: draw.range(20, 3_000) * MINUTE, overdue: false }));
    }
    if draw.chance(30) {
        let technician = u32::try_from(draw.below(3)).unwrap_or(0);
        let at = draw.range(HOUR, span);
        script.deeds.push((at, Deed::TechnicianGone { technician }));
        script.deeds.push((at + draw.range(HOUR, 60 * HOUR), Deed::TechnicianBack { technician }));
    }
}

fn faults(draw: &mut Draw, deeds: &mut Vec<(i64, Deed)>, span: i64) {
    if draw.chance(60) {
        for _ in 0..draw.range(1, 6) {
            let connection = u32::try_from(draw.below(2)).unwrap_or(0);
            let at = draw.range(0, span);
            deeds.push((at, Deed::ProviderDown { connection }));
            deeds.push((at + draw.range(MINUTE, 8 * HOUR), Deed::ProviderUp { connection }));
        }
    }
    if draw.chance(60) {
        for _ in 0..draw.range(1, 8) {
            deeds.push((draw.range(0, span), Deed::Sleeps { span: draw.range(2 * MINUTE, 30 * HOUR) }));
        }
    }
    if draw.chance(25) {
        for _ in 0..draw.range(1, 4) {
            deeds.push((draw.range(0, span), Deed::Jumps { span: draw.range(-4 * HOUR, 4 * HOUR) }));
        }
    }
    if draw.chance(70) {
        for _ in 0..draw.range(1, 12) {
            let down = if draw.chance(70) { draw.range(1_000, 5 * MINUTE) } else { draw.range(HOUR, 40 * HOUR) };
            deeds.push((draw.range(0, span), Deed::Killed { down }));
        }
    }
}

/// Things that go wrong together: people who change a rule while its messages cannot leave, and sends cut half-way.
fn unlucky(draw: &mut Draw, script: &mut Script, span: i64) {
    let rules = u64::try_from(script.rules.len()).unwrap_or(1);
    if draw.chance(50) {
        for _ in 0..draw.range(1, 5) {
            let at = draw.range(HOUR, span);
            let back = at + draw.range(20 * MINUTE, 80 * MINUTE);
            let rule = u32::try_from(draw.below(rules)).unwrap_or(0);
            for connection in 0..2 {
                script.deeds.push((at, Deed::ProviderDown { connection }));
                script.deeds.push((back, Deed::ProviderUp { connection }));
            }
            let meddles = draw.range(at, back);
            if draw.chance(50) {
                script.deeds.push((meddles, Deed::SwitchesOff { rule }));
                script.deeds.push((back + draw.range(HOUR, 20 * HOUR), Deed::SwitchesOn { rule, overdue: false }));
            } else {
                script
                    .deeds
                    .push((meddles, Deed::Edits { rule, wait: draw.range(20, 3_000) * MINUTE, overdue: false }));
            }
        }
    }
    if draw.chance(50) {
        for _ in 0..draw.range(1, 6) {
            let down = draw.range(1_000, 20 * MINUTE);
            script.deeds.push((draw.range(0, span), Deed::DiesSending { reaches: draw.chance(70), down }));
        }
    }
}
