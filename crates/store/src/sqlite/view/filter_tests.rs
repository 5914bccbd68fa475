//! What a board shows under a filter, and "Meus atendimentos", against a look at every ticket one by one: whichever index
//! the question goes by, it finds the same.

use std::collections::BTreeMap;

use engine::*;
use rusqlite::params;

use super::filter::{Conditions, TextBy};
use super::morning::open;
use super::*;
use crate::sqlite::cell::Word;
use crate::suite::world::*;
use crate::*;

const TICKETS: i64 = 160;

/// The same throws in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % n).unwrap()
    }

    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }
}

/// A ticket as the file has it.
struct Row {
    id: i64,
    name: String,
    protocol: String,
    subject: String,
    said: String,
    status: String,
    hold: String,
    queue: i64,
    assignee: Option<i64>,
    stage: Option<i64>,
    customer_at: Option<i64>,
    anchor: Option<i64>,
    entered_at: Option<i64>,
    returns_user: Option<i64>,
    returns_queue: Option<i64>,
    last_attendant: Option<i64>,
    returned_at: Option<i64>,
    closed_at: Option<i64>,
    last_at: i64,
    value_cents: i64,
    stage_since: i64,
}

impl Row {
    fn waits_since(&self) -> i64 {
        self.anchor.or(self.customer_at).unwrap_or(self.last_at)
    }

    fn column(&self) -> Column {
        match (self.status.as_str(), self.entered_at, self.stage) {
            ("closed", _, _) => Column::Closed,
            (_, Some(_), _) => Column::NoInteraction,
            (_, None, None) => Column::NoStage,
            (_, None, Some(stage)) => Column::Stage(StageId(stage)),
        }
    }

    /// The funnel whose board it is on.
    fn funnel(&self, house: &House) -> FunnelId {
        match self.stage {
            Some(99) => FunnelId(9),
            None | Some(_) => house.funnel,
        }
    }

    fn section(&self) -> Option<MineSection> {
        let theirs = self.anchor.is_some() || self.hold == "on";
        match (self.status != "closed" && self.entered_at.is_none(), self.returned_at.is_some(), theirs) {
            (false, _, _) => None,
            (true, true, _) => Some(MineSection::Returned),
            (true, false, true) => Some(MineSection::WaitsForCustomer),
            (true, false, false) => Some(MineSection::WaitsForMe),
        }
    }

    fn passes(&self, filter: &TicketFilter, house: &House) -> bool {
        let (people, nobody) = (&filter.technicians, filter.unassigned);
        let theirs = |user: Option<i64>| user.is_some_and(|user| people.contains(&UserId(user)));
        let whose = (people.is_empty() && !nobody)
            || (nobody && self.assignee.is_none())
            || theirs(self.assignee)
            || (!people.is_empty() && theirs(self.returns_user));
        let team = filter.teams.is_empty()
            || self.returns_queue.unwrap_or(self.queue) == house.support.0
            || [house.bruno.0, house.carla.0]
                .contains(&self.returns_user.or(self.assignee).or(self.last_attendant).unwrap_or(0));
        let ours = self.anchor.is_none() && self.hold != "on";
        let waits = match filter.waits_for {
            None => true,
            Some(WaitsFor::Customer) => self.anchor.is_some() && self.status != "closed",
            Some(WaitsFor::Us) => ours && self.customer_at.is_some() && self.status != "closed",
            Some(WaitsFor::Technician) => {
                ours && self.assignee.is_some() && self.entered_at.is_none() && self.status == "open"
            }
        };
        whose
            && team
            && waits
            && (filter.queues.is_empty() || filter.queues.contains(&QueueId(self.queue)))
            && (filter.statuses.is_empty() || filter.statuses.iter().any(|one| one.text() == self.status))
            && filter.idle_since.is_none_or(|at| self.last_at <= at.0)
            && self.has(&filter.text)
    }

