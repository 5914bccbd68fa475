//! People who come and go, tags and stages that are deleted, and customers who answer at any time, drawn from seeds on the
//! real core. An answer always brings the ticket home to somebody who is there, a rule whose thing is gone only stops, and
//! what the scheduler does is what "Por quê?" and the dry run said it would do.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use channels::Outcome as Sent;
use engine::evaluate::Part;
use engine::*;
use faults::house::{self, KIND, caps};
use faults::image::Dice;
use faults::whole;
use runtime::Core;
use rusqlite::Connection;
use store::{CheckpointMode, Database, Options, Role, Stage, Tag, TagKind, User};

const SEEDS: std::ops::RangeInclusive<u64> = 1..=12;
const DEEDS: usize = 120;
const CUSTOMERS: usize = 6;

#[test]
fn every_answer_comes_home_no_rule_breaks_over_what_is_gone_and_nothing_acts_unannounced() {
    let mut seen = Seen::default();
    for seed in SEEDS {
        let mut world = World::open(seed);
        for _ in 0..DEEDS {
            world.deed(&mut seen);
        }
        whole::check(&world.db).unwrap();
    }
    println!("{seen:?}");
    // Seeds in which little happens prove little.
    assert!(seen.home > 80 && seen.orphans > 20 && seen.broken > 100 && seen.acted > 400, "{seen:?}");
}

#[derive(Debug, Default)]
struct Seen {
    /// Answers that brought a ticket out of Sem Interação or open again; of those, to nobody's hands but a queue.
    home: u32,
    orphans: u32,
    /// Looks at a rule that stopped because something was gone.
    broken: u32,
    acted: usize,
}

/// What a rule did or would do: rule, ticket, part.
type Deeds = BTreeSet<(i64, i64, String)>;

struct World {
    seed: u64,
    core: Core,
    db: Connection,
    dice: Dice,
    now: Moment,
    by: UserId,
    on: ConnectionId,
    technicians: Vec<User>,
    tags: Vec<Tag>,
    stages: Vec<Stage>,
    said: BTreeMap<usize, u32>,
    seen_execution: i64,
    _folder: tempfile::TempDir,
}

impl World {
    fn open(seed: u64) -> World {
        let folder = faults::folder().unwrap();
        let path = folder.path().join("retorno.db");
        let options = Options { checkpoint: CheckpointMode::Inline, ..Options::new(&path) };
        let now = house::MORNING;
        let mut core = Core::open(Database::open(options).unwrap(), now, seed).unwrap();
        core.set_caps(KIND, caps());
        let ids = core.change(now, house::furnish).unwrap();
        let (mut technicians, mut tags, mut stages) = (vec![], vec![], vec![]);
        let by = core.house().people.users[0].id;
        core.change(now, |turn| {
            // One rule does not wait for another here, so what is said of each holds for all.
            let mut settings = turn.house.settings.clone();
            settings.limits = Limits { spacing: None, per_contact: None, fuse: None, ..Limits::default() };
            turn.save_settings(&settings, by)?;
            for n in 0..3 {
                let user =
                    User { id: UserId(0), name: format!("T{n}"), role: Role::Technician, active: true, absence: None };
                let id = turn.save_user(&user, by)?;
                technicians.push(User { id, ..user });
                let tag = Tag {
                    id: TagId(0),
                    name: format!("E{n}"),
                    colour: "info".into(),
                    kind: TagKind::Normal,
                    archived: false,
                };
                let id = turn.save_tag(&tag, by)?;
                tags.push(Tag { id, ..tag });
                let known = turn.house.people.stages[0].clone();
                let stage = Stage { id: StageId(0), name: format!("S{n}"), position: 20 + n, ..known };
                let id = turn.save_stage(&stage, by)?;
                stages.push(Stage { id, ..stage });
            }
            for (n, (tag, stage)) in (0..).zip(tags.iter().zip(&stages)) {
                let actions = vec![Action::AddTag { tag: tag.id }, Action::MoveToStage { stage: stage.id }];
                turn.save_rule(rule(&format!("Etiqueta {n}"), Span::minutes(20 + 17 * n), actions), false, by)?;
            }
            for (n, user) in (0..).zip(&technicians) {
                let actions = vec![Action::AddWallet { user: user.id, mode: WalletMode::Replace }];
                turn.save_rule(rule(&format!("Carteira {n}"), Span::minutes(15 + 25 * n), actions), false, by)?;
            }
            Ok(())
        })
        .unwrap();
        core.receive(now, ids.connection, &[], None, Some(now)).unwrap();
        let db = whole::look(&path).unwrap();
        World {
            seed,
            core,
            db,
            dice: Dice::new(seed),
            now,
            by,
            on: ids.connection,
            technicians,
            tags,
            stages,
            said: BTreeMap::new(),
            seen_execution: 0,
            _folder: folder,
        }
    }

