//! What somebody has, put into other hands: their open tickets, the contacts of their wallet, and, where they stop
//! working here, what they answer for. All of it or nothing, and taken back the same way.

use engine::*;
use runtime::{Refusal, Turn};
use store::{Role, Team, User, view};

use super::draft::*;
use crate::ask::Ask;
use crate::bounds::{HELD_MAX, PAGE_ROWS_MAX, WALLET_MAX};
use crate::error::{Failure, Result};
use crate::kept::at_most;
use crate::shape::Done;

/// Tickets in Sem Interação stay there: their keeper has them, and an answer brings them to the queue once their
/// technician is gone.
pub(crate) fn hand_over(ask: &Ask, args: HandOver) -> Result<HandedOver> {
    let HandOver { user, to, leaves } = args;
    if to == Some(user) {
        return Err(Failure::field("to", "Escolha outra pessoa."));
    }
    let (tickets, contacts) = if to.is_some() { held(ask, user)? } else { Default::default() };
    let me = ask.me();
    ask.turn(move |turn| {
        let mut handed = HandedOver { user, to, tickets: vec![], contacts: vec![], left: None };
        if let Some(to) = to {
            works_here(turn, "to", to)?;
            handed.tickets = assign_all(turn, &tickets, user, to, me)?;
            handed.contacts = hand_all(turn, &contacts, user, Some(to), me)?;
        }
        if let Some(Successors { keeper, leaders }) = leaves {
            if let Some(keeper) = keeper {
                works_here(turn, "keeper", keeper)?;
            }
            let keeper = succeed(turn, user, keeper, me)?;
            let leaders = lead(turn, user, leaders, me)?;
            set_active(turn, user, false, me)?;
            handed.left = Some(Successors { keeper, leaders });
        }
        Ok(handed)
    })
}

/// As far as nobody has chosen otherwise since.
pub(crate) fn hand_back(ask: &Ask, args: HandedOver) -> Result<Done> {
    let HandedOver { user, to, tickets, contacts, left } = args;
    at_most("tickets", tickets.len(), HELD_MAX)?;
    at_most("contacts", contacts.len(), WALLET_MAX as usize)?;
    let me = ask.me();
    ask.turn(move |turn| {
        if let Some(Successors { keeper, leaders }) = left {
            set_active(turn, user, true, me)?;
            if let Some(keeper) = keeper {
                succeed(turn, keeper, Some(user), me)?;
            }
            for TeamLeader { team, leader } in leaders {
                let by_now = |one: &&Team| one.id == team && one.leader == leader;
                if let Some(team) = turn.house.people.teams.iter().find(by_now).cloned() {
                    turn.save_team(&Team { leader: Some(user), ..team }, me)?;
                }
            }
        }
        if let Some(to) = to {
            assign_all(turn, &tickets, to, user, me)?;
            hand_all(turn, &contacts, to, Some(user), me)?;
        }
        Ok(Done {})
    })
}

fn held(ask: &Ask, user: UserId) -> Result<(Vec<TicketId>, Vec<ContactId>)> {
    let filter = view::TicketFilter {
        technicians: vec![user],
        statuses: vec![Status::Open, Status::Pending],
        ..view::TicketFilter::default()
    };
    ask.read(|reader| {
        let (mut tickets, mut before) = (vec![], None);
        while tickets.len() < HELD_MAX {
            let page = reader.tickets(&filter, before, PAGE_ROWS_MAX)?;
            tickets.extend(page.rows.into_iter().map(|row| row.id));
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        Ok((tickets, reader.wallet(user, WALLET_MAX)?))
    })
}

/// Those of these tickets that this person has now, from one to the other.
fn assign_all(
    turn: &mut Turn<'_>,
    tickets: &[TicketId],
    has: UserId,
    to: UserId,
    me: UserId,
) -> runtime::Result<Vec<TicketId>> {
    let mut given = vec![];
    for id in tickets {
        let Some(ticket) = turn.store.ticket(*id)? else { continue };
        if ticket.assignee == Some(has) && ticket.entered_at.is_none() && ticket.status != Status::Closed {
            turn.assign(*id, to, me)?;
            given.push(*id);
        }
    }
    Ok(given)
}

/// Those of these contacts that are in this wallet now, into the other.
fn hand_all(
    turn: &mut Turn<'_>,
    contacts: &[ContactId],
    has: UserId,
    to: Option<UserId>,
    me: UserId,
) -> runtime::Result<Vec<ContactId>> {
    let mut given = vec![];
    for id in contacts {
        if turn.store.contact(*id)?.wallet_owner == Some(has) {
            turn.set_wallet(*id, to, me)?;
            given.push(*id);
        }
    }
    Ok(given)
}

/// Another keeps Sem Interação where this person does. Comes back with them if it was changed.
fn succeed(turn: &mut Turn<'_>, keeps: UserId, keeper: Option<UserId>, me: UserId) -> runtime::Result<Option<UserId>> {
    let mut settings = turn.house.settings.clone();
    if settings.queue.keeper != Some(keeps) || keeper.is_none() {
        return Ok(None);
    }
    settings.queue.keeper = keeper;
    turn.save_settings(&settings, me)?;
    Ok(keeper)
}

/// Others lead the teams this person leads. Comes back with those that were changed.
fn lead(turn: &mut Turn<'_>, leads: UserId, leaders: Vec<TeamLeader>, me: UserId) -> runtime::Result<Vec<TeamLeader>> {
    let mut changed = vec![];
    for TeamLeader { team, leader } in leaders {
        let led = |one: &&Team| one.id == team && one.leader == Some(leads);
        let Some(known) = turn.house.people.teams.iter().find(led).cloned() else { continue };
        if let Some(leader) = leader {
            works_here(turn, "leaders", leader)?;
        }
        turn.save_team(&Team { leader, ..known }, me)?;
        changed.push(TeamLeader { team, leader });
    }
    Ok(changed)
}

fn set_active(turn: &mut Turn<'_>, user: UserId, active: bool, me: UserId) -> runtime::Result<()> {
    let known = turn.house.user(user).cloned().ok_or_else(|| Refusal::not_found("Esta pessoa"))?;
    turn.save_user(&User { active, ..known }, me)?;
    Ok(())
}

fn works_here(turn: &Turn<'_>, field: &str, user: UserId) -> runtime::Result<()> {
    match turn.house.user(user) {
        Some(known) if known.active && known.role != Role::Viewer => Ok(()),
        Some(known) if known.active => {
            Err(Refusal::field(field, format!("{} só olha. Escolha outra pessoa.", known.name)))
        }
        Some(known) => Err(Refusal::field(field, format!("{} está inativo. Escolha outra pessoa.", known.name))),
        None => Err(Refusal::not_found("Esta pessoa")),
    }
}
