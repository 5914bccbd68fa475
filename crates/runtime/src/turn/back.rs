//! Taking back what moved a ticket.

use engine::{Fact, Standing, Status, TicketId, UserId};
use store::{Left, QueueKind};

use super::{Said, Turn};
use crate::Result;
use crate::change::Topic;
use crate::refusal::Refusal;

impl Turn<'_> {
    /// The ticket stands again where it stood, as if it had never left: in Sem Interação since it entered, or closed since
    /// it was. Nobody is told anew. `is` is where the act that is taken back had put it.
    ///
    /// # Errors
    /// It stands elsewhere by now, the customer has answered since, or whoever had it works here no more.
    pub fn put_back(&mut self, ticket: TicketId, was: Standing, is: Standing, by: UserId) -> Result<()> {
        let now = self.ticket(ticket)?;
        if now.standing() != is {
            return Err(Refusal::conflict("Este atendimento mudou desde então: não há mais o que desfazer."));
        }
        if let Some(gone) = was.assignee.filter(|user| !self.house.is_active(*user)) {
            let name = self.house.user_name(gone);
            return Err(Refusal::conflict(format!("{name} está inativo: o atendimento fica onde está.")));
        }
        let Some(queue) = self.house.queue(was.queue) else { return Err(Refusal::not_found("Esta fila")) };
        // It comes from outside: a ticket must never have stood so.
        if !could_be(&was, queue.kind == QueueKind::NoInteraction) {
            return Err(Refusal::field("was", "Dados inválidos."));
        }
        self.leaving(&now, Left::Taken)?;
        if was.entered_at.is_some() {
            let waits = match now.anchor() {
                Some(anchor) => self.store.enter_again(ticket, anchor)?,
                None => false,
            };
            if !waits {
                let text = "O cliente não deve mais resposta: o atendimento não volta para Sem Interação.";
                return Err(Refusal::conflict(text));
            }
        }
        self.happen(&now, &Fact::PutBack { standing: was }, Said::by("put_back", by))?;
        self.changed.touch(Topic::Queue);
        Ok(())
    }
}

/// Whether a ticket can stand so, in a queue that is Sem Interação (`waits`) or not.
fn could_be(standing: &Standing, waits: bool) -> bool {
    let inside = standing.entered_at.is_some();
    match standing.status {
        Status::Open => standing.closed_at.is_none() && inside == waits && inside <= standing.returns_to.is_some(),
        Status::Pending => standing.closed_at.is_none() && !inside && !waits,
        Status::Closed => standing.closed_at.is_some() && !inside,
    }
}
