//! The one table a run prints: figure, ours, floor, ratio, goal, held or missed.

use std::time::{Duration, Instant};

/// What something took: by the wall, and of this thread's own work where the system tells (on a busy machine that is
/// the steadier one, without the waiting for the disk).
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    pub wall: f64,
    pub cpu: Option<f64>,
}

pub struct Watch {
    wall: Instant,
    cpu: Option<f64>,
}

impl Watch {
    #[must_use]
    pub fn start() -> Watch {
        Watch { wall: Instant::now(), cpu: thread_cpu() }
    }

    /// Seconds since the start, for each of so many.
    #[must_use]
    pub fn each(&self, many: u32) -> Spent {
        let many = f64::from(many);
        let cpu = thread_cpu().zip(self.cpu).map(|(now, then)| (now - then) / many);
        Spent { wall: self.wall.elapsed().as_secs_f64() / many, cpu }
    }
}

fn thread_cpu() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = told.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

/// The medians of several.
#[must_use]
pub fn middle(spent: &[Spent]) -> Spent {
    let cpu: Option<Vec<f64>> = spent.iter().map(|one| one.cpu).collect();
    Spent { wall: median(spent.iter().map(|one| one.wall).collect()), cpu: cpu.map(median) }
}

/// A goal: the value that is held to it, and the most it may be.
#[derive(Debug, Clone, Copy)]
pub enum Goal {
    /// Told for what it is.
    None,
    /// Ours over the floor's.
    Ratio(f64),
    /// Ours over another figure of ours.
    Flat {
        ratio: f64,
        most: f64,
    },
    Time(Duration),
    Bytes(f64),
    Percent(f64),
}

/// One line before it is judged.
#[derive(Debug, Clone)]
pub struct Figure {
    pub name: String,
    pub ours: Amount,
    pub floor: Option<Amount>,
    pub goal: Goal,
}

#[derive(Debug, Clone, Copy)]
pub enum Amount {
    /// For one.
    Each(Spent),
    /// Seconds.
    Lasts(f64),
    Bytes(f64),
    Percent(f64),
}

/// Lines as they come, and how many goals were held.
#[derive(Debug, Default)]
pub struct Table {
    size: u32,
    held: u32,
    missed: u32,
    lines: u32,
    started: bool,
}

impl Table {
    /// What follows is about so many tickets.
    pub fn of(&mut self, size: u32) {
        self.size = size;
        if !self.started {
            self.started = true;
            println!(
                "| medida | em espera | nosso | piso | razão | CPU nossa / piso | meta | |\n|---|---:|---:|---:|---:|---:|---:|---|"
            );
        }
    }

    pub fn add(&mut self, figure: Figure) {
        self.lines += 1;
        let Figure { name, ours, floor, goal } = figure;
        let ratio = floor.map(|floor| ours.number() / floor.number());
        let cpu = floor.and_then(Amount::cpu).zip(ours.cpu());
        let cpu = cpu.map(|(floor, ours)| format!("{} / {}", seconds(ours), seconds(floor))).unwrap_or_default();
        let (goal, held) = goal.judged(ours.number(), ratio);
        let verdict = match held {
            Some(true) => "cumprida",
            Some(false) => "**perdida**",
            None => "",
        };
        self.held += u32::from(held == Some(true));
        self.missed += u32::from(held == Some(false));
        let floor = floor.map(|floor| floor.shown()).unwrap_or_default();
        let ratio = ratio.map(|ratio| format!("{ratio:.2}×")).unwrap_or_default();
        println!(
            "| {name} | {} | {} | {floor} | {ratio} | {cpu} | {goal} | {verdict} |",
            thousands(self.size),
            ours.shown()
        );
    }

    /// Figures so far.
    #[must_use]
    pub fn lines(&self) -> u32 {
        self.lines
    }

    /// The last line: how many goals were held.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{} metas cumpridas, {} perdidas", self.held, self.missed)
    }
}

impl Goal {
    /// The goal in words, and whether it is held.
    fn judged(self, ours: f64, ratio: Option<f64>) -> (String, Option<bool>) {
        match self {
            Goal::None => (String::new(), None),
            Goal::Ratio(most) => (format!("≤ {most}× o piso"), ratio.map(|ratio| ratio <= most)),
            Goal::Flat { ratio, most } => (format!("{ratio:.2}× (≤ {most}×)"), Some(ratio <= most)),
            Goal::Time(most) => (format!("≤ {}", seconds(most.as_secs_f64())), Some(ours <= most.as_secs_f64())),
            Goal::Bytes(most) => (format!("≤ {}", bytes(most)), Some(ours <= most)),
            Goal::Percent(most) => (format!("< {most} %"), Some(ours < most)),
        }
    }
}

impl Amount {
    fn number(self) -> f64 {
        match self {
            Amount::Each(Spent { wall: number, .. })
            | Amount::Lasts(number)
            | Amount::Bytes(number)
            | Amount::Percent(number) => number,
        }
    }

    fn cpu(self) -> Option<f64> {
        match self {
            Amount::Each(spent) => spent.cpu,
            Amount::Lasts(_) | Amount::Bytes(_) | Amount::Percent(_) => None,
        }
    }

    fn shown(self) -> String {
        match self {
            Amount::Each(Spent { wall, .. }) => format!("{} ({}/s)", seconds(wall), thousands(rate(wall))),
            Amount::Lasts(lasts) => seconds(lasts),
            Amount::Bytes(number) => bytes(number),
            Amount::Percent(number) => format!("{number:.3} %"),
        }
    }
}

/// The middle one, or the upper of the two.
#[must_use]
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The number below which this share lies (0.5, 0.99, 1 for the greatest).
#[must_use]
pub fn percentile(sorted: &[f64], share: f64) -> f64 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let at = ((sorted.len() as f64 * share).ceil() as usize).max(1) - 1;
    sorted.get(at).copied().unwrap_or(f64::NAN)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn rate(each: f64) -> u32 {
    if each > 0.0 { (1.0 / each) as u32 } else { 0 }
}

fn seconds(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 0.001 => format!("{:.2} ms", s * 1e3),
        s => format!("{:.1} µs", s * 1e6),
    }
}

fn bytes(number: f64) -> String {
    if number >= 1e6 { format!("{:.1} MB", number / 1e6) } else { format!("{number:.0} B") }
}

/// 1000000 as "1.000.000".
fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push('.');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_people_write_them() {
        assert_eq!(thousands(1_000_000), "1.000.000");
        assert_eq!(thousands(999), "999");
        assert_eq!(Amount::Each(Spent { wall: 0.000_05, cpu: None }).shown(), "50.0 µs (20.000/s)");
        assert_eq!(Amount::Bytes(120e6).shown(), "120.0 MB");
    }

    #[test]
    fn the_greatest_is_the_last_and_half_lies_below_the_median() {
        let sorted = [1.0, 2.0, 3.0, 4.0];
        assert_eq!([0.5, 0.99, 1.0].map(|share| percentile(&sorted, share)), [2.0, 4.0, 4.0]);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }

    #[test]
    fn a_goal_on_its_line_is_held_and_beyond_it_missed() {
        assert_eq!(Goal::Ratio(1.5).judged(3.0, Some(1.5)).1, Some(true));
        assert_eq!(Goal::Time(Duration::from_millis(20)).judged(0.021, None).1, Some(false));
        assert_eq!(Goal::None.judged(1.0, Some(9.0)).1, None);
    }
}