    fn deed(&mut self, seen: &mut Seen) {
        self.now = self.now.plus(Span::minutes(1 + i64::try_from(self.dice.below(12)).unwrap()));
        match self.dice.below(20) {
            0..6 => self.customer_answers(seen),
            6..13 => self.somebody_writes(),
            13..16 => self.somebody_comes_or_goes(),
            16 => self.something_is_deleted(),
            _ => {}
        }
        self.steps(seen);
        self.rules_stand_or_stop(seen);
    }

    /// R19: a rule that lacks something is "com erro", and no other is. Once it lacks nothing a person switches it on again.
    fn rules_stand_or_stop(&mut self, seen: &mut Seen) {
        let (by, rules) = (self.by, self.core.house().rules.clone());
        for stored in rules {
            let whole = stored.rule.actions.iter().all(|action| self.is_there(action));
            let (id, state) = (stored.rule.id, stored.rule.state);
            assert_eq!(whole, state != RuleState::Broken, "seed {}: {:?}", self.seed, stored.rule);
            assert_eq!(whole, stored.problem.is_empty(), "it says what is missing: {:?}", stored.problem);
            seen.broken += u32::from(!whole);
            if state == RuleState::Off {
                self.core.change(self.now, |turn| turn.set_rule_state(id, RuleState::Active, false, by)).unwrap();
            }
        }
    }

    /// R11.
    fn customer_answers(&mut self, seen: &mut Seen) {
        let who = self.dice.below(CUSTOMERS);
        let before = self.ticket(who);
        let history = before.as_ref().map(|ticket| self.history(ticket.id));
        let nth = *self.said.entry(who).and_modify(|nth| *nth += 1).or_insert(1);
        let words = house::words(&format!("c{who}"), nth, self.now);
        self.core.receive(self.now, self.on, &[words], None, Some(self.now)).unwrap();
        let after = self.ticket(who).unwrap();
        let at = format!("seed {}, {before:?} → {after:?}", self.seed);
        assert_eq!((after.entered_at, after.status == Status::Closed), (None, false), "{at}");
        let Some(before) = before.filter(|before| before.id == after.id) else { return };
        assert!(self.history(after.id).starts_with(&history.unwrap()), "the history is whole: {at}");
        let Some(home) = before.returns_to else { return };
        seen.home += 1;
        if self.is_here(home.user) {
            assert_eq!((after.assignee, after.status), (Some(home.user), Status::Open), "{at}");
        } else {
            seen.orphans += 1;
            assert_eq!((after.assignee, after.status), (None, Status::Pending), "{at}");
        }
        assert_eq!(after.queue, home.queue, "{at}");
    }

    fn somebody_writes(&mut self) {
        let Some(ticket) = self.ticket(self.dice.clone().below(CUSTOMERS)) else { return };
        self.dice.draw();
        let here: Vec<UserId> = self.technicians.iter().filter(|user| user.active).map(|user| user.id).collect();
        let who = ticket.assignee.filter(|user| here.contains(user) && ticket.entered_at.is_none());
        let Some(who) = who.or_else(|| here.get(self.dice.below(here.len().max(1))).copied()) else { return };
        // Taking is refused where somebody else may; then nobody writes.
        let _refused = self.core.change(self.now, |turn| {
            if ticket.assignee.is_none() {
                turn.take(ticket.id, who)?;
            }
            turn.write(ticket.id, who, "pode conferir?").map(|_| ())
        });
    }

    fn somebody_comes_or_goes(&mut self) {
        let nth = self.dice.below(self.technicians.len());
        self.technicians[nth].active ^= true;
        let (user, by) = (self.technicians[nth].clone(), self.by);
        self.core.change(self.now, |turn| turn.save_user(&user, by)).unwrap();
    }

    fn something_is_deleted(&mut self) {
        let (nth, by) = (self.dice.below(self.tags.len()), self.by);
        let (tag, stage) = (&mut self.tags[nth], &mut self.stages[nth]);
        match self.dice.draw() % 2 {
            0 => tag.archived ^= true,
            _ => stage.archived ^= true,
        }
        let (tag, stage) = (tag.clone(), stage.clone());
        self.core
            .change(self.now, |turn| {
                turn.save_stage(&stage, by)?;
                turn.save_tag(&tag, by).map(|_| ())
            })
            .unwrap();
    }

    /// R20: what is said to be due before a step is what the step does.
    fn steps(&mut self, seen: &mut Seen) {
        let mut announced = self.announced();
        loop {
            let step = self.core.step(self.now).unwrap();
            let idle = step.sends.is_empty() && !step.more;
            for send in step.sends {
                if self.core.confirm(self.now, send.outbox).unwrap() {
                    let external_id = format!("p-{}", send.outgoing.key);
                    self.core.sent(self.now, send.outbox, Sent::Accepted { external_id }).unwrap();
                }
            }
            if idle {
                break;
            }
        }
        let (done, spent) = self.done();
        // What an earlier act of the same step took out of a later one's hands is no act unannounced.
        let unannounced: Vec<_> = done.iter().filter(|one| !announced.remove(*one)).collect();
        assert!(unannounced.is_empty(), "seed {}: nobody announced {unannounced:?}", self.seed);
        // Nor is it one not done if the earlier act was the last of the day's twenty; the log says so.
        announced.retain(|one| !spent.contains(one));
        assert!(announced.is_empty(), "seed {}: announced and not done: {announced:?}", self.seed);
        seen.acted += done.len();
    }

