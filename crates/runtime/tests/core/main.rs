//! The core driven by hand: one ticket goes out to Sem Interação and comes home, on a real SQLite file.

#![allow(clippy::unwrap_used)]

mod ahead;
mod day;
mod tray;

use std::time::Duration;

use channels::{Caps, Class, Fault, Incoming, Message, Outcome, Party, Side};
use engine::*;
use runtime::{Bubble, Core, WakeWhy, founding};
use store::{Connection, ConnectionState, Database, Options, Role, User};

struct World {
    core: Core,
    ana: ConnectionId,
    bruno: UserId,
    accepted: Vec<channels::Outgoing>,
    bubbles: Vec<Bubble>,
    said: u32,
    _dir: tempfile::TempDir,
}

const NINE: i64 = 1_772_449_200_000; // 2026-03-02 08:00 in São Paulo is 11:00 UTC; any instant serves.

fn minute(n: i64) -> Moment {
    Moment(NINE).plus(Span::minutes(n))
}

fn caps() -> Caps {
    Caps {
        pulls: true,
        dedupes_by_key: false,
        can_start: true,
        window: None,
        text_chars_max: 4096,
        gap_min: Duration::ZERO,
        own_clock: true,
    }
}

fn world() -> World {
    let dir = tempfile::tempdir().unwrap();
    let db = Database::open(Options::new(dir.path().join("retorno.db"))).unwrap();
    let mut core = Core::open(db, minute(0), 7).unwrap();
    core.set_caps("teste", caps());
    let (ana, bruno) = core
        .change(minute(0), |turn| {
            founding::found(turn)?;
            let by = turn.house.people.users[0].id;
            let bruno = turn.save_user(
                &User { id: UserId(0), name: "Bruno".into(), role: Role::Technician, active: true, absence: None },
                by,
            )?;
            let connection = Connection {
                id: ConnectionId(0),
                kind: "teste".into(),
                name: "Loja".into(),
                settings: "{}".into(),
                queue: turn.house.people.queues[0].id,
                enabled: true,
                state: ConnectionState::New,
                detail: String::new(),
                cursor: String::new(),
                synced_at: Moment(0),
                resume_at: Moment(0),
                archived: false,
            };
            Ok((turn.save_connection(&connection, by)?, bruno))
        })
        .unwrap();
    core.receive(minute(0), ana, &[], None, Some(minute(0))).unwrap();
    World { core, ana, bruno, accepted: vec![], bubbles: vec![], said: 0, _dir: dir }
}

impl World {
    fn customer(&mut self, at: Moment, text: &str) {
        self.from("ana", at, text, vec![]);
    }

    /// Somebody writes from this address, perhaps in answer to a message of ours.
    fn from(&mut self, address: &str, at: Moment, text: &str, refs: Vec<String>) {
        self.said += 1;
        let message = Message {
            external_id: format!("m{}", self.said),
            side: Side::Customer,
            contact: Party { address: address.into(), name: String::new() },
            said_at_ms: at.0,
            subject: String::new(),
            text: text.into(),
            refs,
            attachments: vec![],
            answers: true,
            history: false,
        };
        self.core.receive(at, self.ana, &[Incoming::Message(message)], None, None).unwrap();
        self.run(at);
    }

    fn run(&mut self, now: Moment) {
        loop {
            let step = self.core.step(now).unwrap();
            self.bubbles.extend(step.bubbles);
            let idle = step.sends.is_empty() && !step.more;
            for send in step.sends {
                if self.core.confirm(now, send.outbox).unwrap() {
                    let external_id = format!("x-{}", send.outgoing.key);
                    self.accepted.push(send.outgoing);
                    self.core.sent(now, send.outbox, Outcome::Accepted { external_id }).unwrap();
                }
            }
            if idle {
                return;
            }
        }
    }

    fn ticket(&mut self) -> Ticket {
        self.core.change(minute(0), |turn| Ok(turn.store.ticket(TicketId(1))?.unwrap())).unwrap()
    }
}

