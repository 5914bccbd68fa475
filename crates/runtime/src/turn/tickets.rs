//! What people do to tickets: take, give, move, write, note, tag, hold, close. Each verb is one mutation with its line
//! on the timeline.

use engine::queue::{self, Stays, home};
use engine::*;
use serde_json::{Value, json};
use store::{ClosingState, Left, MessageSide, MessageState, NewMessage, NewTicket, Origin, SendState};

use super::{Said, SendPlan, TEXT_CHARS_MAX, Turn};
use crate::change::Topic;
use crate::house::home_queue;
use crate::notices::{Telling, To};
use crate::refusal::Refusal;
use crate::{Result, outbox};

/// Most a ticket may be worth: a thousand million reais.
const VALUE_CENTS_MAX: i64 = 100_000_000_000;
/// How long a person's message can still be taken back ("Cancelar envio").
pub const SEND_REGRET: Span = Span::seconds(5);

/// How a conversation that our side begins is to begin.
pub struct Start<'a> {
    pub connection: ConnectionId,
    /// The customer's, on that connection.
    pub address: &'a str,
    pub name: &'a str,
    pub text: &'a str,
    /// None: the first.
    pub stage: Option<StageId>,
    /// How long the text can still be taken back.
    pub regret: Span,
}

impl Turn<'_> {
    /// "Assumir": the ticket is now this technician's.
    pub fn take(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.open_one(ticket)?;
        self.leaving(&before, Left::Taken)?;
        self.happen(&before, &Fact::Taken { by, at: self.now }, Said::by("taken", by))?;
        Ok(())
    }

    /// "Transferir para": to another technician.
    pub fn assign(&mut self, ticket: TicketId, to: UserId, by: UserId) -> Result<()> {
        if !self.house.is_active(to) {
            return Err(Refusal::conflict(format!("{} está inativo. Escolha outra pessoa.", self.house.user_name(to))));
        }
        let before = self.open_one(ticket)?;
        self.leaving(&before, Left::Taken)?;
        let said = Said::by("assigned", by).with(json!({ "to": to }));
        let after = self.happen(&before, &Fact::Assigned { to }, said)?;
        if to != by {
            let title = "Atendimento transferido para você";
            self.notify(Telling {
                event: NoticeEvent::Assigned,
                ticket: &after,
                to: &[To::User(to)],
                title,
                text: None,
            })?;
        }
        Ok(())
    }

    /// To a queue, where nobody has it.
    pub fn transfer(&mut self, ticket: TicketId, queue: QueueId, by: UserId) -> Result<()> {
        let Some(target) = self.house.queue(queue) else { return Err(Refusal::not_found("Esta fila")) };
        if target.kind == store::QueueKind::NoInteraction {
            return self.move_now(ticket, by);
        }
        let before = self.open_one(ticket)?;
        self.leaving(&before, Left::Taken)?;
        let said = Said::by("transferred", by).with(json!({ "queue": queue }));
        self.happen(&before, &Fact::Transferred { queue }, said)?;
        Ok(())
    }

    /// Moves the card on the board, if the stage takes it.
    pub fn set_stage(&mut self, ticket: TicketId, stage: StageId, by: UserId) -> Result<()> {
        let before = self.ticket(ticket)?;
        if before.stage != Some(stage) {
            self.takes_one_more(stage)?;
        }
        self.set_stage_back(ticket, stage, by)
    }

    /// A locked stage takes nothing by hand, a full one nothing more. Rules are the supervisor's and are not asked.
    fn takes_one_more(&mut self, stage: StageId) -> Result<()> {
        let Some(target) = self.house.people.stages.iter().find(|one| one.id == stage).cloned() else { return Ok(()) };
        if target.locked {
            let text = format!("A etapa {} está bloqueada: não recebe atendimentos à mão.", target.name);
            return Err(Refusal::conflict(text));
        }
        match target.limit_max {
            Some(max) if self.store.tickets_in_stage(stage)? >= max => {
                let text =
                    format!("A etapa {} está cheia: o limite é {max}. Tire um atendimento de lá antes.", target.name);
                Err(Refusal::conflict(text))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Puts the card back where it was: a locked or full stage takes back what just left it.
    pub fn set_stage_back(&mut self, ticket: TicketId, stage: StageId, by: UserId) -> Result<()> {
        let before = self.ticket(ticket)?;
        let Some(target) = self.house.people.stages.iter().find(|one| one.id == stage && !one.archived) else {
            return Err(Refusal::not_found("Esta etapa"));
        };
        let said = Said::by("staged", by).with(json!({ "from": before.stage, "stage": stage, "name": target.name }));
        self.happen(&before, &Fact::Staged { stage }, said)?;
        Ok(())
    }

    /// "Mover agora": into Sem Interação before its time.
    pub fn move_now(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.open_one(ticket)?;
        match queue::entry(&self.house.settings.queue, &before, true, self.now) {
            Ok((keeper, returns_to, anchor)) => self.enter(&before, keeper, returns_to, anchor, Some(by)),
            Err(stays) => Err(Refusal::conflict(stays_because(stays))),
        }
    }

    /// "Devolver ao técnico": out of Sem Interação by hand.
    pub fn return_now(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.ticket(ticket)?;
        let (Some(_), Some(returns_to)) = (before.entered_at, before.returns_to) else {
            return Err(Refusal::conflict("Este atendimento não está em Sem Interação."));
        };
        let house = self.house.clone();
        let home = home(returns_to, |user| house.is_active(user));
        self.leaving(&before, Left::Taken)?;
        self.happen(&before, &Fact::Returned { home }, Said::by("returned_by_hand", by))?;
        Ok(())
    }

    /// Closes it. Rules that cover closed tickets go on; what the queue had planned is cancelled.
    pub fn close(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.open_one(ticket)?;
        self.leaving(&before, Left::Closed)?;
        let fact = Fact::Closed { at: self.now, reason: CloseReason::Person };
        self.happen(&before, &fact, Said::by("closed", by))?;
        Ok(())
    }

    /// Back to whoever had it, or to its queue.
    pub fn reopen(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.ticket(ticket)?;
        if before.status != Status::Closed {
            return Err(Refusal::conflict("Este atendimento já está aberto."));
        }
        let house = self.house.clone();
        let home = queue::reopens_to(&before, |user| house.is_active(user));
        self.happen(&before, &Fact::Reopened { home }, Said::by("reopened", by))?;
        Ok(())
    }

    /// "Segurar": nothing is timed while on hold.
    pub fn hold(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.open_one(ticket)?;
        if before.hold == Hold::On {
            return Err(Refusal::conflict("Este atendimento já está em espera."));
        }
        self.store.drop_deferred_of_ticket(ticket)?;
        outbox::cancel_planned(self, &before, "atendimento em espera")?;
        self.call_off_closing(&before)?;
        self.happen(&before, &Fact::Held, Said::by("held", by))?;
        Ok(())
    }

    /// Takes back "Segurar". Nothing is due for five minutes.
    pub fn release(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.ticket(ticket)?;
        if before.hold != Hold::On {
            return Err(Refusal::conflict("Este atendimento não está em espera."));
        }
        self.happen(&before, &Fact::Released { at: self.now }, Said::by("released", by))?;
        Ok(())
    }

    /// A message of a person to the customer. It becomes the anchor when the channel accepts it. Writing to a pending or
    /// closed ticket takes it.
    pub fn write(&mut self, ticket: TicketId, by: UserId, text: &str) -> Result<MessageId> {
        self.write_at(ticket, by, text, self.now)
    }

    /// The same with [`SEND_REGRET`] to think better of it.
    pub fn write_regretting(&mut self, ticket: TicketId, by: UserId, text: &str) -> Result<MessageId> {
        self.write_at(ticket, by, text, self.now.plus(SEND_REGRET))
    }

    fn write_at(&mut self, ticket: TicketId, by: UserId, text: &str, due_at: Moment) -> Result<MessageId> {
        let mut before = self.ticket(ticket)?;
        let Some(connection) = self.house.connection(before.connection).filter(|one| !one.archived) else {
            return Err(Refusal::conflict("A conexão deste atendimento não existe mais. Escolha outra em Conexões."));
        };
        let takes = self.machine.caps.get(&connection.kind).map_or(TEXT_CHARS_MAX, |caps| caps.text_chars_max);
        let text = checked_text(text, takes.min(TEXT_CHARS_MAX))?;
        let connection = connection.id;
        if let Some(closes) = self.window_closes(&before, connection)?
            && self.now >= closes
        {
            return Err(Refusal::conflict(
                "Fora da janela de 24 horas: esta conexão só aceita texto livre até 24 horas depois da última mensagem \
                 do cliente.",
            ));
        }
        if before.status == Status::Closed {
            let home = Home::Technician { user: by, queue: home_queue(&before) };
            before = self.happen(&before, &Fact::Reopened { home }, Said::by("reopened", by))?;
        } else if before.status == Status::Pending {
            before = self.happen(&before, &Fact::Taken { by, at: self.now }, Said::by("taken", by))?;
        }
        let plan = SendPlan {
            connection,
            text,
            origin: Origin::Person,
            author: Some(by),
            rule: None,
            execution: None,
            anchor: None,
            due_at,
        };
        Ok(self.plan_send(&before, plan)?.0)
    }

    /// Takes back a message that has not left yet. Returns its text for the box it came from, unless it came from a tray,
    /// where it lies again.
    pub fn cancel_send(&mut self, message: MessageId, by: UserId) -> Result<Option<String>> {
        let Some(row) = self.store.outgoing_of_message(message)? else { return Err(Refusal::not_found("Este envio")) };
        if row.state != SendState::Planned {
            return Err(Refusal::conflict("A mensagem já saiu e não pode mais ser cancelada."));
        }
        let why = "cancelada antes do envio";
        let in_tray = self.lay_back_in_tray(&row, why)?;
        if !in_tray {
            outbox::settle(self, &row, SendState::Cancelled, why)?;
        }
        self.say(row.ticket, Said::by("send_cancelled", by))?;
        Ok((!in_tray).then_some(row.text))
    }

    /// "Tentar de novo" on a failed message: a new send of the same text, once, with [`SEND_REGRET`] to think better of it.
    pub fn retry_send(&mut self, message: MessageId, by: UserId) -> Result<MessageId> {
        let Some(row) = self.store.outgoing_of_message(message)? else { return Err(Refusal::not_found("Este envio")) };
        if row.state != SendState::Failed {
            return Err(Refusal::conflict("Só uma mensagem que falhou pode ser enviada de novo."));
        }
        if self.store.is_said_again(message)? {
            return Err(Refusal::conflict("Esta mensagem já foi enviada de novo."));
        }
        self.write_regretting(row.ticket, by, &row.text)
    }

    /// An internal note; the customer never sees it and no clock moves.
    pub fn note(&mut self, ticket: TicketId, by: UserId, text: &str) -> Result<MessageId> {
        let text = checked_text(text, TEXT_CHARS_MAX)?;
        let ticket = self.ticket(ticket)?;
        self.add_note(&ticket, Some(by), text)
    }

    pub(crate) fn add_note(&mut self, ticket: &Ticket, author: Option<UserId>, text: String) -> Result<MessageId> {
        self.changed.ticket(ticket.id);
        self.changed.touch(Topic::Messages);
        let note = NewMessage {
            ticket: ticket.id,
            connection: ticket.connection,
            external_id: None,
            side: MessageSide::Note,
            author,
            subject: String::new(),
            text,
            attachments: "[]".into(),
            counts: false,
            history: false,
            said_at: self.now,
            received_at: self.now,
            at: self.now,
            state: MessageState::Kept,
        };
        self.store.add_message(&note)?.ok_or_else(|| Refusal::conflict("A nota já tinha sido gravada."))
    }

    /// Tags are the contact's. Returns whether it was new.
    pub fn tag(&mut self, contact: ContactId, tag: TagId, by: UserId) -> Result<bool> {
        if !self.house.people.tags.iter().any(|one| one.id == tag && !one.archived) {
            return Err(Refusal::not_found("Esta etiqueta"));
        }
        let added = self.store.add_tag(contact, tag)?;
        let after = json!({ "name": self.store.contact_name(contact)?, "tag": tag });
        self.contact_changed(by, "tagged", &json!(null), &after)?;
        Ok(added)
    }

    /// Returns whether it was there.
    pub fn untag(&mut self, contact: ContactId, tag: TagId, by: UserId) -> Result<bool> {
        let removed = self.store.remove_tag(contact, tag)?;
        let before = json!({ "name": self.store.contact_name(contact)?, "tag": tag });
        self.contact_changed(by, "untagged", &before, &json!(null))?;
        Ok(removed)
    }

    /// Puts the contact into somebody's wallet, or into nobody's.
    pub fn set_wallet(&mut self, contact: ContactId, owner: Option<UserId>, by: UserId) -> Result<()> {
        if let Some(owner) = owner
            && self.house.user(owner).is_none()
        {
            return Err(Refusal::not_found("Este usuário"));
        }
        let name = self.store.contact_name(contact)?;
        let of = |owner: Option<UserId>| json!({ "name": name, "owner": owner });
        let before = of(self.store.contact(contact)?.wallet_owner);
        self.store.set_wallet(contact, owner)?;
        self.contact_changed(by, "wallet", &before, &of(owner))
    }

    fn contact_changed(&mut self, by: UserId, what: &str, before: &Value, after: &Value) -> Result<()> {
        self.changed.touch(Topic::Tickets);
        self.audit(by, what, before, after)
    }

    /// "Novo atendimento": our side begins. The text's variables are filled in; one without a value refuses it.
    pub fn start_ticket(&mut self, start: Start<'_>, by: UserId) -> Result<TicketId> {
        let Start { connection, address, name, text, stage, regret } = start;
        let Some(on) = self.house.connection(connection).filter(|one| !one.archived).cloned() else {
            return Err(Refusal::not_found("Esta conexão"));
        };
        let address = address.trim().to_lowercase();
        if address.is_empty() {
            return Err(Refusal::field("address", "Informe o endereço do cliente nesta conexão."));
        }
        let contact = self.store.contact_by_address(&on.kind, &address, name.trim(), self.now)?;
        if let Some(stage) = stage {
            self.takes_one_more(stage)?;
        }
        let live = |id: &StageId| self.house.people.stages.iter().any(|one| one.id == *id && !one.archived);
        let stage = stage.filter(live).or_else(|| self.first_stage());
        let new = NewTicket {
            contact,
            connection,
            subject: String::new(),
            queue: on.queue,
            stage,
            linked_to: None,
            at: self.now,
        };
        let ticket = self.store.open_ticket(&new)?;
        self.take(ticket, by)?;
        let values = self.ticket(ticket).and_then(|ticket| self.values(&ticket))?;
        let text = engine::text::render(&checked_text(text, TEXT_CHARS_MAX)?, &values)
            .map_err(|problem| Refusal::field("text", problem.to_string()))?;
        self.write_at(ticket, by, &text, self.now.plus(regret))?;
        Ok(ticket)
    }

    /// The stage new tickets start in: the first of the first funnel.
    pub(crate) fn first_stage(&self) -> Option<StageId> {
        let funnels = self.house.people.funnels.iter();
        let funnel = funnels.min_by_key(|funnel| (funnel.archived, funnel.position, funnel.id))?;
        let stages = self.house.people.stages.iter().filter(|stage| stage.funnel == funnel.id && !stage.archived);
        stages.min_by_key(|stage| (stage.position, stage.id)).map(|stage| stage.id)
    }

    /// The technician looked at a returned ticket: it is no longer highlighted.
    pub fn opened(&mut self, ticket: TicketId, by: UserId) -> Result<()> {
        let before = self.ticket(ticket)?;
        if before.assignee == Some(by) || before.assignee.is_none() {
            self.store.set_returned(ticket, None)?;
            self.changed.ticket(ticket);
        }
        self.store.set_read(by, Some(ticket), self.now)?;
        self.changed.touch(Topic::Notices);
        Ok(())
    }

    /// What the ticket is worth.
    pub fn set_value(&mut self, ticket: TicketId, cents: i64, by: UserId) -> Result<()> {
        if !(0..=VALUE_CENTS_MAX).contains(&cents) {
            return Err(Refusal::field("value", "Informe um valor entre R$ 0,00 e R$ 1.000.000.000,00."));
        }
        self.store.set_value(ticket, cents)?;
        self.say(ticket, Said::by("valued", by).with(json!({ "cents": cents })))
    }

    /// A ticket that is not closed, or a refusal.
    pub(crate) fn open_one(&mut self, id: TicketId) -> Result<Ticket> {
        let ticket = self.ticket(id)?;
        if ticket.status == Status::Closed {
            return Err(Refusal::conflict("Este atendimento está fechado. Reabra-o primeiro."));
        }
        Ok(ticket)
    }

    /// Book-keeping when a ticket leaves Sem Interação, whatever takes it out.
    pub(crate) fn leaving(&mut self, ticket: &Ticket, how: Left) -> Result<()> {
        if ticket.entered_at.is_none() {
            return Ok(());
        }
        self.store.leave(ticket.id, self.now, how)?;
        self.call_off_closing(ticket)?;
        outbox::cancel_planned_queue(self, ticket)?;
        self.changed.touch(Topic::Queue);
        Ok(())
    }

    /// The end of the day does not close it any more, though its text may be waiting to go out.
    pub(crate) fn call_off_closing(&mut self, ticket: &Ticket) -> Result<()> {
        let Some(mut closing) = self.store.open_closing_of(ticket.id)? else { return Ok(()) };
        closing.state = ClosingState::Answered;
        self.store.put_day_closing(&closing)?;
        self.changed.touch(Topic::Day);
        outbox::cancel_planned_queue(self, ticket)
    }
}

fn checked_text(text: &str, chars_max: usize) -> Result<String> {
    // Functions of the database take it for the end of a text.
    let text = text.replace('\0', "");
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::field("text", "Escreva a mensagem antes de enviar."));
    }
    if text.chars().count() > chars_max {
        return Err(Refusal::field("text", format!("A mensagem passa de {chars_max} caracteres. Divida-a em partes.")));
    }
    Ok(text.to_owned())
}

fn stays_because(stays: Stays) -> &'static str {
    match stays {
        Stays::Off => "A fila Sem Interação está desligada em Configurações.",
        Stays::NotWaiting => "O cliente não deve resposta neste atendimento: a última palavra é dele.",
        Stays::NotOurs => "Só um atendimento aberto, com técnico e fora da fila pode ir para Sem Interação.",
        Stays::NoFirstWord => "O cliente ainda não escreveu nada neste atendimento.",
        Stays::NoKeeper => "Escolha o responsável da fila Sem Interação em Configurações.",
        Stays::Until(_) => "O tempo de espera ainda não terminou.",
    }
}
