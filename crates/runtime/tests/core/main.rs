//! The core driven by hand: one ticket goes out to Sem Interação and comes home, on a real SQLite file.

#![allow(clippy::unwrap_used)]

mod ahead;
mod day;
mod evening;
mod send;
mod startup;
mod tray;
mod words;

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

/// 2026-03-02, 08:00 in São Paulo.
const EIGHT: Moment = Moment(1_772_449_200_000);

fn minute(n: i64) -> Moment {
    EIGHT.plus(Span::minutes(n))
}

fn caps() -> Caps {
    Caps { pulls: true, window: None, text_chars_max: 4096, gap_min: Duration::ZERO, own_clock: true }
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
    assert_eq!(told, [2, 2], "one bubble though the leader reads for whom: {:?}", world.bubbles);
    assert_eq!(world.bubbles[1].title, "Cliente respondeu: voltou para Bruno");
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

fn local(hour: i64) -> Moment {
    minute((hour - 8) * 60)
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
