//! The board of a funnel: its columns, how much each holds, and more cards of one. Also tickets as one list. What a
//! filter means is the store's business; here it is narrowed to what this person sees.

use std::collections::BTreeMap;

use engine::*;
use runtime::House;
use store::view::{self, CardRow, Column, Key, Page};
use store::{QueueKind, Reader, Role, User};

use crate::ask::{Ask, chars, page, wanted};
use crate::bounds::{FILTER_IDS_MAX, QUERY_CHARS_MAX};
use crate::card::{Cards, cursor, key};
use crate::error::{Failure, Result};
use crate::right::is_own_queue;
use crate::ticket::{
    Board, BoardArgs, BoardColumn, BoardPageArgs, ColumnKey, TicketFilter, TicketPage, TicketsArgs, WaitsFor,
};

pub(crate) fn board(ask: &Ask, args: BoardArgs) -> Result<Board> {
    let limit = page(args.page)?;
    let filter = narrowed(ask, args.filter)?;
    let people = ask.stored(|store| store.people())?;
    let mut funnels = people.funnels;
    funnels.sort_by_key(|funnel| (funnel.archived, funnel.position, funnel.id));
    let first = funnels.first().map(|funnel| funnel.id);
    let live = |id: &FunnelId| funnels.iter().any(|funnel| funnel.id == *id && !funnel.archived);
    let funnel = args.funnel.or(first).filter(live);
    let funnel = funnel.ok_or_else(|| Failure::not_found("Este funil não existe mais. Escolha outro."))?;
    let order = |id: FunnelId| funnels.iter().position(|funnel| funnel.id == id);
    let mut stages = people.stages;
    // What archived funnels still hold stands at the end of the first one's board.
    stages.retain(|stage| stage.funnel == funnel || (Some(funnel) == first && !live(&stage.funnel)));
    stages.sort_by_key(|stage| (order(stage.funnel), stage.position, stage.id));
    ask.read(|reader| {
        let look = Look { reader, ask, funnel, filter: &filter };
        let mut starts = look.starts(limit)?;
        let mut columns = Vec::new();
        if starts.get(&ColumnKey::NoStage).is_some_and(|start| start.count > 0) {
            columns.push(look.column(ColumnKey::NoStage, &mut starts, limit)?);
        }
        for stage in stages {
            let key = ColumnKey::Stage { stage: stage.id };
            // An archived stage is shown while tickets are in it.
            if stage.archived && starts.get(&key).is_none_or(|start| start.count == 0) {
                continue;
            }
            let column = look.column(key, &mut starts, limit)?;
            let of_archived = funnels.iter().find(|one| one.id == stage.funnel && one.id != funnel);
            columns.push(BoardColumn {
                name: of_archived.map(|one| format!("{} › ", one.name)).unwrap_or_default() + &stage.name,
                colour: stage.colour,
                limit_max: stage.limit_max,
                locked: stage.locked,
                ..column
            });
        }
        for key in [ColumnKey::NoInteraction, ColumnKey::Closed] {
            columns.push(look.column(key, &mut starts, limit)?);
        }
        Ok(Board { now: ask.now, funnel, columns })
    })
}

pub(crate) fn board_page(ask: &Ask, args: BoardPageArgs) -> Result<TicketPage> {
    let limit = page(args.limit)?;
    let after = key("after", args.after.as_deref())?;
    let filter = narrowed(ask, args.filter)?;
    ask.read(|reader| Look { reader, ask, funnel: args.funnel, filter: &filter }.page(args.column, after, limit))
}

/// Newest word first.
pub(crate) fn tickets(ask: &Ask, args: TicketsArgs) -> Result<TicketPage> {
    let limit = page(args.limit)?;
    let before = key("after", args.after.as_deref())?;
    let filter = narrowed(ask, args.filter)?;
    ask.read(|reader| {
        let source = |before, limit| reader.tickets(&filter, before, limit);
        cards(reader, ask, before, limit, source)
    })
}

/// The filter as the store takes it, with only the queues this person sees.
pub(crate) fn narrowed(ask: &Ask, filter: TicketFilter) -> Result<view::TicketFilter> {
    let TicketFilter {
        text,
        technicians,
        teams,
        tags,
        connections,
        queues,
        statuses,
        idle_for,
        waits_for,
        returned_since,
        lapsed_since,
    } = filter;
    let longest = [technicians.len(), teams.len(), tags.len(), connections.len(), queues.len(), statuses.len()];
    if longest.into_iter().any(|ids| ids > FILTER_IDS_MAX) {
        return Err(Failure::field("filter", format!("Escolha até {FILTER_IDS_MAX} itens em cada filtro.")));
    }
    let text = text.unwrap_or_default();
    chars("filter.text", &text, QUERY_CHARS_MAX)?;
    let queues = match visible_queues(&ask.house, &ask.user) {
        None => queues,
        Some(visible) if queues.is_empty() => visible,
        Some(visible) => {
            let both: Vec<QueueId> = queues.into_iter().filter(|queue| visible.contains(queue)).collect();
            // An empty list would mean all.
            if both.is_empty() { vec![QueueId(0)] } else { both }
        }
    };
    Ok(view::TicketFilter {
        text,
        statuses,
        queues,
        technicians,
        teams,
        connections,
        tags,
        waits_for: waits_for.map(|side| match side {
            WaitsFor::Customer => view::WaitsFor::Customer,
            WaitsFor::Us => view::WaitsFor::Us,
            WaitsFor::Technician => view::WaitsFor::Technician,
        }),
        idle_since: idle_for.map(|span| ask.now.minus(span)),
        returned_since,
        lapsed_since,
        ..view::TicketFilter::default()
    })
}