#[test]
fn what_one_bubble_says_of_many_no_other_says_again() {
    let mut world = world();
    let bruno = world.bruno;
    let carla = world
        .core
        .change(minute(1), |turn| {
            let by = turn.house.people.users[0].id;
            turn.save_user(
                &User { id: UserId(0), name: "Carla".into(), role: Role::Technician, active: true, absence: None },
                by,
            )
        })
        .unwrap();
    for n in 1..=6 {
        world.from(&format!("c{n}"), minute(60), "Parou", vec![]);
        let technician = if n % 2 == 0 { bruno } else { carla };
        world.core.change(minute(61), |turn| turn.take(TicketId(n), technician)).unwrap();
        world.core.change(minute(62), |turn| turn.write(TicketId(n), technician, "Pode reiniciar?")).unwrap();
    }
    world.run(minute(62));
    world.run(minute(72));
    let said: Vec<(&str, usize)> =
        world.bubbles.iter().map(|bubble| (bubble.title.as_str(), bubble.notices.len())).collect();
    assert_eq!(said, [("6 avisos do Retorno", 12)], "three of each technician's are the leader's six");
}

#[test]
fn a_silent_customer_goes_to_the_queue_and_comes_home_with_his_answer() {
    let mut world = world();
    world.customer(minute(60), "Meu sistema parou");
    let bruno = world.bruno;
    world.core.change(minute(61), |turn| turn.take(TicketId(1), bruno)).unwrap();
    world.core.change(minute(62), |turn| turn.write(TicketId(1), bruno, "Pode reiniciar?")).unwrap();
    world.run(minute(62));
    assert_eq!(world.accepted.len(), 1);
    let wake = world.core.wake().unwrap();
    assert_eq!((wake.at, wake.why), (minute(72), WakeWhy::QueueEntry));

    world.run(minute(72).minus(Span(1)));
    assert_eq!(world.ticket().entered_at, None);
    world.run(minute(72));
    let ticket = world.ticket();
    assert_eq!(ticket.entered_at, Some(minute(72)));
    assert_eq!(ticket.returns_to.map(|home| home.user), Some(bruno));
    assert_eq!(world.accepted.len(), 2, "the customer is told once");
    let told: Vec<usize> = world.bubbles.iter().map(|bubble| bubble.notices.len()).collect();
    assert_eq!(told, [2], "technician and leader read the same bubble: {:?}", world.bubbles);

    world.customer(minute(100), "Reiniciei, voltou");
    let ticket = world.ticket();
    assert_eq!((ticket.status, ticket.assignee, ticket.entered_at), (Status::Open, Some(bruno), None));
    let told: Vec<usize> = world.bubbles.iter().map(|bubble| bubble.notices.len()).collect();
    assert_eq!(told, [2, 2], "{:?}", world.bubbles);
    world.run(minute(700));
    assert_eq!(world.ticket().status, Status::Open);
    assert_eq!(world.accepted.len(), 2);
}

#[test]
fn an_answer_in_the_thread_from_another_address_is_somebody_elses() {
    let mut world = silent_since(minute(120));
    let by = world.bruno;
    world.core.change(minute(130), |turn| turn.save_rule(reminder(), false, by)).unwrap();
    let ours = format!("x-{}", world.accepted[0].key);
    let before = world.ticket();
    world.from("outra", minute(140), "Recebi isto por engano", vec![ours]);
    assert_eq!(world.ticket(), before, "Ana has not answered");
    let other = world.core.change(minute(140), |turn| Ok(turn.store.ticket(TicketId(2))?.unwrap())).unwrap();
    assert_ne!(other.contact, before.contact);
    world.run(minute(180));
    let to: Vec<&str> = world.accepted.iter().map(|out| out.to.address.as_str()).collect();
    assert_eq!(to, ["ana", "ana", "ana"], "her word, her notice, her reminder");
}