    fn has(&self, text: &str) -> bool {
        let begins = |words: &str| words.split(' ').any(|word| word.to_lowercase().starts_with(text));
        text.is_empty()
            || begins(&self.name)
            || begins(&self.said)
            || self.subject.to_lowercase().contains(text)
            || self.protocol.contains(text)
    }
}

/// Many tickets of every kind, with a good deal of like instants among them.
fn crowd(db: &Database, house: &House) -> Vec<Row> {
    let mut dice = Dice(7);
    let funnels = "INSERT INTO funnel (id, name, position, archived) VALUES (8, 'De antes', 0, 1), (9, 'Outro', 9, 0);
         INSERT INTO stage (id, funnel, name) VALUES (88, 8, 'De um funil arquivado'), (99, 9, 'De outro funil')";
    db.writer().execute_batch(funnels).unwrap();
    let people = [house.alison.0, house.bruno.0, house.carla.0].map(Some);
    for n in 0..TICKETS {
        let name = dice.one_of(&["Ana Lima", "Anabela Souza", "Bia", "Caio Anabel"]);
        let id = ticket(db, house, &format!("{name} n{n}"));
        if n % 9 == 0 {
            let text = dice.one_of(&["fala da anabela aqui", "bom dia"]);
            say(db, |store| store.add_message(&words(id, house, MessageSide::Customer, text, minute(1))));
        }
        let status = dice.one_of(&["open", "open", "pending", "closed"]);
        let mut some = |share: u64, at: i64| (dice.below(share) == 0).then_some(NOON.0 + at * 1_000);
        let (anchor, customer, entered) = (some(2, n % 5), some(2, 3), some(6, n % 3));
        let returned = some(4, 9);
        let closed = some(8, 0).map_or(Some(NOON.0 + n % 4), |_| None).filter(|_| status == "closed");
        let holder = dice.one_of(&[people[0], people[1], people[2], None]);
        let back = dice.one_of(&[people[1], people[2], None, None, None]);
        db.writer()
            .execute(
                "UPDATE ticket SET status = ?2, assignee = ?3, returns_user = ?4, returns_queue = iif(?4 IS NULL, NULL, ?5),
                    anchor = ?6, customer_at = ?7, entered_at = ?8, returned_at = ?9, closed_at = ?10, stage = ?11,
                    queue = ?12, hold = ?13, last_at = ?14, value_cents = ?15, stage_since = ?16, subject = ?17,
                    last_attendant = ?18,
                    close_reason = CASE WHEN ?10 IS NULL THEN NULL WHEN ?7 IS NULL THEN 'person' ELSE 'no_interaction' END
                 WHERE id = ?1",
                params![
                    id.0,
                    status,
                    holder,
                    back,
                    house.silent.0,
                    anchor,
                    customer,
                    entered,
                    returned,
                    closed,
                    dice.one_of(&[Some(house.first.0), Some(house.lost.0), Some(88), Some(99), None]),
                    dice.one_of(&[house.support.0, house.silent.0]),
                    dice.one_of(&["never", "never", "on"]),
                    NOON.0 + dice.below(6),
                    dice.below(4) * 100,
                    NOON.0 + dice.below(90_000),
                    dice.one_of(&["", "", "Sobre a Manabela", "Pedido"]),
                    dice.one_of(&[people[0], people[1], None]),
                ],
            )
            .unwrap();
    }
    let db = db.writer();
    let mut all = db
        .prepare(
            "SELECT t.*, c.name, (SELECT group_concat(text, ' ') FROM message WHERE ticket = t.id) AS said
             FROM ticket t JOIN contact c ON c.id = t.contact",
        )
        .unwrap();
    let row = |row: &rusqlite::Row| {
        Ok(Row {
            id: row.get("id")?,
            name: row.get("name")?,
            protocol: row.get("protocol")?,
            subject: row.get("subject")?,
            said: row.get::<_, Option<String>>("said")?.unwrap_or_default(),
            status: row.get("status")?,
            hold: row.get("hold")?,
            queue: row.get("queue")?,
            assignee: row.get("assignee")?,
            stage: row.get("stage")?,
            customer_at: row.get("customer_at")?,
            anchor: row.get("anchor")?,
            entered_at: row.get("entered_at")?,
            returns_user: row.get("returns_user")?,
            returns_queue: row.get("returns_queue")?,
            last_attendant: row.get("last_attendant")?,
            returned_at: row.get("returned_at")?,
            closed_at: row.get("closed_at")?,
            last_at: row.get("last_at")?,
            value_cents: row.get("value_cents")?,
            stage_since: row.get("stage_since")?,
        })
    };
    all.query_map([], row).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

/// Each way to say whose the tickets are, with each other condition.
fn filters(house: &House) -> Vec<TicketFilter> {
    let none = TicketFilter::default;
    let others = [
        none(),
        TicketFilter { queues: vec![house.support], ..none() },
        TicketFilter { statuses: vec![Status::Closed], ..none() },
        TicketFilter { statuses: vec![Status::Open, Status::Pending], queues: vec![house.silent], ..none() },
        TicketFilter { waits_for: Some(WaitsFor::Customer), ..none() },
        TicketFilter { waits_for: Some(WaitsFor::Us), teams: vec![house.team], ..none() },
        TicketFilter { waits_for: Some(WaitsFor::Technician), ..none() },
        TicketFilter { idle_since: Some(Moment(NOON.0 + 3)), ..none() },
        TicketFilter { text: "anabe".into(), ..none() },
        TicketFilter { text: "anabe".into(), queues: vec![house.support], ..none() },
        TicketFilter { text: "00001".into(), ..none() },
        TicketFilter { text: "nada disso".into(), ..none() },
    ];
    let (bruno, carla, alison) = (house.bruno, house.carla, house.alison);
    let people = [vec![], vec![bruno], vec![bruno, carla], vec![alison], vec![carla, carla], vec![UserId(99)]];
    let mut all = vec![];
    for technicians in people {
        for unassigned in [false, true] {
            for other in &others {
                all.push(TicketFilter { technicians: technicians.clone(), unassigned, ..other.clone() });
            }
        }
    }
    all
}

/// In the order of its column.
fn sorted<'a>(rows: impl Iterator<Item = &'a Row>) -> BTreeMap<Column, Vec<(Key, &'a Row)>> {
    let mut columns: BTreeMap<Column, Vec<(Key, &Row)>> = BTreeMap::new();
    for row in rows {
        let at = match row.column() {
            // Of a closed one nobody knows when, no column can say where it stands.
            Column::Closed => row.closed_at,
            Column::NoInteraction | Column::NoStage | Column::Stage(_) => Some(row.waits_since()),
        };
        let Some(at) = at else { continue };
        columns.entry(row.column()).or_default().push((Key { at: Moment(at), id: row.id }, row));
    }
    for (column, rows) in &mut columns {
        rows.sort_by_key(|(key, _)| *key);
        if *column == Column::Closed {
            rows.reverse();
        }
    }
    columns
}

