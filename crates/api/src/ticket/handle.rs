//! One ticket, the search, and "Meus atendimentos".

use engine::*;
use store::view::{MineSection, TicketDetail};
use store::{Reader, Role};

use super::*;
use crate::ask::{Ask, chars};
use crate::bounds::{MINE_ROWS_MAX, QUERY_CHARS_MAX, SEARCH_ROWS_MAX};
use crate::card::Cards;
use crate::error::{Failure, Result};
use crate::right;
use crate::shape::Nothing;

/// The contact's other tickets shown beside one.
const OTHERS_MAX: usize = 10;

/// The engine's view of a ticket this person may see.
pub(crate) fn seen(ask: &Ask, id: TicketId) -> Result<Ticket> {
    let ticket = ask.stored(|store| store.ticket(id))?.ok_or_else(gone)?;
    if right::may_see(&ask.house, &ask.user, &ticket) {
        Ok(ticket)
    } else {
        Err(right::of_somebody_else(&ask.house, &ticket).into())
    }
}

fn gone() -> Failure {
    Failure::not_found("Este atendimento não existe mais. Atualize a tela.")
}

pub(crate) fn ticket(ask: &Ask, args: OneTicket) -> Result<TicketView> {
    let ticket = seen(ask, args.ticket)?;
    let may_act = right::may_act(&ask.house, &ask.user, &ticket);
    let view = ask.read(|reader| {
        let Some(detail) = reader.ticket_detail(ticket.id)? else { return Ok(None) };
        let cards = Cards { reader, house: &ask.house, user: &ask.user, now: ask.now };
        let Some(card) = cards.card(detail.card.clone())? else { return Ok(None) };
        let contact = contact_view(reader, &detail, ask)?;
        Ok(Some(TicketView {
            now: ask.now,
            card,
            contact,
            linked_to: detail.linked_to,
            closed_at: detail.closed_at,
            close_reason: detail.close_reason,
            last_attendant: detail.last_attendant,
            returns_to: ticket.returns_to,
            may_act,
            acts_role: if ask.user.role == Role::Viewer { Role::Technician } else { Role::Leader },
        }))
    })?;
    view.ok_or_else(gone)
}

fn contact_view(reader: &Reader, detail: &TicketDetail, ask: &Ask) -> store::Result<ContactView> {
    let card = &detail.card;
    let contact = reader.read(|store| store.contact(card.contact))?;
    let address = detail.identities.iter().find(|identity| identity.kind == card.connection_kind);
    let mut others = Vec::new();
    for other in detail.others.iter().take(OTHERS_MAX) {
        let ticket = reader.read(|store| store.ticket(other.id))?;
        if ticket.is_some_and(|ticket| right::may_see(&ask.house, &ask.user, &ticket)) {
            others.push(TicketRef {
                id: other.id,
                protocol: other.protocol.clone(),
                subject: other.subject.clone(),
                status: other.status,
                last_at: other.last_at,
            });
        }
    }
    Ok(ContactView {
        id: card.contact,
        name: card.contact_name.clone(),
        address: address.map(|identity| identity.address.clone()),
        tags: card.tags.clone(),
        wallet_owner: detail.wallet_owner,
        opted_out: detail.opted_out_at.is_some(),
        do_not_disturb: contact.do_not_disturb,
        wrote_at: detail.wrote_at,
        others,
    })
}

pub(crate) fn search(ask: &Ask, args: SearchArgs) -> Result<SearchReply> {
    chars("text", &args.text, QUERY_CHARS_MAX)?;
    let limit = args.limit.unwrap_or(SEARCH_ROWS_MAX);
    if !(1..=SEARCH_ROWS_MAX).contains(&limit) {
        return Err(Failure::field("limit", format!("Peça de 1 a {SEARCH_ROWS_MAX} resultados.")));
    }
    ask.read(|reader| {
        let hits = reader.search(&args.text, limit + 1)?;
        let more = hits.len() > limit as usize;
        let cards = Cards { reader, house: &ask.house, user: &ask.user, now: ask.now };
        let mut found = Vec::new();
        for hit in hits.into_iter().take(limit as usize) {
            let Some(row) = reader.card(hit.ticket)? else { continue };
            if let Some(card) = cards.card(row)? {
                found.push(Found { card, excerpt: Some(hit.excerpt).filter(|words| !words.is_empty()) });
            }
        }
        Ok(SearchReply { found, more })
    })
}

pub(crate) fn my_tickets(ask: &Ask, _: Nothing) -> Result<MyTickets> {
    ask.read(|reader| {
        let cards = Cards { reader, house: &ask.house, user: &ask.user, now: ask.now };
        let mut more = false;
        let mut section = |section| -> store::Result<Vec<TicketCard>> {
            let page = reader.mine(ask.me(), section, None, MINE_ROWS_MAX)?;
            more |= page.next.is_some();
            let mut section = Vec::new();
            for row in page.rows {
                section.extend(cards.card(row)?);
            }
            Ok(section)
        };
        let returned = section(MineSection::Returned)?;
        let waiting_for_me = section(MineSection::WaitsForMe)?;
        let waiting_for_customer = section(MineSection::WaitsForCustomer)?;
        let mut with_stay = Vec::new();
        for card in returned {
            let stayed = reader.last_stay(card.id)?;
            with_stay.push(ReturnedTicket { card, stayed });
        }
        Ok(MyTickets { now: ask.now, returned: with_stay, waiting_for_me, waiting_for_customer, more })
    })
}
