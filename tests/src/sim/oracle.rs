//! The naive oracle. Written from the two help texts the product grew from and from what the provider's ledger shows; it
//! shares no code with the engine and keeps every word ever said. Slow and plain on purpose.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, TimeZone, Timelike};

use super::Violation;
use super::acts::{Acts, Does, Said, What};
use super::script::{DAY, HOUR, MINUTE};
use super::tries::Tries;

/// How late something may be seen although it is on time: the longest nap and a little.
const NAP: i64 = 32_000;
/// A message may be up to two hours late, its retries included. The hour between two begins when the provider has
/// answered, minutes after it was asked at the worst.
const LATE: i64 = 2 * HOUR + 5 * MINUTE;

/// Acts of rules on one conversation and day.
const ACTS_PER_DAY_MAX: usize = 20;

/// One word that counts.
#[derive(Debug, Clone)]
struct Word {
    at: i64,
    /// The program's wall when it learnt of it.
    heard: i64,
    customer: bool,
    /// Of our own sends: the key, to find it when it fails later.
    key: String,
    stands: bool,
}

/// A rule message or notice that reached the provider.
#[derive(Debug, Clone)]
struct Sent {
    what: What,
    wall: i64,
    anchor: i64,
    taken: bool,
    uncertain: bool,
    /// Taken, and reported failed afterwards: no use to the customer, and not counted against the caps.
    failed: bool,
    key: String,
}

#[derive(Debug, Clone, Default)]
struct Person {
    words: Vec<Word>,
    sent: Vec<Sent>,
    /// What rules did inside: the rule and the anchor it acted on.
    acted: Vec<(usize, i64)>,
    /// How many single acts that was, by the number of the conversation and the local day.
    done_on: BTreeMap<(i64, NaiveDate), usize>,
    /// What rules said they would not do inside, with its reason: the same.
    noted: Vec<(usize, i64)>,
    held: bool,
    exempt: bool,
    released_at: i64,
    moved_by_hand: bool,
    /// By rule: the silence that was on the list of the overdue when somebody ticked it.
    ticked: BTreeMap<usize, Ticked>,
    /// When each rule message was first tried on each local day it was tried, whether or not it reached anybody.
    tries: BTreeMap<(String, NaiveDate), i64>,
    said: Tries,
}

/// A silence on the list of the overdue of a rule's last activation.
#[derive(Debug, Clone, Copy)]
struct Ticked {
    anchor: i64,
    /// The wall of the tick.
    at: i64,
    /// Nothing stood against what it does inside, or against its words, then: that must come to something, not only may.
    inside: bool,
    says: bool,
}

impl Ticked {
    fn promises_nothing(&mut self) {
        (self.inside, self.says) = (false, false);
    }
}

impl Sent {
    fn may_be_there(&self) -> bool {
        self.taken || self.uncertain
    }
}

/// Whether one is the other once more. A rule written anew in the same silence has said its words already.
fn doubles(before: What, now: What) -> bool {
    match (before, now) {
        (What::Rule(before), What::Rule(now)) => {
            before.rule == now.rule && (before.version != now.version || before.nth == now.nth)
        }
        (before, now) => before == now,
    }
}

impl Person {
    /// When a wait from this anchor ends: not before five minutes after somebody let the conversation go.
    fn deadline(&self, anchor: i64, wait: i64) -> i64 {
        let released = if self.released_at == 0 { 0 } else { self.released_at + 5 * MINUTE };
        (anchor + wait).max(released)
    }

    fn ticked(&self, rule: usize, anchor: i64) -> Option<Ticked> {
        self.ticked.get(&rule).copied().filter(|one| one.anchor == anchor)
    }

    /// Of all rule messages but this one: the hour between two counts from there if the provider would not take it.
    fn first_tries(&self, key: &str) -> impl Iterator<Item = i64> {
        self.tries.iter().filter(move |((other, _), _)| other != key).map(|(_, wall)| *wall)
    }
}

#[derive(Debug, Clone)]
pub struct NaiveRule {
    pub wait: i64,
    pub acts: Acts,
    /// How often its actions were written anew.
    pub version: u32,
    pub on: bool,
    /// Wall of the last activation.
    pub since: i64,
    /// Wall at which somebody let it go on after the fuse had stopped it.
    pub resumed: i64,
}

