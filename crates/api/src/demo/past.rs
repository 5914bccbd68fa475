//! The weeks before the example, told in order of time by the product's own verbs (`runtime`'s `turn/past.rs`). All of it
//! is over: its tickets are closed, its sends have ended, and no deadline of it lies ahead.

use std::collections::BTreeMap;

use channels::{Class, Fault, Outcome, Part};
use chrono::Days;
use engine::day::{Cut, next_cut};
use engine::*;
use runtime::{Result, Turn};

use super::story::{DAYS, Ended, Frame, Scene, Story, Watch, stories};
use super::words::{BOX_FULL, COMPANIES, CUT_OFF, PEOPLE};

/// What is older has been read.
const NEWS: Span = Span::hours(20);

/// Who and what it is told with.
pub(super) struct Cast<'a> {
    pub connection: ConnectionId,
    pub me: UserId,
    pub leader: UserId,
    pub technicians: &'a [UserId],
    pub follow_up: Option<RuleId>,
    pub lost: Option<RuleId>,
    pub cold: Option<RuleId>,
}

/// When the weeks begin.
pub(super) fn begins(turn: &Turn<'_>) -> Moment {
    let calendar = turn.house.company();
    let first = calendar.local_date(turn.now).checked_sub_days(Days::new(DAYS));
    first.map_or(turn.now, |date| calendar.instant(date, 8 * 60))
}

enum Event {
    Scene(usize, Scene),
    DayEnds(Cut),
}

/// Tells the weeks. Returns the dates whose ends are of the example alone.
pub(super) fn tell(turn: &mut Turn<'_>, cast: &Cast<'_>) -> Result<Vec<String>> {
    let (present, house) = (turn.now, turn.house.clone());
    let policy = &house.settings.queue;
    let next = |after| next_cut(&policy.day_end, house.company(), after);
    let cuts: Vec<Cut> = std::iter::successors(next(begins(turn)), |cut| next(cut.at))
        .take_while(|cut| present.since(cut.at) > Span::minutes(1))
        .collect();
    let frame = Frame { now: present, calendar: house.company(), cuts: &cuts, wait: policy.wait };
    let mut stories = stories(&frame);
    let mut events: Vec<(Moment, Event)> = cuts.iter().map(|cut| (cut.at, Event::DayEnds(*cut))).collect();
    for (index, story) in stories.iter_mut().enumerate() {
        let scenes = std::mem::take(&mut story.scenes).into_iter();
        events.extend(scenes.map(|(at, scene)| (at, Event::Scene(index, scene))));
    }
    events.sort_by_key(|(at, _)| *at);
    let mut telling = Telling { cast, stories: &stories, tickets: BTreeMap::new(), said: 0 };
    let mut dates = Vec::new();
    let mut read = false;
    for (at, event) in events {
        turn.now = at;
        if !read && present.since(at) < NEWS {
            telling.read_all(turn)?;
            read = true;
        }
        match event {
            Event::Scene(story, scene) => telling.play(turn, story, scene)?,
            Event::DayEnds(cut) => {
                if turn.past_day_end(cut, cast.connection, cast.leader)? {
                    dates.push(cut.date.to_string());
                }
            }
        }
    }
    turn.now = present.minus(Span::minutes(1));
    telling.close_all(turn)?;
    Ok(dates)
}

struct Telling<'a> {
    cast: &'a Cast<'a>,
    stories: &'a [Story],
    /// Which conversation a story has got to.
    tickets: BTreeMap<usize, TicketId>,
    said: usize,
}