#[test]
fn a_filtered_board_is_what_a_look_at_every_ticket_finds() {
    let (_folder, db) = open();
    let house = house(&db);
    let rows = crowd(&db, &house);
    let reader = db.reader().unwrap();
    let mut found = 0;
    let boards = [house.funnel, FunnelId(8), FunnelId(9)];
    for (funnel, filter) in
        boards.into_iter().flat_map(|one| filters(&house).into_iter().map(move |filter| (one, filter)))
    {
        if filter == TicketFilter::default() {
            continue;
        }
        let here = rows.iter().filter(|row| row.funnel(&house) == funnel);
        let columns = sorted(here.filter(|row| row.passes(&filter, &house)));
        let mut expected: Vec<_> = columns
            .iter()
            .map(|(column, rows)| {
                let seconds: i64 = rows.iter().map(|(_, row)| row.stage_since / 1_000).sum();
                ColumnCount {
                    column: *column,
                    tickets: u32::try_from(rows.len()).unwrap(),
                    cents: rows.iter().map(|(_, row)| row.value_cents).sum(),
                    since: Moment(seconds / i64::try_from(rows.len()).unwrap() * 1_000),
                }
            })
            .collect();
        expected.sort_by_key(|count| count.column);
        assert_eq!(reader.board_counts(funnel, &filter).unwrap(), expected, "{filter:?}");
        found += expected.iter().map(|count| count.tickets).sum::<u32>();
        for limit in [1, 7, PAGE_MAX] {
            let starts = reader.board_starts(funnel, &filter, limit).unwrap();
            assert_eq!(starts.iter().map(|start| start.count).collect::<Vec<_>>(), expected, "{filter:?}");
            for start in starts {
                let keys: Vec<Key> = columns[&start.count.column].iter().map(|(key, _)| *key).collect();
                let first = &keys[..keys.len().min(limit as usize)];
                let shown: Vec<i64> = start.page.rows.iter().map(|card| card.id.0).collect();
                assert_eq!(shown, first.iter().map(|key| key.id).collect::<Vec<_>>(), "{filter:?}");
                let page = reader.board_column(funnel, start.count.column, &filter, None, limit).unwrap();
                assert_eq!(start.page, page, "{filter:?}");
                let after = first.last().copied();
                let rest = reader.board_column(funnel, start.count.column, &filter, after, PAGE_MAX).unwrap();
                assert_eq!(first.len() + rest.rows.len(), keys.len(), "{filter:?}");
            }
        }
    }
    assert!(found > 2_000, "only {found} tickets were compared");
}

