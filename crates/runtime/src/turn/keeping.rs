//! Small things the house keeps beside its settings, and putting away what was never real.

use engine::*;
use serde_json::{Value, json};

use super::Turn;
use crate::Result;
use crate::change::Topic;

/// What example data was made of.
#[derive(Debug, Clone, Default)]
pub struct Unreal {
    pub users: Vec<UserId>,
    pub rules: Vec<RuleId>,
    pub tags: Vec<TagId>,
    pub connections: Vec<ConnectionId>,
    /// Local dates whose end was told with it.
    pub days: Vec<String>,
}

impl Turn<'_> {
    /// Keeps a small value that only its owner sees; nobody else is told.
    pub fn keep_own(&mut self, key: &str, value: &Value) -> Result<()> {
        self.store.put_value(key, &value.to_string())?;
        self.changed.touch(Topic::Settings);
        Ok(())
    }

    /// Keeps a small value of the whole house, with the trail of who changed it.
    pub fn keep_ours(&mut self, key: &str, what: &str, value: &Value, by: UserId) -> Result<()> {
        let before = self.store.value(key)?.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or(Value::Null);
        self.keep_own(key, value)?;
        self.audit(by, what, &before, value)
    }

    /// Deletes tickets that were never real with everything that hangs on them, and what made them if nothing real
    /// speaks of it. What does stay must have been archived before.
    pub fn wipe(&mut self, unreal: &Unreal, by: UserId) -> Result<()> {
        let Unreal { users, rules, tags, connections, days } = unreal;
        self.store.wipe_tickets(connections)?;
        for date in days {
            self.store.wipe_day_run(date)?;
        }
        for rule in rules {
            self.store.wipe_rule(*rule)?;
        }
        for connection in connections {
            self.store.wipe_connection(*connection)?;
        }
        for tag in tags {
            self.store.wipe_tag(*tag)?;
        }
        for user in users {
            self.store.wipe_user(*user)?;
        }
        for topic in [Topic::Tickets, Topic::Messages, Topic::Queue, Topic::Rules, Topic::Executions, Topic::Missed] {
            self.changed.touch(topic);
        }
        for topic in [Topic::Connections, Topic::Day, Topic::Notices] {
            self.changed.touch(topic);
        }
        self.reload(Topic::People)?;
        self.audit(by, "demo_wiped", &Value::Null, &json!({ "connections": connections, "rules": rules }))
    }
}