impl NaiveRule {
    pub fn new(wait: i64, acts: Acts, since: i64) -> NaiveRule {
        NaiveRule { wait, acts, version: 0, on: true, since, resumed: 0 }
    }
}

pub struct Oracle {
    people: BTreeMap<u32, Person>,
    pub rules: Vec<NaiveRule>,
    zone: chrono_tz::Tz,
    quiet: bool,
    limits: bool,
    /// Wall at which the program last came up, woke, or had its clock set.
    pub up_since: i64,
}

impl Oracle {
    pub fn new(zone: chrono_tz::Tz, quiet: bool, limits: bool, rules: Vec<NaiveRule>) -> Oracle {
        Oracle { people: BTreeMap::new(), rules, zone, quiet, limits, up_since: 0 }
    }

    /// The customer's word counts from `at`; the program learnt of it at `heard`. Where our own last word lies ahead of
    /// the clock (it was set back), what arrives now comes after it all the same.
    pub fn customer(&mut self, contact: u32, at: i64, heard: i64) {
        let at = self.anchor(contact).filter(|anchor| *anchor > heard).unwrap_or(at);
        self.word(contact, Word { at, heard, customer: true, key: String::new(), stands: true });
    }

    pub fn human(&mut self, contact: u32, at: i64, heard: i64, key: &str) {
        self.word(contact, Word { at, heard, customer: false, key: key.to_owned(), stands: true });
    }

    fn word(&mut self, contact: u32, word: Word) {
        let (customer, before) = (word.customer, self.anchor(contact));
        let person = self.people.entry(contact).or_default();
        person.words.push(word);
        if !customer {
            person.moved_by_hand = false;
        }
        self.perhaps_another_silence(contact, before);
    }

    /// What was promised of one silence is not owed to another, nor to the same one once it was over for a while.
    fn perhaps_another_silence(&mut self, contact: u32, before: Option<i64>) {
        if self.anchor(contact) != before {
            let person = self.people.entry(contact).or_default();
            person.ticked.values_mut().for_each(Ticked::promises_nothing);
        }
    }

    /// The clock was set: what was overdue by the one before may not be so by this one.
    pub fn forget_promises(&mut self) {
        let ticked = self.people.values_mut().flat_map(|person| person.ticked.values_mut());
        ticked.for_each(Ticked::promises_nothing);
    }

    /// A rule was switched on or edited at `now`, and the list of what was overdue ticked or not. Returns how many
    /// silences were on it.
    pub fn activated(&mut self, rule: usize, now: i64, overdue: bool) -> u64 {
        self.rules[rule].since = now;
        self.people.values_mut().for_each(|person| {
            person.ticked.remove(&rule);
        });
        if !overdue || !self.rules[rule].on {
            return 0;
        }
        let mut count = 0;
        for contact in self.people.keys().copied().collect::<Vec<_>>() {
            let Some(anchor) = self.anchor(contact) else { continue };
            let person = &self.people[&contact];
            if person.deadline(anchor, self.rules[rule].wait) > now {
                continue;
            }
            let free = !person.held && !person.exempt;
            let acts = self.rules[rule].acts;
            let inside = free && acts.inside();
            let says = free && acts.says() && self.nothing_against(person, rule, anchor, now);
            count += u64::from(inside || says);
            let ticked = Ticked { anchor, at: now, inside, says };
            self.people.entry(contact).or_default().ticked.insert(rule, ticked);
        }
        count
    }

    /// What acts inside waits for nothing. Words may be one too many, or those of a longer wait's.
    fn nothing_against(&self, person: &Person, rule: usize, anchor: i64, now: i64) -> bool {
        let lately = |sent: &Sent| matches!(sent.what, What::Rule(_)) && now - sent.wall < 8 * DAY;
        let longer = |other: &NaiveRule| {
            other.acts.says() && other.wait > self.rules[rule].wait && person.deadline(anchor, other.wait) <= now
        };
        !person.sent.iter().any(lately) && !self.rules.iter().any(longer)
    }

    /// An accepted word of ours never arrived.
    pub fn failed(&mut self, contact: u32, key: &str) {
        let before = self.anchor(contact);
        let person = self.people.entry(contact).or_default();
        person.words.iter_mut().filter(|word| word.key == key).for_each(|word| word.stands = false);
        person.sent.iter_mut().filter(|sent| sent.key == key).for_each(|sent| sent.failed = true);
        self.perhaps_another_silence(contact, before);
    }