    /// By "Por quê?" and by the dry run, which must agree.
    fn announced(&mut self) -> Deeds {
        let tickets: Vec<i64> = {
            let mut rows = self.db.prepare("SELECT id FROM ticket").unwrap();
            rows.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
        };
        let rules = self.core.house().rules.clone();
        let (mut why, mut dry) = (Deeds::new(), Deeds::new());
        self.core
            .change(self.now, |turn| {
                for stored in rules.iter().filter(|stored| stored.rule.state == RuleState::Active) {
                    for ticket in &tickets {
                        let said = turn.why(stored.rule.id, TicketId(*ticket))?;
                        for (part, judged, conditions) in said.parts {
                            assert!(!conditions.is_empty(), "a verdict has its conditions");
                            if judged.outcome == Outcome::Due {
                                why.insert((stored.rule.id.0, *ticket, word(part)));
                            }
                        }
                    }
                    let due = turn.dry_run(&stored.rule)?.found.into_iter().filter(|one| one.outcome == Outcome::Due);
                    dry.extend(due.map(|one| (stored.rule.id.0, one.ticket.0, word(one.part))));
                }
                Ok(())
            })
            .unwrap();
        assert_eq!(why, dry, "seed {}", self.seed);
        why
    }

    /// What rules really did since the last look, and what the twenty acts of a day kept them from.
    fn done(&mut self) -> (Deeds, Deeds) {
        let mut rows = self
            .db
            .prepare(
                "SELECT rule, ticket, part, id, outcome = 'skipped' FROM execution
                 WHERE id > ?1 AND (outcome IN ('executed', 'cancelled') OR why = 'ticket_action_limit')",
            )
            .unwrap();
        let mut last = self.seen_execution;
        let (mut done, mut spent) = (Deeds::new(), Deeds::new());
        let found = rows.query_map([self.seen_execution], |row| {
            last = last.max(row.get(3)?);
            let into = if row.get(4)? { &mut spent } else { &mut done };
            into.insert((row.get(0)?, row.get(1)?, row.get(2)?));
            Ok(())
        });
        found.unwrap().collect::<rusqlite::Result<()>>().unwrap();
        self.seen_execution = last;
        (done, spent)
    }

    fn ticket(&mut self, who: usize) -> Option<Ticket> {
        let (now, on) = (self.now, self.on);
        self.said.get(&who)?;
        let found = self.core.change(now, |turn| {
            let name = format!("c{who}");
            let contact = turn.store.contact_by_address(KIND, &name, &name, now)?;
            match turn.store.newest_ticket(contact, on)? {
                Some(id) => Ok(turn.store.ticket(id)?),
                None => Ok(None),
            }
        });
        found.unwrap()
    }

    fn history(&self, ticket: TicketId) -> Vec<(i64, i64, String)> {
        let mut rows = self.db.prepare("SELECT id, at, text FROM message WHERE ticket = ?1 ORDER BY id").unwrap();
        let rows = rows.query_map([ticket.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }

    fn is_here(&self, id: UserId) -> bool {
        self.technicians.iter().find(|user| user.id == id).is_none_or(|user| user.active)
    }

    fn is_there(&self, action: &Action) -> bool {
        match action {
            Action::AddTag { tag } => self.tags.iter().find(|one| one.id == *tag).is_none_or(|one| !one.archived),
            Action::MoveToStage { stage } => {
                self.stages.iter().find(|one| one.id == *stage).is_none_or(|one| !one.archived)
            }
            Action::AddWallet { user, .. } => self.is_here(*user),
            Action::SendMessage { .. }
            | Action::RemoveTag { .. }
            | Action::TransferToQueue { .. }
            | Action::Assign { .. }
            | Action::Close
            | Action::Note { .. }
            | Action::Notify { .. }
            | Action::Webhook { .. } => true,
        }
    }
}

fn word(part: Part) -> String {
    serde_json::to_value(part).unwrap().as_str().unwrap().to_owned()
}

fn rule(name: &str, wait: Span, actions: Vec<Action>) -> Rule {
    Rule {
        id: RuleId(0),
        version: 0,
        name: name.into(),
        description: String::new(),
        wait,
        actions,
        scope: Scope::default(),
        business_hours: false,
        quiet_hours: false,
        lateness_max: None,
        repeat: Repeat::OncePerEpisode,
        position: 0,
        state: RuleState::Active,
    }
}
