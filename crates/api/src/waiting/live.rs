//! The live view of Sem Interação: its rows, who was told, who arrives next.

use engine::queue::{Stays, entry};
use engine::*;
use store::view::{Key, QueueRow, TicketFilter, UserTold};
use store::{Reader, SendState};

use super::day::summary;
use super::{Arriving, Told, ToldView, WaitingArgs, WaitingCsvArgs, WaitingQueue, WaitingRow};
use crate::ask::{Ask, page, wanted};
use crate::board::narrowed;
use crate::bounds::{ARRIVING_MAX, ARRIVING_WITHIN, PAGE_ROWS_MAX};
use crate::card::{Cards, closes_at, cursor, key};
use crate::csv::Csv;
use crate::error::Result;
use crate::right;
use crate::shape::TextFile;

pub(crate) fn waiting_queue(ask: &Ask, args: WaitingArgs) -> Result<WaitingQueue> {
    let limit = page(args.limit)?;
    let after = key("after", args.after.as_deref())?;
    let filter = narrowed(ask, args.filter)?;
    ask.read(|reader| {
        let live = Live { reader, ask, filter: &filter };
        let (rows, next) = live.rows(after, limit)?;
        let policy = &ask.house.settings.queue;
        Ok(WaitingQueue {
            now: ask.now,
            on: policy.on,
            mode: policy.mode,
            keeper: ask.house.keeper(),
            wait: policy.wait,
            total: reader.no_interaction_count(&filter)?,
            rows,
            next: next.map(cursor),
            arriving: live.arriving()?,
            day: summary(reader, ask)?,
        })
    })
}

pub(crate) fn waiting_csv(ask: &Ask, args: WaitingCsvArgs) -> Result<TextFile> {
    let filter = narrowed(ask, args.filter)?;
    let mut csv = Csv::new(&[
        "Protocolo",
        "Cliente",
        "Técnico original",
        "Responsável",
        "Sem resposta desde",
        "Na fila desde",
        "Encerra em",
        "Última mensagem",
    ]);
    let zone = ask.house.company().zone();
    ask.read(|reader| {
        let live = Live { reader, ask, filter: &filter };
        let mut after = None;
        while csv.has_room() {
            let (rows, next) = live.rows(after, PAGE_ROWS_MAX)?;
            for WaitingRow { card, told: _, closes_at } in rows {
                let name = |user: Option<UserId>| user.map_or("", |user| ask.house.user_name(user)).to_owned();
                let at = |at: Option<Moment>| at.map(|at| crate::csv::local(zone, at)).unwrap_or_default();
                csv.row(&[
                    card.protocol,
                    card.contact_name,
                    name(card.returns_to),
                    name(card.assignee),
                    at(card.silent_since),
                    at(card.entered_at),
                    at(closes_at),
                    card.last_text,
                ]);
            }
            after = next;
            if after.is_none() {
                break;
            }
        }
        Ok(())
    })?;
    Ok(csv.file("sem-interacao.csv"))
}

struct Live<'a> {
    reader: &'a Reader,
    ask: &'a Ask<'a>,
    filter: &'a TicketFilter,
}

impl Live<'_> {
    fn rows(&self, after: Option<Key>, limit: u32) -> store::Result<(Vec<WaitingRow>, Option<Key>)> {
        let source = |after, room| self.reader.no_interaction(self.filter, after, room);
        wanted(after, limit, source, |row| self.row(row))
    }

    fn row(&self, row: QueueRow) -> store::Result<Option<WaitingRow>> {
        let Ask { house, user, now, .. } = self.ask;
        let cards = Cards { reader: self.reader, house, user, now: *now };
        let told = told(self.ask, &row);
        let Some(card) = cards.card(row.card)? else { return Ok(None) };
        let ticket = self.reader.read(|store| store.ticket(card.id))?;
        let closes_at = ticket.and_then(|ticket| closes_at(house, &ticket, *now));
        Ok(Some(WaitingRow { card, told, closes_at }))
    }

    /// Those whose silence reaches the wait of the queue within the next minutes.
    fn arriving(&self) -> store::Result<Vec<Arriving>> {
        let Ask { house, user, now, .. } = self.ask;
        let policy = &house.settings.queue;
        let rows = self.reader.arriving(now.plus(ARRIVING_WITHIN).minus(policy.wait), ARRIVING_MAX)?;
        let mut arriving = Vec::new();
        for row in rows {
            let Some(ticket) = self.reader.read(|store| store.ticket(row.id))? else { continue };
            match entry(policy, &ticket, false, *now) {
                Err(Stays::Until(at)) if right::may_see(house, user, &ticket) => arriving.push(Arriving {
                    ticket: row.id,
                    protocol: row.protocol,
                    contact_name: row.contact_name,
                    technician: row.assignee,
                    at,
                }),
                Ok(_) | Err(_) => {}
            }
        }
        arriving.sort_by_key(|one| (one.at, one.ticket));
        Ok(arriving)
    }
}

fn told(ask: &Ask, row: &QueueRow) -> Vec<ToldView> {
    let customer = row.customer_told.as_ref().map(|told| ToldView {
        to: Told::Customer,
        user: None,
        at: told.at,
        state: told.state,
        detail: told.fault.clone(),
    });
    let person = |told: &UserTold| {
        let UserTold { user, at, shown_at, read_at } = *told;
        // In the centre it is sent; shown as a bubble, delivered; opened, read.
        let state = match (read_at, shown_at) {
            (Some(_), _) => SendState::Read,
            (None, Some(_)) => SendState::Delivered,
            (None, None) => SendState::Sent,
        };
        let leads = ask.house.people.teams.iter().any(|team| team.leader == Some(user));
        let to = if row.card.returns_to != Some(user) && leads { Told::Leader } else { Told::Technician };
        ToldView { to, user: Some(user), at, state, detail: String::new() }
    };
    customer.into_iter().chain(row.told.iter().map(person)).collect()
}