    pub fn held(&mut self, contact: u32, held: bool, at: i64) {
        let person = self.people.entry(contact).or_default();
        person.held = held;
        person.released_at = at;
    }

    pub fn exempt(&mut self, contact: u32) {
        self.people.entry(contact).or_default().exempt = true;
    }

    pub fn is_exempt(&self, contact: u32) -> bool {
        self.people.get(&contact).is_some_and(|person| person.exempt)
    }

    pub fn moved_by_hand(&mut self, contact: u32) {
        self.people.entry(contact).or_default().moved_by_hand = true;
    }

    /// Since when this customer owes an answer.
    fn anchor(&self, contact: u32) -> Option<i64> {
        let words = &self.people.get(&contact)?.words;
        let last = |customer: bool| {
            words.iter().filter(|word| word.stands && word.customer == customer).map(|word| word.at).max()
        };
        let ours = last(false)?;
        if last(true).is_some_and(|customer| customer >= ours) { None } else { Some(ours) }
    }

    /// A rule message is on its way, perhaps to a provider that is down.
    pub fn tried(&mut self, contact: u32, said: Said, wall: i64, key: &str) {
        let day = (key.to_owned(), self.local(wall).date());
        let anchor = self.anchor(contact).unwrap_or(0);
        let person = self.people.entry(contact).or_default();
        person.tries.entry(day).or_insert(wall);
        person.said.begin(key, said, anchor, wall);
    }

    /// How a try ended, as far as the program has heard.
    pub fn ended(&mut self, contact: u32, key: &str, for_good: bool) {
        self.people.entry(contact).or_default().said.end(key, for_good);
    }

    pub fn died(&mut self) {
        self.people.values_mut().for_each(|person| person.said.die());
    }

    /// Which message of a rule has this key.
    pub fn said(&self, contact: u32, key: &str) -> Option<Said> {
        self.people.get(&contact)?.said.said(key)
    }

    /// A request of an automatic text reached the provider: is it one that may be?
    pub fn asked(&mut self, contact: u32, what: What, wall: i64, key: &str, taken: bool) -> Result<(), Violation> {
        let no = |promise, what: String| Err(Violation { promise, at: wall, what });
        let who = format!("cliente {contact}, {what:?}");
        let Some(anchor) = self.anchor(contact) else { return no("R4 nunca quando a vez é nossa", who) };
        let person = self.people.get(&contact).cloned().unwrap_or_default();
        if person.sent.iter().any(|sent| sent.key == key && (sent.taken || sent.uncertain)) {
            return no("R23 incerta não é reenviada", who);
        }
        let again = person.sent.iter().filter(|sent| doubles(sent.what, what) && sent.may_be_there()).any(|sent| {
            // A word of ours that failed later measures no silence: what was heard after it is a new turn.
            let stands = person.words.iter().any(|word| !word.customer && word.at == sent.anchor && word.stands);
            let since = |word: &Word| word.at >= sent.anchor || (!stands && word.heard >= sent.wall);
            !person.words.iter().any(|word| word.customer && since(word))
        });
        if again && what != What::Closing {
            return no("R1 nunca duas vezes", who);
        }
        match what {
            What::Rule(said) => {
                self.in_order(&person, contact, said, (anchor, wall))?;
                self.asked_by_rule(&person, contact, said, (anchor, wall), key)?;
            }
            What::Entry => {
                if wall < anchor + 10 * MINUTE && !person.moved_by_hand {
                    let last = &person.words[person.words.len().saturating_sub(4)..];
                    return no("4.1 dez minutos", format!("{who}: {} ms depois de {last:?}", wall - anchor));
                }
            }
            What::Closing => {}
        }
        if person.exempt {
            return no("2.9 isento", who);
        }
        let sent = Sent { what, wall, anchor, taken, uncertain: false, failed: false, key: key.to_owned() };
        self.people.entry(contact).or_default().sent.push(sent);
        Ok(())
    }

