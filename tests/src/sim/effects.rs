//! What the actions of a rule leave behind, played once more in their order by the plainest model there is, and compared
//! with how the ticket and its contact stand right after. And what is only ever added, counted at the end: each internal
//! step is done exactly once, whatever was killed in between.

use std::collections::BTreeMap;

use engine::{ContactId, Status, TagId, Ticket, TicketId};
use store::MessageSide;

use super::Violation;
use super::acts::{Acts, Does};
use super::world::{World, broken};

/// Messages of a page of a conversation.
const PAGE: u32 = 200;

/// What was done to tickets and contacts since the last look.
#[derive(Default)]
pub(super) struct Done {
    places: BTreeMap<TicketId, Place>,
    people: BTreeMap<ContactId, Marks>,
}

/// Where the ticket may stand, by how it stood before: nobody remembers.
struct Place {
    stage: Option<u8>,
    stands: Vec<Stand>,
}

/// `None`: untouched.
#[derive(Debug, Clone, Copy)]
struct Stand {
    status: Status,
    queue: Option<u8>,
    assignee: Option<Option<u8>>,
}

#[derive(Debug, Default)]
struct Marks {
    tags: BTreeMap<u8, bool>,
    wallet: bool,
}

impl Done {
    pub fn all(&mut self, ticket: TicketId, contact: ContactId, acts: &Acts) {
        let stand = |status| Stand { status, queue: None, assignee: None };
        let fresh =
            || Place { stage: None, stands: [Status::Open, Status::Pending, Status::Closed].map(stand).to_vec() };
        let place = self.places.entry(ticket).or_insert_with(fresh);
        let marks = self.people.entry(contact).or_default();
        for does in acts.iter() {
            match does {
                Does::Tags(tag) => {
                    marks.tags.insert(tag, true);
                }
                Does::Untags(tag) => {
                    marks.tags.insert(tag, false);
                }
                Does::Wallet { .. } => marks.wallet = true,
                Does::Stages(stage) => place.stage = Some(stage),
                Does::Transfers(_) | Does::Assigns(_) | Does::Closes => {
                    place.stands.iter_mut().for_each(|stand| stand.then(does));
                }
                Does::Says | Does::Notes | Does::Notifies | Does::Hooks => {}
            }
        }
    }
}

impl Stand {
    fn then(&mut self, does: Does) {
        match (does, self.status) {
            (Does::Transfers(queue), status) => {
                let status = if status == Status::Closed { Status::Closed } else { Status::Pending };
                *self = Stand { status, queue: Some(queue), assignee: Some(None) };
            }
            (Does::Assigns(user), Status::Open | Status::Pending) => {
                (self.status, self.assignee) = (Status::Open, Some(Some(user)));
            }
            (Does::Closes, _) => self.status = Status::Closed,
            (_, _) => {}
        }
    }
}

impl World<'_> {
    /// Right after the program said so, before anything else happens.
    pub(super) fn is_done(&mut self, done: &Done) -> Result<(), Violation> {
        let wall = self.wall();
        let no = |what: String| Err(Violation { promise: "3 as ações de uma regra, na ordem", at: wall, what });
        for (id, place) in &done.places {
            let Some(ticket) = self.change(|turn| Ok(turn.store.ticket(*id)?))? else { continue };
            let staged = place.stage.is_none_or(|stage| ticket.stage == Some(self.ids.stages[usize::from(stage)]));
            // In the same step it may have gone on into Sem Interação.
            if !staged || (!ticket.in_no_interaction() && !place.stands.iter().any(|stand| self.stands(stand, &ticket)))
            {
                return no(format!("{ticket:?} não está como {:?}, etapa {:?}", place.stands, place.stage));
            }
        }
        for (id, marks) in &done.people {
            let contact = self.change(|turn| Ok(turn.store.contact(*id)?))?;
            let carries = |tag: TagId| contact.tags.contains(&tag);
            let tagged = marks.tags.iter().all(|(tag, on)| carries(self.ids.tags[usize::from(*tag)]) == *on);
            if !tagged || (marks.wallet && contact.wallet_owner.is_none()) {
                return no(format!("{contact:?} não está como {marks:?}"));
            }
        }
        Ok(())
    }

    fn stands(&self, stand: &Stand, ticket: &Ticket) -> bool {
        let queue = stand.queue.map(|queue| self.ids.queues[usize::from(queue)]);
        let assignee = stand.assignee.map(|user| user.map(|user| self.ids.technicians[usize::from(user)]));
        stand.status == ticket.status
            && queue.is_none_or(|queue| queue == ticket.queue)
            && assignee.is_none_or(|assignee| assignee == ticket.assignee)
    }

    /// As many notes as the rules that ran have written, in each conversation.
    pub(super) fn notes_counted(&mut self) -> Result<(), Violation> {
        let wall = self.wall();
        let reader = self.core_mut()?.database().reader().map_err(broken)?;
        for (ticket, expected) in &self.notes {
            let (mut found, mut before) = (0, None);
            loop {
                let page = reader.messages(*ticket, before, PAGE).map_err(broken)?;
                found += page.rows.iter().filter(|one| one.side == MessageSide::Note).map(|_| 1).sum::<u64>();
                before = page.next;
                if before.is_none() {
                    break;
                }
            }
            if found != *expected {
                let what = format!("{ticket}: {found} notas de {expected}");
                return Err(Violation { promise: "6 passo interno exatamente uma vez", at: wall, what });
            }
        }
        Ok(())
    }
}