#[test]
fn a_number_of_the_painel_counts_the_tickets_of_its_list_also_of_one_team() {
    let (_folder, db) = open();
    let house = house(&db);
    crowd(&db, &house);
    let reader = db.reader().unwrap();
    let (from, to) = (NOON, minute(600));
    let mut of_all = None;
    for team in [None, Some(house.team), Some(TeamId(99))] {
        let of = |filter: TicketFilter| TicketFilter { teams: team.into_iter().collect(), ..filter };
        let listed = |filter: TicketFilter| {
            u32::try_from(reader.tickets(&of(filter), None, PAGE_MAX).unwrap().rows.len()).unwrap()
        };
        let none = TicketFilter::default;
        let lists = [
            listed(TicketFilter { waits_for: Some(WaitsFor::Technician), ..none() }),
            listed(TicketFilter { waits_for: Some(WaitsFor::Customer), ..none() }),
            reader
                .no_interaction_count(&of(TicketFilter { statuses: vec![Status::Open, Status::Pending], ..none() }))
                .unwrap(),
            listed(TicketFilter { lapsed_since: Some(from), ..none() }),
        ];
        let Numbers { attending, waiting_customer, no_interaction, closed_by_silence, .. } =
            reader.numbers(from, to, team).unwrap();
        assert_eq!(lists, [attending, waiting_customer, no_interaction, closed_by_silence], "{team:?}");
        let all = *of_all.get_or_insert(lists);
        assert!(lists.iter().zip(all).all(|(some, all)| *some < all) || team.is_none(), "{team:?} {lists:?} {all:?}");
    }
}

#[test]
fn what_is_kept_of_a_board_is_what_its_tickets_come_to() {
    let (_folder, db) = open();
    let house = house(&db);
    let rows = crowd(&db, &house);
    let reader = db.reader().unwrap();
    for funnel in [house.funnel, FunnelId(8), FunnelId(9)] {
        let mut expected: BTreeMap<Column, (u32, i64)> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.funnel(&house) == funnel) {
            let (tickets, cents) = expected.entry(row.column()).or_default();
            *tickets += 1;
            *cents += row.value_cents;
        }
        let counts = reader.board_counts(funnel, &TicketFilter::default()).unwrap();
        let kept: BTreeMap<_, _> = counts.iter().map(|one| (one.column, (one.tickets, one.cents))).collect();
        assert_eq!(kept, expected, "{funnel:?}");
    }
}