    fn asked_by_rule(
        &self,
        person: &Person,
        contact: u32,
        said: Said,
        (anchor, wall): (i64, i64),
        key: &str,
    ) -> Result<(), Violation> {
        let rule = &self.rules[said.rule];
        let no = |promise, what: String| Err(Violation { promise, at: wall, what });
        let who = format!("cliente {contact}, {said:?} ({} min)", rule.wait / MINUTE);
        let ticked = person.ticked(said.rule, anchor);
        let deadline = person.deadline(anchor, rule.wait);
        if !rule.on || said.version != rule.version {
            return no("3.3 desligar cancela o planejado", who);
        }
        if wall < anchor + rule.wait {
            return no("3.1 nunca antes", format!("{who}: {} ms antes", anchor + rule.wait - wall));
        }
        if deadline <= rule.since && ticked.is_none() {
            return no("3.2 vencidos ficam de fora", who);
        }
        // What was ticked begins then.
        let deadline = ticked.map_or(deadline, |one| deadline.max(one.at));
        if person.held || person.exempt {
            return no("2.9 isento", who);
        }
        let local = self.local(wall);
        if self.quiet && !(8..20).contains(&local.hour()) {
            return no("3.6 silêncio noturno", format!("{who}: {local}"));
        }
        let before: Vec<i64> = person
            .sent
            .iter()
            .filter(|sent| matches!(sent.what, What::Rule(_)) && sent.taken && !sent.failed)
            .map(|sent| sent.wall)
            .collect();
        let own = person.said.last_before(said, anchor);
        let spaced =
            before.iter().copied().chain(person.first_tries(key)).chain(own).max().map_or(0, |last| last + HOUR);
        let waited = if self.limits { spaced } else { own.unwrap_or(0) };
        let could_go = self.morning(deadline).max(self.morning(waited));
        // Late into the evening, it waits for the morning, and may need its retries there once more.
        let last = could_go + LATE;
        let last = if self.morning(last) > last { self.morning(last) + LATE } else { last };
        if wall > last {
            return no("3.7 atraso máximo", format!("{who}: {} min depois", (wall - could_go) / MINUTE));
        }
        // Of this silence only: the hour is the ticket's, and another silence may be another ticket's.
        let lately =
            |sent: &&Sent| matches!(sent.what, What::Rule(_)) && sent.taken && !sent.failed && sent.anchor == anchor;
        let last = person.sent.iter().filter(lately).map(|sent| sent.wall).max();
        if self.limits && last.is_some_and(|last| wall < last + HOUR) {
            return no("3.4 uma por hora", format!("{who}: {last:?}"));
        }
        if self.limits && before.iter().filter(|at| wall - **at < 7 * DAY - 3 * HOUR).count() >= 3 {
            return no("3.4 três por contato em sete dias", who);
        }
        Ok(())
    }

    /// What a rule does inside comes first, waiting for nobody; its words one after the other, each when the one before
    /// is over.
    fn in_order(&self, person: &Person, contact: u32, said: Said, (anchor, wall): (i64, i64)) -> Result<(), Violation> {
        let acts = self.rules[said.rule].acts;
        let no = |what: &str| {
            let what = format!("cliente {contact}, {said:?} de {acts:?}: {what}");
            Err(Violation { promise: "3 as ações de uma regra, na ordem", at: wall, what })
        };
        let answered = |since: i64| person.words.iter().any(|word| word.customer && word.at >= since);
        let inside = person.acted.iter().chain(&person.noted).any(|(rule, at)| *rule == said.rule && !answered(*at));
        if acts.inside() && !inside {
            return no("o passo interno não foi dado");
        }
        let earlier = acts.iter().enumerate().take(said.nth).filter(|(_, does)| *does == Does::Says);
        match earlier.map(|(nth, _)| nth).find(|nth| !person.said.is_over(said, *nth, anchor)) {
            Some(nth) => no(&format!("a de lugar {nth} ainda viria")),
            None => Ok(()),
        }
    }

    /// The opening after an instant inside the quiet hours; the instant itself outside them.
    fn morning(&self, at: i64) -> i64 {
        let local = self.local(at);
        if !self.quiet || (8..20).contains(&local.hour()) {
            return at;
        }
        let day = if local.hour() >= 20 { local.date().succ_opt().unwrap_or(local.date()) } else { local.date() };
        let opening = day.and_hms_opt(8, 0, 0).unwrap_or(local);
        self.zone.from_local_datetime(&opening).earliest().map_or(at, |instant| instant.timestamp_millis())
    }

