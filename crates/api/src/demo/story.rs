//! What happened in the weeks before the example, conversation by conversation: who said what when. Plans only; the same
//! dice every time, so that only the days move along. Whatever is not wholly over by now is left out, and whoever stays
//! silent for good has been so for longer than any rule of the example waits.

use chrono::{Datelike, Days, NaiveDate};
use engine::day::Cut;
use engine::{Calendar, Moment, Span};

use super::words::{CASES, CLOSING_WORDS, Case, SORRY, STOP, STOPPED};

/// Calendar days told, with today.
pub(super) const DAYS: u64 = 27;
const SEED: u64 = 20_260_302;
/// Longer than the longest wait of a rule of the example.
const ALL_RULES_RAN: Span = Span::hours(73);
/// Conversations begin at these minutes of the day.
const BEGINNINGS: [u16; 12] = [505, 530, 545, 560, 590, 615, 640, 690, 810, 850, 900, 945];
/// Follow-ups that wait for a person in Perdidas and Incertas, half in each.
const IN_TRAYS: usize = 4;
/// Contacts who come again and again. Two conversations of one are more than a week apart.
const CONTACTS: usize = 68;
/// Contacts after those, of whom the leader hopes for days to hear.
const HOPED_FOR: usize = 12;
/// Contacts after those, who want no reminders. They come once: a later silence of theirs would have nobody to answer it.
const STOPPED_FROM: usize = CONTACTS + HOPED_FOR;

/// What the telling has to fit into.
pub(super) struct Frame<'a> {
    pub now: Moment,
    pub calendar: &'a Calendar,
    /// The ends of the days told, in order.
    pub cuts: &'a [Cut],
    /// Before a silent conversation goes into Sem Interação.
    pub wait: Span,
}

/// One conversation.
pub(super) struct Story {
    /// Which of the contacts.
    pub contact: usize,
    /// Which of our people; the last one of nine is whoever loads the example.
    pub person: usize,
    pub scenes: Vec<(Moment, Scene)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scene {
    Customer(String),
    Ours(&'static str),
    /// Into Sem Interação; the notice to the customer may come back.
    Enters {
        told: bool,
    },
    Looks(Watch, Ended),
    /// The leader puts the closing off.
    Postponed,
    /// Our person looks at what came back.
    Opened,
    Closed,
}

/// The rules of the example that act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Watch {
    FollowUp,
    Lost,
    Cold,
}

/// What became of the message of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    Arrived,
    /// The answer came before it left.
    Waits,
    Unknown,
}

/// What becomes of a silence that outlasts the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    AnswersTheFollowUp,
    AnswersBeforeItLeaves,
    /// The program was off when the follow-up was due.
    Missed,
    Unknown,
    /// Had asked for no more messages.
    Stopped,
    /// Begins another conversation the next day.
    Elsewhere,
    Silent,
}

struct Dice(u64);

impl Dice {
    /// splitmix64 (Steele et al. 2014).
    fn below(&mut self, sides: u16) -> u16 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u16::try_from((z ^ (z >> 31)) % u64::from(sides.max(1))).unwrap_or(0)
    }

    fn minutes(&mut self, least: u16, most: u16) -> Span {
        let minutes = least + self.below(most - least);
        Span(Span::minutes(i64::from(minutes)).0 + Span::seconds(i64::from(self.below(60))).0 + 137)
    }

    fn of<T>(&mut self, list: &'static [T]) -> &'static T {
        &list[usize::from(self.below(u16::try_from(list.len()).unwrap_or(1)))]
    }
}

/// Scenes one after the other.
struct Thread {
    at: Moment,
    scenes: Vec<(Moment, Scene)>,
}

impl Thread {
    fn at(mut self, at: Moment, scene: Scene) -> Thread {
        self.at = at;
        self.scenes.push((at, scene));
        self
    }

    fn then(self, wait: Span, scene: Scene) -> Thread {
        let at = self.at.plus(wait);
        self.at(at, scene)
    }
}

/// Everything that was said and done, newest days first.
pub(super) fn stories(frame: &Frame<'_>) -> Vec<Story> {
    let mut told = Told { frame, dice: Dice(SEED), stories: vec![], silent: 0, stopped: 0, in_trays: 0, returned: 0 };
    let today = frame.calendar.local_date(frame.now);
    let dates = (0..DAYS).filter_map(|back| today.checked_sub_days(Days::new(back)));
    for date in dates.filter(|date| frame.calendar.is_business_day(*date)) {
        let least = if date.weekday().num_days_from_monday() < 5 { 6 } else { 2 };
        for _ in 0..least + told.dice.below(4) {
            told.one(date);
        }
    }
    let recent = frame.cuts.iter().filter(|cut| frame.now.since(cut.at) < ALL_RULES_RAN);
    let closings = recent.rev().zip([4, 2, 2, 2]).flat_map(|(cut, many)| std::iter::repeat_n(cut, many));
    for (number, cut) in closings.enumerate() {
        told.postponed(*cut, CONTACTS + number % HOPED_FOR);
    }
    told.stories
}

