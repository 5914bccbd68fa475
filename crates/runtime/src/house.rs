//! The house as last committed: settings, people, rules, connections and their calendars, read whole and kept in
//! memory because every judgement needs them. A copy; the store has the truth, and a change of any of it reloads all.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use engine::decision::{CalendarFacts, Lender};
use engine::text::{Values, Variable, first_name};
use engine::*;
use store::{Connection, People, Queue, QueueKind, Role, Store, StoredRule, Team, TicketExtra, User};

use crate::refusal::Refusal;
use crate::stamps::Stamps;

/// Years around now for which national holidays are computed.
const HOLIDAY_YEARS: std::ops::RangeInclusive<i32> = 2019..=2040;

/// Everything of the house that a judgement needs, as of one commit.
#[derive(Debug, Clone)]
pub struct House {
    pub settings: Settings,
    pub people: People,
    /// All but the archived, by position. How far each has judged is in [`Marks`].
    pub rules: Vec<StoredRule>,
    pub connections: Vec<Connection>,
    /// When the fuse of a rule was last reset by a person.
    pub fuse_since: BTreeMap<RuleId, Moment>,
    company: Hours,
    by_queue: BTreeMap<QueueId, Hours>,
}

/// A calendar of the house, and the circumstance under which what is judged by it is kept.
#[derive(Debug, Clone)]
struct Hours {
    calendar: Calendar,
    kept: CircumstanceId,
}

/// How far everything has been judged. In memory it may be ahead of the store where no ticket lay between; judging
/// again after a crash finds nothing there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Marks {
    /// All anchors up to here have been judged for Sem Interação.
    pub queue: Moment,
    /// The earliest anchor (less one) whose entry the sync barrier holds back.
    pub queue_held: Option<Moment>,
    /// Connections that have synced since the last start or wake.
    pub synced: BTreeSet<ConnectionId>,
    /// What each connection's stamps have said last about our clock since then.
    pub stamps: Stamps,
    pub rules: BTreeMap<RuleId, Mark>,
}

/// The mark of one activation of a rule; a new activation starts a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub upto: Moment,
    version: u32,
    fence: Moment,
}

impl Marks {
    pub fn load(store: &mut dyn Store, house: &House) -> Result<Marks, Refusal> {
        let rules = house.rules.iter().map(|stored| (stored.rule.id, Mark::of(stored))).collect();
        Ok(Marks {
            queue: store.queue_watermark()?,
            queue_held: None,
            synced: BTreeSet::new(),
            stamps: Stamps::new(),
            rules,
        })
    }

    /// Takes over the rules of a reloaded house: known activations keep their marks.
    pub fn follow(&mut self, house: &House) {
        let before = std::mem::take(&mut self.rules);
        for stored in &house.rules {
            let fresh = Mark::of(stored);
            let kept = before
                .get(&stored.rule.id)
                .filter(|mark| mark.version == fresh.version && mark.fence == fresh.fence)
                .map_or(fresh, |mark| Mark { upto: mark.upto.max(fresh.upto), ..fresh });
            self.rules.insert(stored.rule.id, kept);
        }
    }

    pub fn rule(&self, id: RuleId) -> Moment {
        self.rules.get(&id).map_or(Moment::MAX, |mark| mark.upto)
    }
}

impl Mark {
    fn of(stored: &StoredRule) -> Mark {
        Mark { upto: stored.watermark, version: stored.rule.version, fence: stored.fence }
    }
}

/// The key under which the last reset of a rule's fuse is kept.
pub(crate) fn fuse_key(rule: RuleId) -> String {
    format!("fuse_since:{rule}")
}