impl Telling<'_> {
    fn play(&mut self, turn: &mut Turn<'_>, story: usize, scene: Scene) -> Result<()> {
        if let Scene::Customer(text) = &scene {
            let ticket = self.customer(turn, story, text)?;
            self.tickets.insert(story, ticket);
            return Ok(());
        }
        let Some(ticket) = self.tickets.get(&story).copied() else { return Ok(()) };
        let person = self.person(story);
        match scene {
            Scene::Customer(_) => Ok(()),
            Scene::Ours(text) => turn.past_word(ticket, person, text),
            Scene::Enters { told: true } => turn.past_entry(ticket, None),
            Scene::Enters { told: false } => turn.past_entry(ticket, Some(&came_back())),
            Scene::Looks(watch, ended) => {
                let rule = match watch {
                    Watch::FollowUp => self.cast.follow_up,
                    Watch::Lost => self.cast.lost,
                    Watch::Cold => self.cast.cold,
                };
                match (rule, ended) {
                    (None, _) => Ok(()),
                    (Some(rule), Ended::Arrived) => turn.past_rule(rule, ticket, None),
                    (Some(rule), Ended::Waits) => turn.past_decision(rule, ticket),
                    (Some(rule), Ended::Unknown) => {
                        let lost = Outcome::Unknown { note: CUT_OFF.into() };
                        turn.past_rule(rule, ticket, Some(&lost))
                    }
                }
            }
            Scene::Postponed => match turn.store.ticket(ticket)? {
                Some(inside) if inside.entered_at.is_some() => {
                    turn.postpone_closing(ticket, self.cast.leader).map(|_| ())
                }
                Some(_) | None => Ok(()),
            },
            Scene::Opened => turn.opened(ticket, person),
            Scene::Closed => close(turn, ticket, person),
        }
    }

    fn customer(&mut self, turn: &mut Turn<'_>, story: usize, text: &str) -> Result<TicketId> {
        let contact = self.stories.get(story).map_or(0, |story| story.contact);
        let first = PEOPLE.get((contact * 3) % PEOPLE.len()).copied().unwrap_or_default();
        // None of the sixty of the present is called the same.
        let last = COMPANIES.get((contact * 21 + 1 + contact / PEOPLE.len()) % COMPANIES.len()).copied();
        let name = format!("{first} {}", last.unwrap_or_default());
        let address = format!("cliente{:03}@exemplo.invalid", 101 + contact);
        self.said += 1;
        let mut message = channels::demo::customer(&address, &name, text, turn.now.0);
        message.external_id = format!("exemplo-antes-{}", self.said);
        turn.past_customer(self.cast.connection, message)
    }

    /// The last of nine is whoever loads the example.
    fn person(&self, story: usize) -> UserId {
        let person = self.stories.get(story).map_or(0, |story| story.person);
        let technicians = self.cast.technicians;
        let technician = technicians.get(person % technicians.len().max(1)).copied();
        technician.filter(|_| person < 8).unwrap_or(self.cast.me)
    }

    /// Nobody has weeks of notices before them.
    fn read_all(&self, turn: &mut Turn<'_>) -> Result<()> {
        let now = turn.now;
        for user in self.cast.technicians.iter().chain([&self.cast.leader]) {
            turn.store.set_read(*user, None, now)?;
        }
        for ticket in self.tickets.values() {
            turn.store.set_read(self.cast.me, Some(*ticket), now)?;
        }
        Ok(())
    }

    /// In a house where Sem Interação is off or empty of a keeper, nobody has closed what stayed silent.
    fn close_all(&self, turn: &mut Turn<'_>) -> Result<()> {
        for (story, ticket) in &self.tickets {
            close(turn, *ticket, self.person(*story))?;
        }
        Ok(())
    }
}

fn close(turn: &mut Turn<'_>, ticket: TicketId, by: UserId) -> Result<()> {
    match turn.store.ticket(ticket)? {
        Some(open) if open.status != Status::Closed => turn.close(ticket, by),
        Some(_) | None => Ok(()),
    }
}

fn came_back() -> Outcome {
    let (code, detail) = (String::new(), BOX_FULL.into());
    Outcome::Rejected(Fault { class: Class::Recipient, part: Part::Other, code, detail, retry_after: None })
}