struct Told<'a> {
    frame: &'a Frame<'a>,
    dice: Dice,
    stories: Vec<Story>,
    silent: usize,
    stopped: usize,
    in_trays: usize,
    returned: usize,
}

impl Told<'_> {
    fn one(&mut self, date: NaiveDate) {
        let start = self.frame.calendar.instant(date, *self.dice.of(&BEGINNINGS)).plus(self.dice.minutes(0, 14));
        let case = self.dice.of(&CASES);
        match self.dice.below(20) {
            0..=7 => self.resolved(start, case),
            8..=13 => self.returned(start, case),
            _ => {
                let fate = self.fate();
                let in_tray = matches!(fate, Fate::Missed | Fate::Unknown);
                if self.silence(date, start, case, fate) {
                    self.silent += 1;
                    self.in_trays += usize::from(in_tray);
                } else if self.silence(date, start, case, Fate::AnswersTheFollowUp) {
                    // The tray waits for the next silence that is old enough.
                    self.silent += usize::from(!in_tray);
                } else {
                    self.returned(start, case);
                }
            }
        }
    }

    fn fate(&mut self) -> Fate {
        match (self.silent % 10, self.dice.below(10)) {
            (3 | 5, _) if self.in_trays.is_multiple_of(2) && self.in_trays < IN_TRAYS => Fate::Missed,
            (3 | 5, _) if self.in_trays < IN_TRAYS => Fate::Unknown,
            (2, _) => Fate::Stopped,
            (4, _) => Fate::Elsewhere,
            (7, _) => Fate::AnswersBeforeItLeaves,
            (_, 0..=5) => Fate::AnswersTheFollowUp,
            (_, _) => Fate::Silent,
        }
    }

    /// Keeps the story if it is over. Returns whether it did.
    fn keep(&mut self, thread: Thread, contact: Option<usize>) -> bool {
        let over = thread.scenes.iter().all(|(at, _)| self.frame.now.since(*at) > Span::minutes(1));
        if over {
            let contact = contact.unwrap_or(self.stories.len() % CONTACTS);
            let person = usize::from(self.dice.below(9));
            self.stories.push(Story { contact, person, scenes: thread.scenes });
        }
        over
    }

    fn asked(&mut self, start: Moment, case: &'static Case) -> Thread {
        let begun = Thread { at: start, scenes: vec![] }.at(start, Scene::Customer(case.asks.into()));
        begun.then(self.dice.minutes(3, 22), Scene::Ours(case.we_ask))
    }

    fn ended(&mut self, thread: Thread, case: &'static Case) -> Thread {
        thread
            .then(self.dice.minutes(2, 9), Scene::Ours(case.we_end))
            .then(self.dice.minutes(2, 8), Scene::Customer((*self.dice.of(&CLOSING_WORDS)).into()))
            .then(self.dice.minutes(1, 4), Scene::Closed)
    }

    fn late(&mut self, case: &Case) -> Scene {
        Scene::Customer(format!("{} {}", self.dice.of(&SORRY), case.answers))
    }

    fn resolved(&mut self, start: Moment, case: &'static Case) {
        let asked = self.asked(start, case);
        let answered = asked.then(self.dice.minutes(2, 9), Scene::Customer(case.answers.into()));
        let thread = self.ended(answered, case);
        self.keep(thread, None);
    }

    fn returned(&mut self, start: Moment, case: &'static Case) {
        let inside = self
            .asked(start, case)
            .then(self.just_after(self.frame.wait), Scene::Enters { told: !matches!(self.returned, 1 | 30) });
        let back = inside.then(self.dice.minutes(6, 150), self.late(case));
        let seen = back.then(self.dice.minutes(1, 4), Scene::Opened);
        let thread = self.ended(seen, case);
        if self.keep(thread, None) {
            self.returned += 1;
        }
    }

    fn silence(&mut self, date: NaiveDate, start: Moment, case: &'static Case, fate: Fate) -> bool {
        let calendar = self.frame.calendar;
        let tomorrow = date.succ_opt().filter(|next| calendar.is_business_day(*next));
        let start =
            if fate == Fate::Elsewhere { calendar.instant(date, 840).plus(self.dice.minutes(0, 90)) } else { start };
        let mut thread = self.asked(start, case);
        if fate == Fate::Stopped {
            thread = thread
                .then(self.dice.minutes(1, 5), Scene::Customer(STOP.into()))
                .then(self.dice.minutes(1, 5), Scene::Ours(STOPPED));
        }
        let anchor = thread.at;
        let after = |hours| anchor.plus(self.just_after(Span::hours(hours)));
        let [follow, lost, cold] = [24, 48, 72].map(after);
        thread = thread.then(self.just_after(self.frame.wait), Scene::Enters { told: true });
        thread = match fate {
            Fate::AnswersTheFollowUp => {
                let reminded = thread.at(follow, Scene::Looks(Watch::FollowUp, Ended::Arrived));
                let back = reminded.then(self.dice.minutes(9, 420), self.late(case));
                return self.back_at_work(back, case);
            }
            Fate::AnswersBeforeItLeaves => {
                let planned = thread.at(follow, Scene::Looks(Watch::FollowUp, Ended::Waits));
                let back = planned.then(Span::seconds(20), self.late(case));
                return self.back_at_work(back, case);
            }
            Fate::Missed => {
                let on_again = follow.plus(self.dice.minutes(190, 400));
                thread.at(on_again, Scene::Looks(Watch::FollowUp, Ended::Arrived))
            }
            Fate::Unknown => thread.at(follow, Scene::Looks(Watch::FollowUp, Ended::Unknown)),
            Fate::Stopped | Fate::Elsewhere | Fate::Silent => {
                thread.at(follow, Scene::Looks(Watch::FollowUp, Ended::Arrived))
            }
        };
        thread = thread.at(lost, Scene::Looks(Watch::Lost, Ended::Arrived));
        thread = thread.at(cold, Scene::Looks(Watch::Cold, Ended::Arrived));
        // What a follow-up had opened again has met the end of a day since.
        let closed_again = self.frame.cuts.iter().any(|cut| cut.at > follow);
        let contact = match fate {
            Fate::Stopped => STOPPED_FROM + self.stopped,
            Fate::AnswersTheFollowUp
            | Fate::AnswersBeforeItLeaves
            | Fate::Missed
            | Fate::Unknown
            | Fate::Elsewhere
            | Fate::Silent => self.stories.len() % CONTACTS,
        };
        if !closed_again || !self.keep(thread, Some(contact)) {
            return false;
        }
        self.stopped += usize::from(fate == Fate::Stopped);
        if let (Fate::Elsewhere, Some(next)) = (fate, tomorrow) {
            let again = calendar.instant(next, 725).plus(self.dice.minutes(0, 20));
            let other = self.dice.of(&CASES);
            let asked = self.asked(again, other);
            let answered = asked.then(self.dice.minutes(2, 9), Scene::Customer(other.answers.into()));
            let thread = self.ended(answered, other);
            self.keep(thread, Some(contact));
        }
        true
    }

    /// The answer came; ours waits for the office to open.
    fn back_at_work(&mut self, thread: Thread, case: &'static Case) -> bool {
        let open = self.frame.calendar.next_opening(thread.at).plus(self.dice.minutes(2, 25));
        let thread = self.ended(thread.at(open, Scene::Opened), case);
        self.keep(thread, None)
    }

    /// Silent for days, kept out of the end of each by the leader until this one.
    fn postponed(&mut self, last: Cut, contact: usize) {
        let calendar = self.frame.calendar;
        let back = Days::new(4 + u64::from(self.dice.below(2)));
        let Some(date) = last.date.checked_sub_days(back).and_then(|date| business_day_upto(calendar, date)) else {
            return;
        };
        let start = calendar.instant(date, *self.dice.of(&BEGINNINGS)).plus(self.dice.minutes(0, 30));
        let case = self.dice.of(&CASES);
        let asked = self.asked(start, case);
        let anchor = asked.at;
        let mut thread = asked.then(self.just_after(self.frame.wait), Scene::Enters { told: true });
        let looks = [(24, Watch::FollowUp), (48, Watch::Lost), (72, Watch::Cold)];
        for (hours, watch) in looks {
            thread = thread.at(anchor.plus(self.just_after(Span::hours(hours))), Scene::Looks(watch, Ended::Arrived));
        }
        for cut in self.frame.cuts.iter().filter(|cut| cut.at > anchor && cut.at < last.at) {
            thread = thread.at(cut.at.minus(Span::minutes(25)), Scene::Postponed);
        }
        self.keep(thread, Some(contact));
    }

    /// The program looks within a second of the deadline.
    fn just_after(&self, wait: Span) -> Span {
        Span(wait.0 + 412)
    }
}

fn business_day_upto(calendar: &Calendar, date: NaiveDate) -> Option<NaiveDate> {
    (0..7).filter_map(|back| date.checked_sub_days(Days::new(back))).find(|date| calendar.is_business_day(*date))
}
