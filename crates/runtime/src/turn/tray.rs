//! The trays: what was too late to go by itself, and what may or may not have gone. Only a person decides; what is sent
//! from here can be taken back for a while, and then lies where it lay.

use engine::*;
use serde_json::json;
use store::{ExecutionOutcome, ExecutionRow, FromTray, Origin, OutgoingRow, RESENT, SendState, StoredRule};

use super::{Said, SendPlan, Turn};
use crate::change::Topic;
use crate::refusal::Refusal;
use crate::words::worded;
use crate::{Result, outbox, words};

/// A message that a person sends from a tray: it goes then, and until then can be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FromTrayGoes {
    pub message: MessageId,
    pub at: Moment,
}

impl Turn<'_> {
    /// "Enviar" in the tray: a person sends what was too late to go by itself. Until `regret` is over it can be taken back;
    /// in the quiet hours it goes when they end.
    pub fn send_missed(&mut self, id: ExecutionId, by: UserId, regret: Span) -> Result<FromTrayGoes> {
        let (row, stored) = self.missed(id)?;
        let ticket = self.ticket(row.ticket)?;
        if ticket.anchor() != Some(row.anchor) {
            return Err(Refusal::conflict("O cliente já respondeu: esta mensagem não faz mais sentido. Pule-a."));
        }
        // What it said before was too late is said; what comes after this one follows by itself.
        let nth = words::said(self, ticket.id, id)?;
        let Ok((connection, text)) = worded(self, &stored.rule, &ticket, nth)? else {
            return Err(Refusal::conflict("Falta algo para enviar: confira a conexão e as variáveis do texto."));
        };
        self.store.set_execution(id, ExecutionOutcome::Executed, "")?;
        let at = outbox::quiet_until(self, &ticket, Some(&stored.rule)).unwrap_or(self.now.plus(regret));
        let plan = SendPlan {
            connection,
            text,
            origin: Origin::Rule,
            author: None,
            rule: Some(row.rule),
            execution: Some(id),
            anchor: Some(row.anchor),
            due_at: at,
        };
        let (message, _) = self.plan_send(&ticket, plan)?;
        self.changed.touch(Topic::Missed);
        let detail = json!({ "rule": row.rule, "message": message });
        self.say(ticket.id, Said::by("missed_sent", by).with(detail))?;
        Ok(FromTrayGoes { message, at })
    }

    /// "Pular" in the tray.
    pub fn skip_missed(&mut self, id: ExecutionId, by: UserId) -> Result<()> {
        let (row, _) = self.missed(id)?;
        self.store.set_execution(id, ExecutionOutcome::Skipped, "person")?;
        self.changed.touch(Topic::Missed);
        self.say(row.ticket, Said::by("missed_skipped", by).with(json!({ "rule": row.rule })))
    }

    /// "Já foi enviada": a person found the message at the other side.
    pub fn unknown_was_sent(&mut self, id: OutboxId, by: UserId) -> Result<()> {
        let row = self.uncertain(id)?;
        let external = format!("manual:{}", row.key);
        outbox::accepted(self, &row, external)?;
        self.changed.touch(Topic::Missed);
        self.say(row.ticket, Said::by("unknown_was_sent", by))
    }

    /// "Reenviar": a person takes the risk of a second copy. Until `regret` is over it can be taken back; what a rule says
    /// goes in the quiet hours when they end.
    pub fn unknown_resend(&mut self, id: OutboxId, by: UserId, regret: Span) -> Result<FromTrayGoes> {
        let row = self.uncertain(id)?;
        outbox::settle(self, &row, SendState::Failed, RESENT)?;
        let ticket = self.ticket(row.ticket)?;
        // An automatic text stays one, whoever sends it again: it moves no clock, and goes only while it makes sense. A
        // farewell comes after the closing.
        let anchor = match row.origin {
            Origin::Person | Origin::Closing => None,
            Origin::Rule | Origin::Entry => row.anchor,
        };
        let quiet = match row.origin {
            Origin::Rule => {
                let house = self.house.clone();
                let stored = row.rule.and_then(|id| house.rule(id));
                outbox::quiet_until(self, &ticket, stored.map(|stored| &stored.rule))
            }
            Origin::Person | Origin::Entry | Origin::Closing => None,
        };
        let at = quiet.unwrap_or(self.now.plus(regret));
        let plan = SendPlan {
            connection: row.connection,
            text: row.text,
            origin: row.origin,
            author: (row.origin == Origin::Person).then_some(by),
            rule: row.rule,
            execution: row.execution,
            anchor,
            due_at: at,
        };
        let (message, _) = self.plan_send(&ticket, plan)?;
        self.changed.touch(Topic::Missed);
        let detail = json!({ "message": message, "send": id, "why": row.fault });
        self.say(row.ticket, Said::by("unknown_resent", by).with(detail))?;
        Ok(FromTrayGoes { message, at })
    }

    /// What a person sent from a tray and calls off for this reason lies there again, as it lay. `false`: it is from none,
    /// and nothing was done.
    pub(super) fn lay_back_in_tray(&mut self, row: &OutgoingRow, why: &str) -> Result<bool> {
        match self.store.tray_entry(row.ticket, row.message)? {
            None => return Ok(false),
            Some(FromTray::Unknown { send, fault }) => {
                if let Some(before) = self.store.outgoing(send)? {
                    outbox::settle_send(self, &before, SendState::Unknown, &fault)?;
                }
            }
            Some(FromTray::Missed) => {
                if let Some(execution) = row.execution {
                    self.store.set_execution(execution, ExecutionOutcome::Missed, "")?;
                }
            }
        }
        outbox::settle_send(self, row, SendState::Cancelled, why)?;
        self.changed.touch(Topic::Missed);
        self.changed.touch(Topic::Executions);
        Ok(true)
    }

    fn missed(&mut self, id: ExecutionId) -> Result<(ExecutionRow, StoredRule)> {
        let Some(row) = self.store.execution(id)? else { return Err(Refusal::not_found("Esta execução")) };
        if row.outcome != ExecutionOutcome::Missed {
            return Err(Refusal::conflict("Esta mensagem já foi resolvida."));
        }
        let stored = self.store.rule(row.rule)?.ok_or_else(|| Refusal::not_found("Esta ação"))?;
        Ok((row, stored))
    }

    fn uncertain(&mut self, id: OutboxId) -> Result<OutgoingRow> {
        match self.store.outgoing(id)? {
            Some(row) if row.state == SendState::Unknown => Ok(row),
            Some(_) => Err(Refusal::conflict("Este envio já foi resolvido.")),
            None => Err(Refusal::not_found("Este envio")),
        }
    }
}