#[test]
fn a_text_finds_the_same_tickets_by_its_words_and_by_each_ticket() {
    let (_folder, db) = open();
    let house = house(&db);
    let rows = crowd(&db, &house);
    let db = db.reader().unwrap();
    let found = |text: &str, by| -> Vec<i64> {
        let wanted = Conditions::of(&TicketFilter { text: text.into(), ..TicketFilter::default() }, by).unwrap();
        let sql = format!("SELECT t.id FROM ticket t WHERE TRUE {} ORDER BY t.id", wanted.sql);
        db.list(&sql, &*wanted.with(&[]), |row| row.get(0)).unwrap()
    };
    for text in ["anabe", "anabela souza", "MANABELA", "bom dia", "a M", "?", "%", "zzz"] {
        assert_eq!(found(text, TextBy::Words), found(text, TextBy::Ticket), "{text:?}");
    }
    let expected: Vec<i64> = rows.iter().filter(|row| row.has("anabe")).map(|row| row.id).collect();
    assert_eq!(found("anabe", TextBy::Words), expected);
    assert!((20..TICKETS).contains(&i64::try_from(expected.len()).unwrap()), "{}", expected.len());
    let by = |text| db.text_by(text).unwrap();
    assert_eq!(
        [by("anabe"), by("?"), by("0001"), by("")],
        [TextBy::Words, TextBy::Words, TextBy::Ticket, TextBy::Ticket]
    );
}

#[test]
fn a_word_in_very_many_names_is_looked_for_in_each_ticket() {
    let (_folder, db) = open();
    let house = house(&db);
    let ana = ticket(&db, &house, "Ana");
    let many = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2000)
                INSERT INTO contact (name, created_at) SELECT 'Ana', 0 FROM n";
    let by = || db.reader().unwrap().text_by("ana").unwrap();
    db.writer().execute(&many.replace("2000", "1999"), []).unwrap();
    assert_eq!(by(), TextBy::Words);
    db.writer().execute("INSERT INTO contact (name, created_at) VALUES ('Ana', 0)", []).unwrap();
    assert_eq!(by(), TextBy::Ticket);
    let filter = TicketFilter { text: "ana".into(), ..TicketFilter::default() };
    let page = db.reader().unwrap().tickets(&filter, None, 5).unwrap();
    assert_eq!(page.rows.iter().map(|card| card.id).collect::<Vec<_>>(), [ana]);
}

#[test]
fn my_tickets_are_what_a_look_at_every_ticket_finds_a_page_at_a_time() {
    let (_folder, db) = open();
    let house = house(&db);
    let rows = crowd(&db, &house);
    let reader = db.reader().unwrap();
    for user in [house.alison, house.bruno, house.carla, UserId(99)] {
        let mine = |section| {
            let mine = rows.iter().filter(|row| row.assignee == Some(user.0) && row.section() == Some(section));
            let mut keys: Vec<Key> = mine.map(|row| Key { at: Moment(row.waits_since()), id: row.id }).collect();
            keys.sort();
            keys
        };
        for section in [MineSection::Returned, MineSection::WaitsForMe, MineSection::WaitsForCustomer] {
            let (mut seen, mut after) = (vec![], None);
            loop {
                let page = reader.mine(user, section, after, 3).unwrap();
                seen.extend(page.rows.iter().map(CardRow::key));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen, mine(section), "{user:?} {section:?}");
        }
        let counts = reader.counts(user).unwrap();
        let expected = [MineSection::Returned, MineSection::WaitsForMe].map(|section| mine(section).len());
        assert_eq!([counts.mine_returned, counts.mine_waits].map(|n| n as usize), expected, "{user:?}");
        let open = rows.iter().filter(|row| row.assignee == Some(user.0) && row.status != "closed");
        let waits = |row: &&Row| row.anchor.is_none() && row.customer_at.is_some() && row.hold != "on";
        let (all, waiting) = (open.clone().count(), open.filter(waits).count());
        let people = reader.technicians(minute(0), minute(60), None).unwrap();
        if let Some(row) = people.iter().find(|row| row.user == user) {
            assert_eq!((row.open as usize, row.waits_for_us as usize), (all, waiting), "{user:?}");
        }
    }
}