#[test]
fn what_is_above_a_connections_day_waits_for_the_next_and_people_do_not() {
    let mut world = world();
    let bruno = world.bruno;
    world
        .core
        .change(minute(0), |turn| {
            let mut settings = turn.house.settings.clone();
            settings.limits.per_connection_day = Some(0);
            let refused = turn.save_settings(&settings, bruno).unwrap_err();
            assert_eq!(refused.problems[0].field, "limits.per_connection_day");
            settings.limits.per_connection_day = Some(1);
            turn.save_settings(&settings, bruno)
        })
        .unwrap();
    // Eleven at night, an hour before the day changes in São Paulo.
    world.customer(minute(900), "Meu sistema parou");
    world.core.change(minute(901), |turn| turn.take(TicketId(1), bruno)).unwrap();
    for (n, text) in [(902, "Pode reiniciar?"), (903, "Segure o botão por dez segundos.")] {
        world.core.change(minute(n), |turn| turn.write(TicketId(1), bruno, text)).unwrap();
        world.run(minute(n));
    }
    assert_eq!(world.accepted.len(), 2, "people are not held back");
    world.run(minute(913));
    assert_eq!(world.ticket().entered_at, Some(minute(913)));
    world.run(minute(960).minus(Span(1)));
    assert_eq!(world.accepted.len(), 2, "the day is full");
    assert_eq!(world.core.wake().unwrap().at, minute(960));
    world.run(minute(960));
    assert_eq!(world.accepted.len(), 3, "the notice goes with the new day");
}

/// Bruno's ticket, silent since `said`, ten minutes later: in Sem Interação.
fn silent_since(said: Moment) -> World {
    let mut world = world();
    let bruno = world.bruno;
    world.customer(said.minus(Span::minutes(2)), "Meu sistema parou");
    world.core.change(said.minus(Span::minutes(1)), |turn| turn.take(TicketId(1), bruno)).unwrap();
    world.core.change(said, |turn| turn.write(TicketId(1), bruno, "Pode reiniciar?")).unwrap();
    world.run(said);
    world.run(said.plus(Span::minutes(10)));
    assert!(world.ticket().entered_at.is_some());
    world
}

/// Moves the end of the day to this hour of the wall.
fn ends_at(world: &mut World, now: Moment, hour: u16) {
    let by = world.bruno;
    world
        .core
        .change(now, |turn| {
            let mut settings = turn.house.settings.clone();
            settings.queue.day_end.minute = hour * 60;
            turn.save_settings(&settings, by)
        })
        .unwrap();
    world.run(now);
}

fn local(hour: i64) -> Moment {
    minute((hour - 8) * 60)
}

#[test]
fn an_end_of_the_day_moved_to_later_comes_at_its_new_hour() {
    let mut world = silent_since(local(19));
    // The cut of six o'clock has passed.
    ends_at(&mut world, local(19).plus(Span::minutes(30)), 20);
    world.run(local(20).minus(Span(1)));
    assert_eq!(world.ticket().status, Status::Open);
    assert_eq!(world.core.wake().unwrap().at, local(20));
    world.run(local(20));
    assert_eq!(world.ticket().status, Status::Closed);
    let digests =
        |world: &World| world.bubbles.iter().filter(|bubble| bubble.title == "Fim do dia em Sem Interação").count();
    let (closed, told) = (world.accepted.len(), digests(&world));
    ends_at(&mut world, local(21), 22);
    world.run(local(23));
    assert_eq!((world.accepted.len(), digests(&world)), (closed, told), "the second cut of the day closed nobody");
}

#[test]
fn an_end_of_the_day_moved_into_the_past_waits_for_the_next_day() {
    for before in [18, 20] {
        let mut world = silent_since(local(15));
        ends_at(&mut world, local(15).plus(Span::minutes(20)), before);
        let now = local(17);
        ends_at(&mut world, now, 16);
        world.run(local(23));
        assert_eq!(world.ticket().status, Status::Open, "from {before} to 16 at 17");
        world.run(local(40));
        assert_eq!(world.ticket().status, Status::Closed, "from {before} to 16 at 17");
    }
}