impl House {
    /// Reads everything.
    ///
    /// # Errors
    /// The store's.
    pub fn load(store: &mut dyn Store) -> Result<House, Refusal> {
        let settings = store.settings()?;
        let people = store.people()?;
        let rules = store.rules()?;
        let connections = store.connections()?;
        let mut fuse_since = BTreeMap::new();
        for stored in &rules {
            if let Some(at) = store.value(&fuse_key(stored.rule.id))?.and_then(|json| json.parse().ok()) {
                fuse_since.insert(stored.rule.id, Moment(at));
            }
        }
        let holidays = holidays(&settings, &store.holidays()?);
        let mut kept = |hours: Option<BusinessHours>| -> Result<Hours, Refusal> {
            let calendar = CalendarFacts { zone: settings.zone.clone(), hours, holidays: holidays.clone() };
            let shared = Circumstance { calendar, limits: settings.limits.clone(), quiet: settings.quiet };
            Ok(Hours { calendar: shared.calendar.calendar(), kept: store.circumstance(&shared)? })
        };
        let company = kept(settings.hours.clone())?;
        let mut by_queue = BTreeMap::new();
        for queue in &people.queues {
            let team = people.teams.iter().find(|team| Some(team.id) == queue.team);
            if let Some(hours) = queue.hours.clone().or_else(|| team.and_then(|team| team.hours.clone())) {
                by_queue.insert(queue.id, kept(Some(hours))?);
            }
        }
        Ok(House { settings, people, rules, connections, fuse_since, company, by_queue })
    }

    /// Company calendar: also that of the end of the day.
    #[must_use]
    pub fn company(&self) -> &Calendar {
        &self.company.calendar
    }

    /// The calendar of tickets of this queue (queue before team before company).
    #[must_use]
    pub fn calendar(&self, queue: QueueId) -> &Calendar {
        &self.hours(queue).calendar
    }

    fn hours(&self, queue: QueueId) -> &Hours {
        self.by_queue.get(&queue).unwrap_or(&self.company)
    }

    /// A ticket keeps the calendar of its home queue while it waits in Sem Interação.
    #[must_use]
    pub fn calendar_of(&self, ticket: &Ticket) -> &Calendar {
        self.calendar(home_queue(ticket))
    }

