//! A desk with one person of each role, example tickets and a connection that keeps quiet.

use std::sync::Arc;

use api::{Code, Failure, Session};
use engine::*;
use runtime::port::NoNotifier;
use runtime::secrets::Vault;
use runtime::{Desk, DeskOptions};
use serde_json::{Value, json};

pub struct World {
    pub desk: Desk,
    dir: Arc<tempfile::TempDir>,
}

/// The first user is the Supervisor the house is founded with.
pub const SUPERVISOR: UserId = UserId(1);
pub const LEADER: UserId = UserId(2);
pub const TECHNICIAN: UserId = UserId(3);
pub const VIEWER: UserId = UserId(4);
pub const OTHER_TECHNICIAN: UserId = UserId(5);
pub const INACTIVE: UserId = UserId(6);
pub const ROLES: [(UserId, &str); 4] =
    [(SUPERVISOR, "supervisor"), (LEADER, "leader"), (TECHNICIAN, "technician"), (VIEWER, "viewer")];

fn opened(dir: &std::path::Path) -> Desk {
    let secrets = Box::new(Vault::without_keyring(dir));
    Desk::open(DeskOptions { dir: dir.to_owned(), notifier: Box::new(NoNotifier), secrets }).unwrap()
}

impl World {
    /// Founded, with the people above in its one team (but for the viewer and the inactive one).
    pub fn new() -> World {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let world = World { desk: opened(dir.path()), dir };
        for (name, role, active) in [
            ("Líder", "leader", true),
            ("Técnica", "technician", true),
            ("Leitora", "viewer", true),
            ("Outro técnico", "technician", true),
            ("Saiu da empresa", "technician", false),
        ] {
            world.must(SUPERVISOR, "save_user", json!({ "name": name, "role": role, "active": active }));
        }
        let members = [SUPERVISOR, LEADER, TECHNICIAN, OTHER_TECHNICIAN];
        let team = json!({ "id": 1, "name": "Suporte", "leader": LEADER, "members": members });
        world.must(SUPERVISOR, "save_team", team);
        // Nothing is to move by itself while a test looks at it.
        world.settings(|settings| {
            settings["queue"]["mode"] = json!("manual");
            settings["quiet"] = json!(null);
        });
        world
    }

    /// The same house after the program was ended and started again.
    pub fn again(self) -> World {
        let dir = self.dir.clone();
        drop(self);
        World { desk: opened(dir.path()), dir }
    }

    pub fn dir(&self) -> &std::path::Path {
        self.dir.path()
    }

    pub fn call(&self, user: UserId, command: &str, args: Value) -> Result<Value, Failure> {
        api::call(&self.desk, &Session { user }, command, args)
    }

    pub fn must(&self, user: UserId, command: &str, args: Value) -> Value {
        self.call(user, command, args.clone()).unwrap_or_else(|failure| panic!("{command} {args}: {failure:?}"))
    }

    pub fn refused(&self, user: UserId, command: &str, args: Value) -> Failure {
        match self.call(user, command, args.clone()) {
            Ok(reply) => panic!("{command} {} was done: {reply}", short(&args)),
            Err(failure) => {
                assert!(!failure.message.is_empty(), "{command}: a refusal without a sentence");
                assert_ne!(failure.code, Code::Internal, "{command} {}: {failure:?}", short(&args));
                failure
            }
        }
    }

    /// Comes back once everything said so far has been published: a batch of the desk holds at most 64 events.
    pub fn published(&self) {
        for _ in 0..70 {
            self.desk.ask(|_| Ok(())).unwrap();
        }
    }

    pub fn settings(&self, change: impl FnOnce(&mut Value)) {
        let mut settings = self.must(SUPERVISOR, "settings", json!({}))["settings"].take();
        change(&mut settings);
        self.must(SUPERVISOR, "save_settings", json!({ "settings": settings }));
    }

    /// A connection that is switched off, so that nothing leaves and nothing arrives by itself.
    pub fn connection(&self) -> ConnectionId {
        let draft = json!({ "kind": "demo", "name": "Exemplo", "settings": {}, "queue": 1, "enabled": false });
        id(&self.must(SUPERVISOR, "save_connection", draft)["connection"]).into_id()
    }

    /// A ticket this person began; their word waits in the outbox.
    pub fn ticket(&self, connection: ConnectionId, by: UserId, address: &str) -> TicketId {
        let args = json!({ "connection": connection, "address": address, "name": "Cliente", "text": "Olá!" });
        id(&self.must(by, "start_ticket", args)["ticket"]).into_id()
    }

    /// The customer owes an answer since this long.
    pub fn silent(&self, ticket: TicketId, by: UserId, since: Span) {
        self.desk
            .ask(move |turn| {
                let now = turn.now;
                let mut at = turn.store.ticket(ticket)?.unwrap();
                at = apply(&at, &Fact::CustomerWrote { at: now.minus(since).minus(Span::hours(1)) });
                at = apply(&at, &Fact::HumanWrote { at: now.minus(since), by: Some(by) });
                turn.store.put_ticket(&at, now)?;
                Ok(())
            })
            .unwrap();
    }

    /// A rule that sends a message after this many hours.
    pub fn rule(&self, hours: i64) -> RuleId {
        id(&self.must(SUPERVISOR, "save_rule", json!({ "rule": draft(hours), "state": "active" }))["rule"]["id"])
            .into_id()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.desk.stop();
    }
}

pub fn short(args: &Value) -> String {
    args.to_string().chars().take(200).collect()
}

pub fn draft(hours: i64) -> Value {
    json!({
        "name": "Follow-up",
        "description": "",
        "wait": hours * 3_600_000,
        "actions": [{ "type": "send_message", "text": "Oi, {{contato.primeiro_nome}}!" }],
        "scope": {
            "statuses": ["open", "pending", "closed"],
            "stages": [], "queues": [], "connections": [], "tags_with": [], "tags_without": [],
        },
        "business_hours": false,
        "quiet_hours": false,
        "repeat": "once_per_episode",
    })
}

pub struct Number(i64);

pub fn id(value: &Value) -> Number {
    Number(value.as_i64().unwrap_or_else(|| panic!("not an id: {value}")))
}

impl Number {
    pub fn into_id<T: From<Number>>(self) -> T {
        T::from(self)
    }
}

macro_rules! ids {
    ($($id:ident),+) => {$(
        impl From<Number> for $id {
            fn from(number: Number) -> $id { $id(number.0) }
        }
    )+};
}
ids!(TicketId, RuleId, ConnectionId, TagId, StageId, QueueId, UserId, MessageId);

/// A mailbox nobody answers at: what it brings is what a test hands in.
pub fn mailbox(world: &World) -> ConnectionId {
    world.must(SUPERVISOR, "unlock_secrets", json!({ "passphrase": "uma frase longa e boa" }));
    let settings = json!({
        "address": "loja@exemplo.invalid",
        "imap_host": "127.0.0.1", "imap_port": "1", "imap_security": "none",
        "smtp_host": "127.0.0.1", "smtp_port": "1", "smtp_security": "none",
    });
    let draft =
        json!({ "kind": "email", "name": "Loja", "settings": settings, "secret": "x", "queue": 1, "enabled": true });
    id(&world.must(SUPERVISOR, "save_connection", draft)["connection"]).into_id()
}