#[test]
fn a_holiday_taken_back_after_its_hour_does_not_end_the_day_at_once() {
    let mut world = silent_since(local(15));
    let by = world.bruno;
    world.core.change(local(15), |turn| turn.save_holiday("2026-03-02", "Inventário", by)).unwrap();
    world.run(local(19));
    assert_eq!(world.ticket().status, Status::Open, "a holiday has no end");
    world.core.change(local(19), |turn| turn.drop_holiday("2026-03-02", by)).unwrap();
    world.run(local(23));
    assert_eq!(world.ticket().status, Status::Open);
    world.run(local(42));
    assert_eq!(world.ticket().status, Status::Closed);
}

#[test]
fn a_zone_whose_evening_has_passed_does_not_end_the_day_at_once() {
    let mut world = silent_since(local(14));
    let by = world.bruno;
    world.run(local(16));
    world
        .core
        .change(local(16), |turn| {
            let mut settings = turn.house.settings.clone();
            settings.zone = "Europe/Lisbon".into();
            turn.save_settings(&settings, by)
        })
        .unwrap();
    world.run(local(17));
    assert_eq!(world.ticket().status, Status::Open);
}

/// Writes after an hour.
fn reminder() -> Rule {
    Rule {
        id: RuleId(0),
        version: 0,
        name: "Lembrete".into(),
        description: String::new(),
        wait: Span::hours(1),
        actions: vec![Action::SendMessage { text: "Conseguiu ver?".into(), connection: None }],
        scope: engine::rule::Scope::default(),
        business_hours: false,
        quiet_hours: false,
        lateness_max: None,
        repeat: Repeat::OncePerEpisode,
        position: 0,
        state: RuleState::Active,
    }
}