    /// What of [`Surroundings`] the house lends to every judgement of this ticket.
    #[must_use]
    pub fn lends(&self, ticket: &Ticket) -> Lender<'_> {
        Lender { calendar: self.calendar_of(ticket), limits: &self.settings.limits, quiet: self.settings.quiet }
    }

    /// The same as it is kept.
    #[must_use]
    pub fn circumstance_of(&self, ticket: &Ticket) -> CircumstanceId {
        self.hours(home_queue(ticket)).kept
    }

    /// Every calendar that some ticket goes by, the company's first.
    pub fn calendars(&self) -> impl Iterator<Item = &Calendar> {
        std::iter::once(&self.company).chain(self.by_queue.values()).map(|hours| &hours.calendar)
    }

    /// The latest anchor that may be due for this rule on any calendar; judging sorts out the rest.
    #[must_use]
    pub fn threshold(&self, rule: &Rule, now: Moment) -> Moment {
        self.thresholds(rule, now).max().unwrap_or(Moment::MIN)
    }

    /// Every anchor up to here is overdue on every calendar.
    #[must_use]
    pub fn threshold_of_all(&self, rule: &Rule, now: Moment) -> Moment {
        self.thresholds(rule, now).min().unwrap_or(Moment::MIN)
    }

    fn thresholds(&self, rule: &Rule, now: Moment) -> impl Iterator<Item = Moment> {
        let all = if rule.business_hours { usize::MAX } else { 1 };
        self.calendars().take(all).map(move |calendar| threshold(rule, calendar, now))
    }

    /// The earliest deadline an anchor may have for this rule on any calendar.
    #[must_use]
    pub fn earliest_deadline(&self, rule: &Rule, anchor: Moment) -> Moment {
        if !rule.business_hours {
            return anchor.plus(rule.wait);
        }
        self.calendars().map(|calendar| calendar.deadline(anchor, rule.wait)).min().unwrap_or(Moment::MAX)
    }

    #[must_use]
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.people.users.iter().find(|user| user.id == id)
    }

    /// "alguém", where there is nobody of this number.
    #[must_use]
    pub fn user_name(&self, id: UserId) -> &str {
        self.user(id).map_or("alguém", |user| user.name.as_str())
    }

    #[must_use]
    pub fn is_active(&self, id: UserId) -> bool {
        self.user(id).is_some_and(|user| user.active)
    }

    #[must_use]
    pub fn queue(&self, id: QueueId) -> Option<&Queue> {
        self.people.queues.iter().find(|queue| queue.id == id)
    }

    /// The queue Sem Interação.
    #[must_use]
    pub fn no_interaction(&self) -> Option<QueueId> {
        self.people.queues.iter().find(|queue| queue.kind == QueueKind::NoInteraction).map(|queue| queue.id)
    }

    #[must_use]
    pub fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        self.connections.iter().find(|connection| connection.id == id)
    }

    #[must_use]
    pub fn rule(&self, id: RuleId) -> Option<&StoredRule> {
        self.rules.iter().find(|stored| stored.rule.id == id)
    }

    /// The team that looks after a ticket: of its home queue, else of its technician.
    #[must_use]
    pub fn team_of(&self, ticket: &Ticket) -> Option<&Team> {
        let queue = self.queue(home_queue(ticket));
        let technician = ticket.technician();
        self.people.teams.iter().find(|team| queue.and_then(|queue| queue.team) == Some(team.id)).or_else(|| {
            self.people.teams.iter().find(|team| technician.is_some_and(|user| team.members.contains(&user)))
        })
    }

    /// The values of the message variables for a ticket whose customer has been silent for so long.
    #[must_use]
    pub fn values(&self, ticket: &Ticket, extra: &TicketExtra, silent: Option<Span>) -> Values {
        let name = |user: Option<UserId>| user.map_or("", |user| self.user_name(user));
        // Whom the customer knows: who has it now may not have said a word yet.
        let agent = name(ticket.returns_to.map(|home| home.user).or(ticket.last_attendant).or(ticket.assignee));
        let team = self.team_of(ticket);
        let hours = silent.map(|span| (span.0 / Span::hours(1).0).to_string());
        let minute = self.settings.queue.day_end.minute;
        Values::new()
            .with(Variable::ContactName, &extra.contact_name)
            .with(Variable::ContactFirstName, first_name(&extra.contact_name))
            .with(Variable::AgentName, agent)
            .with(Variable::AgentFirstName, first_name(agent))
            .with(Variable::LeaderName, name(team.and_then(|team| team.leader)))
            .with(Variable::TeamName, team.map_or("", |team| team.name.as_str()))
            .with(Variable::Protocol, &extra.protocol)
            .with(Variable::Company, &self.settings.company)
            .with(Variable::Hours, &hours.unwrap_or_default())
            .with(Variable::DayEnd, &format!("{:02}:{:02}", minute / 60, minute % 60))
    }

    /// Those who work here.
    pub fn supervisors(&self) -> impl Iterator<Item = UserId> {
        self.people.users.iter().filter(|user| user.active && user.role == Role::Supervisor).map(|user| user.id)
    }
}

/// The queue a ticket belongs to, also while it waits in Sem Interação.
#[must_use]
pub fn home_queue(ticket: &Ticket) -> QueueId {
    ticket.returns_to.map_or(ticket.queue, |home| home.queue)
}

fn holidays(settings: &Settings, own: &[(String, String)]) -> BTreeSet<NaiveDate> {
    let mut days: BTreeSet<NaiveDate> = own.iter().filter_map(|(date, _)| date.parse().ok()).collect();
    if settings.national_holidays {
        days.extend(HOLIDAY_YEARS.flat_map(|year| engine::holiday::national(year).into_keys()));
    }
    days
}