    /// How the send ended for the program; one nobody knows the end of stays with it.
    pub fn uncertain(&mut self, contact: u32, key: &str) {
        for sent in &mut self.people.entry(contact).or_default().sent {
            if sent.key == key {
                sent.uncertain = true;
            }
        }
    }

    /// The program says why a rule does nothing inside.
    pub fn noted(&mut self, contact: u32, rule: usize) {
        if let Some(anchor) = self.anchor(contact) {
            self.people.entry(contact).or_default().noted.push((rule, anchor));
        }
    }

    /// The program says a rule acted inside, at `at`.
    pub fn acted(&mut self, (contact, ticket): (u32, i64), rule: usize, at: i64) -> Result<(), Violation> {
        let no = |promise, what: String| Err(Violation { promise, at, what });
        let who = format!("cliente {contact}, regra {rule}");
        let Some(anchor) = self.anchor(contact) else { return no("R4 nunca quando a vez é nossa", who) };
        let person = self.people.get(&contact).cloned().unwrap_or_default();
        let answered = |since: i64| person.words.iter().any(|word| word.customer && word.at >= since);
        if person.acted.iter().any(|(before, since)| *before == rule && !answered(*since)) {
            return no("R1 nunca duas vezes", who);
        }
        let today = (ticket, self.local(at).date());
        let known = self.people.entry(contact).or_default();
        known.acted.push((rule, anchor));
        let done = known.done_on.entry(today).or_default();
        *done += self.rules[rule].acts.iter().filter(|does| *does != Does::Says).count();
        if *done > ACTS_PER_DAY_MAX {
            return no("3.13 vinte ações por dia", format!("{who}, {today:?}: {done}"));
        }
        let naive = &self.rules[rule];
        let deadline = anchor + naive.wait;
        if !naive.on {
            return no("3.3 desligar cancela o planejado", who);
        }
        if at < deadline {
            return no("3.1 nunca antes", format!("{who}: {} ms antes", deadline - at));
        }
        if person.deadline(anchor, naive.wait) <= naive.since && person.ticked(rule, anchor).is_none() {
            return no("3.2 vencidos ficam de fora", who);
        }
        if person.held || person.exempt {
            return no("2.9 isento", who);
        }
        let heard = person.words.iter().map(|word| word.heard).max().unwrap_or(0);
        let could_act = deadline.max(heard).max(self.up_since).max(person.released_at + 5 * MINUTE).max(naive.since);
        let could_act = could_act.max(naive.resumed);
        // A word that failed moves the anchor behind the clock; that is no lag of ours.
        let known = person.words.iter().all(|word| word.stands);
        if at - could_act > NAP && known && person.released_at == 0 {
            return no("3.1 no prazo", format!("{who}: {} ms depois de {could_act}", at - could_act));
        }
        Ok(())
    }

    /// Whether, all faults over, this rule must have acted or said why not on the contact's conversation at `wall`: inside,
    /// or in words.
    pub fn owed(&self, contact: u32, rule: usize, words: bool, wall: i64) -> bool {
        let naive = &self.rules[rule];
        let Some(person) = self.people.get(&contact) else { return false };
        let Some(anchor) = self.anchor(contact) else { return false };
        let deadline = anchor + naive.wait;
        let has = if words { naive.acts.says() } else { naive.acts.inside() };
        has && naive.on
            && !person.held
            && !person.exempt
            && person.released_at == 0
            && match person.ticked(rule, anchor) {
                Some(ticked) => (if words { ticked.says } else { ticked.inside }) && wall - ticked.at > 2 * MINUTE,
                None => deadline > naive.since && wall - deadline > 2 * MINUTE,
            }
    }

    /// The latest 18:00 on a working day at or before `wall`. (A run has no holidays in it.)
    pub fn last_cut(&self, wall: i64) -> i64 {
        let mut day = self.local(wall).date();
        loop {
            let cut = day.and_hms_opt(18, 0, 0).and_then(|cut| self.zone.from_local_datetime(&cut).earliest());
            match cut.map(|cut| cut.timestamp_millis()) {
                Some(cut) if cut <= wall => return cut,
                Some(_) | None => day = day.pred_opt().unwrap_or(day),
            }
        }
    }

    fn local(&self, at: i64) -> NaiveDateTime {
        let utc = chrono::DateTime::from_timestamp_millis(at).unwrap_or_default();
        utc.with_timezone(&self.zone).naive_local()
    }
}