/// A rule that writes after an hour, its message handed to the provider, and what a supervisor does before the provider
/// says that it could not take it; whether it is tried again.
fn tried_again_after(meanwhile: impl Fn(&mut runtime::Turn<'_>, Rule, UserId) -> runtime::Result<()>) -> bool {
    let mut world = silent_since(minute(0));
    let by = world.bruno;
    let rule = world
        .core
        .change(minute(1), |turn| {
            let id = turn.save_rule(reminder(), false, by)?;
            Ok(turn.store.rule(id)?.unwrap().rule)
        })
        .unwrap();
    let send = world.core.step(minute(60)).unwrap().sends.remove(0);
    assert!(world.core.confirm(minute(60), send.outbox).unwrap());
    world.core.change(minute(60), |turn| meanwhile(turn, rule.clone(), by)).unwrap();
    world.core.sent(minute(60), send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
    let before = world.accepted.len();
    (60..180).for_each(|at| world.run(minute(at)));
    world.accepted.len() > before
}

#[test]
fn what_could_not_be_handed_over_is_not_tried_again_once_its_rule_is_off_or_another() {
    assert!(tried_again_after(|_, _, _| Ok(())));
    assert!(tried_again_after(|turn, rule, by| turn.set_rule_state(rule.id, RuleState::Paused, false, by)));
    for state in [RuleState::Off, RuleState::Shadow, RuleState::Archived] {
        assert!(!tried_again_after(|turn, rule, by| turn.set_rule_state(rule.id, state, false, by)), "{state:?}");
    }
    assert!(!tried_again_after(|turn, rule, by| {
        let wait = Span::hours(5);
        turn.save_rule(Rule { wait, ..rule }, false, by).map(|_| ())
    }));
}

#[test]
fn whether_words_are_a_farewell_is_said_by_the_version_that_said_them() {
    for closes in [true, false] {
        let mut world = silent_since(minute(0));
        let by = world.bruno;
        let farewell = Rule { actions: vec![reminder().actions[0].clone(), Action::Close], ..reminder() };
        let (before, after) = if closes { (farewell, reminder()) } else { (reminder(), farewell) };
        let id = world.core.change(minute(1), |turn| turn.save_rule(before, false, by)).unwrap();
        let send = world.core.step(minute(60)).unwrap().sends.remove(0);
        assert!(world.core.confirm(minute(60), send.outbox).unwrap());
        world
            .core
            .change(minute(60), |turn| {
                if !closes {
                    turn.close(TicketId(1), by)?;
                }
                turn.save_rule(Rule { id, ..after }, false, by)
            })
            .unwrap();
        world.core.sent(minute(60), send.outbox, Outcome::Accepted { external_id: "x".into() }).unwrap();
        assert_eq!(world.ticket().status == Status::Closed, closes);
    }
}

/// What a person says about the next step of a rule.
type Act = fn(&mut runtime::Turn<'_>, RuleId, UserId) -> runtime::Result<()>;

#[test]
fn what_a_rule_has_yet_to_say_can_be_left_out_put_off_and_taken_back() {
    let said_at = |acts: &[(i64, Act)]| {
        let mut world = silent_since(minute(0));
        let by = world.bruno;
        let twice =
            [reminder().actions[0].clone(), Action::Note { text: "Cobrado".into() }, reminder().actions[0].clone()];
        let rule = Rule { actions: twice.to_vec(), ..reminder() };
        let rule = world.core.change(minute(1), |turn| turn.save_rule(rule, false, by)).unwrap();
        let before = world.accepted.len();
        let mut found = vec![];
        for at in 10..300 {
            world.run(minute(at));
            if let Some((_, act)) = acts.iter().find(|(when, _)| *when == at) {
                world.core.change(minute(at), |turn| act(turn, rule, by)).unwrap();
                world.run(minute(at));
            }
            (before + found.len()..world.accepted.len()).for_each(|_| found.push(at));
        }
        found
    };
    let skip: Act = |turn, rule, by| turn.skip_step(rule, TicketId(1), by).map(|_| ());
    let later =
        |turn: &mut runtime::Turn<'_>, rule, by| turn.postpone_step(rule, TicketId(1), minute(200), by).map(|_| ());
    let back: Act = |turn, rule, by| turn.resume_step(rule, TicketId(1), None, by);
    assert_eq!(said_at(&[]), [60, 120]);
    assert_eq!(said_at(&[(90, skip)]), [60]);
    assert_eq!(said_at(&[(90, skip), (100, back)]), [60, 120]);
    assert_eq!(said_at(&[(90, later)]), [60, 200]);
    assert_eq!(said_at(&[(90, later), (130, back)]), [60, 130]);
}

/// A rule that writes after an hour, what happens while its message is at the provider, and how that ends: the lines of the
/// timeline and the reason of the execution that say whether it crossed an answer.
fn crossing(answers: bool, outcome: Outcome) -> (usize, String) {
    let mut world = silent_since(minute(0));
    let by = world.bruno;
    world.core.change(minute(1), |turn| turn.save_rule(reminder(), false, by)).unwrap();
    let send = world.core.step(minute(60)).unwrap().sends.remove(0);
    assert!(world.core.confirm(minute(60), send.outbox).unwrap());
    if answers {
        world.customer(minute(60), "Vi agora");
    }
    world.core.sent(minute(60), send.outbox, outcome).unwrap();
    if !answers {
        world.customer(minute(61), "Vi depois");
    }
    crossed(&mut world)
}

fn crossed(world: &mut World) -> (usize, String) {
    let why = world.core.change(minute(90), |turn| Ok(turn.store.execution(ExecutionId(1))?.unwrap().why)).unwrap();
    let reader = world.core.database().reader().unwrap();
    let lines = reader.timeline(TicketId(1), None, 50).unwrap().rows;
    (lines.iter().filter(|line| line.event == "crossed" && line.rule == Some(RuleId(1))).count(), why)
}

#[test]
fn an_answer_stored_while_a_message_is_at_the_provider_is_said_to_have_crossed_it() {
    let accepted = || Outcome::Accepted { external_id: "x".into() };
    let unknown = || Outcome::Unknown { note: "sem resposta".into() };
    assert_eq!(crossing(true, accepted()), (1, "crossed".into()));
    assert_eq!(crossing(true, unknown()), (1, "crossed".into()), "it may have gone out");
    assert_eq!(crossing(false, accepted()), (0, String::new()), "who answers afterwards answers it");
    assert_eq!(crossing(false, unknown()), (0, String::new()));
}

#[test]
fn an_answer_stored_before_the_last_look_is_not_crossed_but_heeded() {
    let mut world = silent_since(minute(0));
    let by = world.bruno;
    world.core.change(minute(1), |turn| turn.save_rule(reminder(), false, by)).unwrap();
    let send = world.core.step(minute(60)).unwrap().sends.remove(0);
    world.customer(minute(60), "Vi agora");
    assert!(!world.core.confirm(minute(60), send.outbox).unwrap());
    assert_eq!(crossed(&mut world).0, 0);
}

/// A program that keeps folders the same puts an older log in the place of ours.
#[cfg(unix)]
#[test]
fn once_a_file_was_swapped_nothing_leaves_and_the_next_start_goes_on_without_a_second_copy() {
    for (claimed, removed) in [(true, false), (false, true)] {
        let mut world = silent_since(minute(0));
        let by = world.bruno;
        let path = world.core.database().path().to_owned();
        let (log, older) = (path.with_extension("db-wal"), path.with_extension("older"));
        std::fs::copy(&log, &older).unwrap();
        world.core.change(minute(1), |turn| turn.save_rule(reminder(), false, by)).unwrap();
        let send = claimed.then(|| world.core.step(minute(60)).unwrap().sends.remove(0));
        if removed {
            std::fs::remove_file(&log).unwrap()
        } else {
            std::fs::rename(&older, &log).unwrap()
        }
        if let Some(send) = &send {
            assert!(world.core.confirm(minute(60), send.outbox).is_err(), "not even what was claimed");
        }
        let refusal = world.core.step(minute(60)).unwrap_err();
        assert!(refusal.message.starts_with("O arquivo retorno.db-wal foi trocado ou apagado"), "{refusal}");

        let World { core, ana, _dir: dir, .. } = world;
        drop(core);
        let mut core = Core::open(Database::open(Options::new(&path)).unwrap(), minute(61), 8).unwrap();
        core.set_caps("teste", caps());
        core.receive(minute(61), ana, &[], None, Some(minute(61))).unwrap();
        let (mut sent, mut told) = (0, vec![]);
        loop {
            let step = core.step(minute(61)).unwrap();
            told.extend(step.bubbles);
            sent += step.sends.len();
            if step.sends.is_empty() && !step.more {
                break;
            }
        }
        assert_eq!(sent, usize::from(!claimed), "what may have gone is not sent again, what had not begun goes");
        let what = format!("retorno.db-wal foi {} por outro programa", if removed { "apagado" } else { "trocado" });
        assert!(told.iter().any(|bubble| bubble.text.contains(&what)), "{what}: {told:?}");
        drop(dir);
    }
}

#[test]
fn a_rescued_copy_of_before_that_was_set_aside_is_told_once_with_its_name() {
    let World { mut core, _dir: dir, .. } = silent_since(minute(0));
    let aside = store::Disbelieved { file: "retorno.db.resgatado.anterior".into() };
    let json = serde_json::to_string(&aside).unwrap();
    core.change(minute(60), |turn| Ok(turn.store.put_value(store::DISBELIEVED_KEY, &json)?)).unwrap();
    drop(core);
    let path = dir.path().join("retorno.db");
    let told = || {
        let mut core = Core::open(Database::open(Options::new(&path)).unwrap(), minute(61), 8).unwrap();
        let bubbles = core.step(minute(61)).unwrap().bubbles;
        bubbles.iter().filter(|one| one.text.contains(&aside.file)).count()
    };
    assert!(told() > 0);
    assert_eq!(told(), 0);
}

fn refused(class: Class) -> Fault {
    Fault { class, part: channels::Part::Other, code: String::new(), detail: "ocupado".into(), retry_after: None }
}

/// A rule that writes an hour after `said`, and its message, claimed.
fn claimed(said: Moment) -> (World, RuleId, runtime::Send) {
    let mut world = silent_since(said);
    let by = world.bruno;
    let rule = world.core.change(said.plus(Span::minutes(11)), |turn| turn.save_rule(reminder(), false, by)).unwrap();
    let send = world.core.step(said.plus(Span::hours(1))).unwrap().sends.remove(0);
    (world, rule, send)
}

#[test]
fn a_send_held_back_by_the_last_look_is_as_it_was_and_costs_no_try() {
    let (mut world, _, send) = claimed(minute(0));
    let row = |world: &mut World| {
        world.core.change(minute(0), |turn| Ok(turn.store.outgoing(send.outbox)?.unwrap())).unwrap()
    };
    assert!(world.core.confirm(minute(60), send.outbox).unwrap());
    world.core.sent(minute(60), send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
    let tried = row(&mut world);
    assert_eq!((tried.state, tried.attempts), (store::SendState::Planned, 1));

    let now = tried.due_at;
    assert_eq!(world.core.step(now).unwrap().sends.len(), 1);
    world.core.jumped(now).unwrap();
    assert!(!world.core.confirm(now, send.outbox).unwrap());
    assert_eq!(row(&mut world), tried);
    let message = world.core.change(now, |turn| Ok(turn.store.message(tried.message)?.unwrap().state)).unwrap();
    assert_eq!(message, store::MessageState::Planned);
    assert_eq!(world.core.step(now).unwrap().sends, []);

    world.core.receive(now, world.ana, &[], None, Some(now)).unwrap();
    assert_eq!(world.core.step(now).unwrap().sends.first(), Some(&send));
    assert!(world.core.confirm(now, send.outbox).unwrap());
    world.core.sent(now, send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
    let again = row(&mut world);
    assert_eq!(again.attempts, 2);
    let wait = again.due_at.since(now);
    assert!(Span::minutes(1) <= wait && wait < Span::seconds(72), "the second wait, not the third: {wait:?}");
}

#[test]
fn taking_back_a_skip_in_the_tray_puts_what_was_missed_back_into_it() {
    let says = |times: usize| vec![reminder().actions[0].clone(); times];
    // Never tried; could not be handed over; the second of two.
    for (actions, tried, said) in [(says(1), false, 0), (says(1), true, 0), (says(2), true, 1)] {
        let mut world = silent_since(minute(0));
        let (by, before) = (world.bruno, world.accepted.len());
        let rule = Rule { actions, ..reminder() };
        let rule = world.core.change(minute(11), |turn| turn.save_rule(rule, false, by)).unwrap();
        if said == 1 {
            world.run(minute(60));
        } else if tried {
            let send = world.core.step(minute(60)).unwrap().sends.remove(0);
            assert!(world.core.confirm(minute(60), send.outbox).unwrap());
            world.core.sent(minute(60), send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
        }
        world.run(minute(500));
        let tray = |world: &World| {
            let reader = world.core.database().reader().unwrap();
            assert_eq!(reader.strays().unwrap(), [], "tried: {tried}, said: {said}");
            let rows = reader.missed_steps(None, 50).unwrap().rows;
            rows.iter().map(|row| row.execution).collect::<Vec<_>>()
        };
        let missed = tray(&world);
        assert_eq!(missed, [ExecutionId(1)]);
        world.core.change(minute(501), |turn| turn.skip_missed(ExecutionId(1), by)).unwrap();
        assert_eq!(tray(&world), []);
        world.core.change(minute(502), |turn| turn.resume_step(rule, TicketId(1), None, by)).unwrap();
        assert_eq!(tray(&world), if tried { missed.clone() } else { vec![] }, "what was never tried is judged first");
        world.run(minute(502));
        let again = tray(&world);
        assert_eq!((again.len(), world.accepted.len() - before), (1, said), "only a person sends it now");
        world.core.change(minute(504), |turn| turn.send_missed(again[0], by, Span::seconds(5))).unwrap();
        world.run(minute(504));
        assert_eq!(world.accepted.len() - before, said, "it can still be taken back");
        world.run(minute(504).plus(Span::seconds(5)));
        assert_eq!((tray(&world), world.accepted.len() - before), (vec![], said + 1));
    }
}