/// The queues a person sees on the board; `None` means all. Sem Interação is in it: whose a ticket there is, is seen
/// row by row.
fn visible_queues(house: &House, user: &User) -> Option<Vec<QueueId>> {
    let sees = |queue: &store::Queue| match user.role {
        Role::Supervisor | Role::Viewer => true,
        Role::Leader => {
            let team = house.people.teams.iter().find(|team| Some(team.id) == queue.team);
            team.is_none_or(|team| team.leader == Some(user.id) || team.members.contains(&user.id))
        }
        Role::Technician => is_own_queue(house, user.id, queue.id),
    };
    let sees = |queue: &&store::Queue| queue.kind == QueueKind::NoInteraction || sees(queue);
    let queues = &house.people.queues;
    if queues.iter().all(|queue| sees(&queue)) {
        None
    } else {
        Some(queues.iter().filter(sees).map(|queue| queue.id).collect())
    }
}

/// How much a column shows and, where that was looked at on the way, its first rows.
#[derive(Debug, Default)]
struct Start {
    count: u32,
    /// Whatever the filter leaves.
    in_all: u32,
    cents: i64,
    since: Option<Moment>,
    first: Option<Page<CardRow>>,
}

struct Look<'a> {
    reader: &'a Reader,
    ask: &'a Ask<'a>,
    funnel: FunnelId,
    filter: &'a view::TicketFilter,
}

impl Look<'_> {
    /// Of each column that holds anything. Counters are kept of the whole board only: what a filter leaves is counted, and
    /// its first rows are met while counting.
    fn starts(&self, limit: u32) -> store::Result<BTreeMap<ColumnKey, Start>> {
        let whole = self.reader.board_counts(self.funnel, &view::TicketFilter::default())?;
        let start = |count: &view::ColumnCount| {
            let view::ColumnCount { column, tickets, cents, since } = *count;
            (key_of(column), Start { count: tickets, in_all: tickets, cents, since: Some(since), first: None })
        };
        let mut starts: BTreeMap<ColumnKey, Start> = whole.iter().map(start).collect();
        if *self.filter == view::TicketFilter::default() {
            return Ok(starts);
        }
        for start in starts.values_mut() {
            *start = Start { in_all: start.in_all, ..Start::default() };
        }
        for found in self.reader.board_starts(self.funnel, self.filter, limit)? {
            let view::ColumnCount { column, tickets, cents, since } = found.count;
            let Start { in_all, .. } = starts.remove(&key_of(column)).unwrap_or_default();
            let start = Start { count: tickets, in_all, cents, since: Some(since), first: Some(found.page) };
            starts.insert(key_of(column), start);
        }
        Ok(starts)
    }

    fn column(
        &self,
        key: ColumnKey,
        starts: &mut BTreeMap<ColumnKey, Start>,
        limit: u32,
    ) -> store::Result<BoardColumn> {
        let Start { count, in_all, cents, since, first } = starts.remove(&key).unwrap_or_default();
        let column = column_of(key);
        let mut first = first.or_else(|| (count == 0).then(|| Page { rows: Vec::new(), next: None }));
        let page = cards(self.reader, self.ask, None, limit, |after, limit| match first.take() {
            Some(page) => Ok(page),
            None => self.reader.board_column(self.funnel, column, self.filter, after, limit),
        })?;
        Ok(BoardColumn {
            key,
            name: String::new(),
            colour: String::new(),
            limit_max: None,
            locked: false,
            count,
            in_all,
            value_cents: cents,
            // How long ago tickets were closed says nothing of the work.
            average_since: since.filter(|_| key != ColumnKey::Closed),
            page,
        })
    }

    fn page(&self, column: ColumnKey, after: Option<Key>, limit: u32) -> store::Result<TicketPage> {
        let column = column_of(column);
        cards(self.reader, self.ask, after, limit, |after, limit| {
            self.reader.board_column(self.funnel, column, self.filter, after, limit)
        })
    }
}

/// Cards after a key. Rows this person does not see are passed over, so a page may take several of the store's.
fn cards(
    reader: &Reader,
    ask: &Ask,
    after: Option<Key>,
    limit: u32,
    source: impl FnMut(Option<Key>, u32) -> store::Result<Page<CardRow>>,
) -> store::Result<TicketPage> {
    let Ask { house, user, now, .. } = ask;
    let cards = Cards { reader, house, user, now: *now };
    let (rows, next) = wanted(after, limit, source, |row| cards.card(row))?;
    Ok(TicketPage { rows, next: next.map(cursor) })
}

fn column_of(key: ColumnKey) -> Column {
    match key {
        ColumnKey::NoStage => Column::NoStage,
        ColumnKey::Stage { stage } => Column::Stage(stage),
        ColumnKey::NoInteraction => Column::NoInteraction,
        ColumnKey::Closed => Column::Closed,
    }
}

fn key_of(column: Column) -> ColumnKey {
    match column {
        Column::NoStage => ColumnKey::NoStage,
        Column::Stage(stage) => ColumnKey::Stage { stage },
        Column::NoInteraction => ColumnKey::NoInteraction,
        Column::Closed => ColumnKey::Closed,
    }
}
