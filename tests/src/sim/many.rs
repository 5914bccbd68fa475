//! Many seeds on several threads, and the hunt for planted bugs: what CI runs and what a person runs by hand.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use engine::plant::Bug;
use runtime::clock::{Clock, SystemClock};

use super::{Report, Size, Violation, simulate};

/// What a block of seeds came to.
#[derive(Debug, Clone)]
pub struct Block {
    pub size: Size,
    pub seeds: Range<u64>,
    pub total: Report,
    pub violations: Vec<(u64, Violation)>,
    pub took_ms: i64,
}

/// Plays every seed of a range; stops at the first one that breaks a promise.
#[must_use]
pub fn block(size: Size, seeds: Range<u64>, threads: usize) -> Block {
    let clock = SystemClock::new();
    let next = AtomicU64::new(seeds.start);
    let stopped = AtomicBool::new(false);
    let found = Mutex::new((Report::default(), vec![]));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while !stopped.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end {
                        return;
                    }
                    let played = simulate(seed, size, None);
                    let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    match played {
                        Ok(report) => found.0.add(&report),
                        Err(violation) => {
                            stopped.store(true, Ordering::Relaxed);
                            found.1.push((seed, violation));
                        }
                    }
                }
            });
        }
    });
    let (total, violations) = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    Block { size, seeds, total, violations, took_ms: clock.read().mono_ms }
}

impl std::fmt::Display for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Block { size, seeds, total, violations, took_ms } = self;
        let Report { ticket_days, sends, kills, sleeps, jumps, ticked, mixed, doubts, added_up, replayed, trace: _ } =
            total;
        write!(
            f,
            "sementes {}–{} ({} conversas, {} dias): {ticket_days} dias de atendimento, {sends} envios automáticos, \
             {kills} mortes, {sleeps} sonos, {jumps} saltos, {ticked} vencidos marcados, {mixed} partes de regras mistas, {doubts} dúvidas do relógio, {added_up} conferências, {replayed} decisões refeitas, {} violações, {}.{} s",
            seeds.start,
            seeds.end - 1,
            size.contacts,
            size.days,
            violations.len(),
            took_ms / 1_000,
            took_ms % 1_000 / 100,
        )
    }
}

impl Report {
    pub fn add(&mut self, one: &Report) {
        let Report { ticket_days, sends, kills, sleeps, jumps, ticked, mixed, doubts, added_up, replayed, trace } = one;
        self.ticket_days += ticket_days;
        self.sends += sends;
        self.kills += kills;
        self.sleeps += sleeps;
        self.jumps += jumps;
        self.ticked += ticked;
        self.mixed += mixed;
        self.doubts += doubts;
        self.added_up += added_up;
        self.replayed += replayed;
        // In no order, for threads end in none.
        self.trace ^= trace;
    }
}

/// The first seed on which a planted bug breaks a promise that the program without it keeps on that same seed.
///
/// # Errors
/// The seed and the promise the program breaks with nothing planted: that is no canary.
pub fn hunt(bug: Bug, seeds: Range<u64>) -> Result<Option<(u64, Violation)>, (u64, Violation)> {
    for seed in seeds {
        if let Err(violation) = simulate(seed, Size::SMALL, Some(bug)) {
            return match simulate(seed, Size::SMALL, None) {
                Ok(_) => Ok(Some((seed, violation))),
                Err(without) => Err((seed, without)),
            };
        }
    }
    Ok(None)
}

/// The bugs whose promise can be seen broken from outside a running program. C1 can not: a commit that was not synced is
/// lost only when the power goes, which the crash images of `tests/faults` look for.
pub fn visible() -> impl Iterator<Item = Bug> {
    Bug::ALL.into_iter().filter(|bug| *bug != Bug::C1NormalSync)
}
