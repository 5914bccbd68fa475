//! kill −9 of the real `retorno-hub`, again and again on the same data: during its first start, while it starts, reads
//! mail, answers commands, and in the very middle of a send. The provider lives in this process and remembers what it
//! really took; no promise is judged by the hub's word alone. `RETORNO_KILLS` and `RETORNO_SEED` make a longer run.

#![allow(clippy::unwrap_used)]

#[path = "kill/life.rs"]
mod life;
#[allow(dead_code, reason = "what the starved hub needs besides")]
#[path = "kill/provider.rs"]
mod provider;
#[path = "kill/shop.rs"]
mod shop;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use faults::image::Dice;
use faults::whole;
use life::{Desk, Life};
use provider::{Provider, Taken};
use rusqlite::Connection;

const KILLS: u64 = 500;
const SEED: u64 = 1;
/// A mailbox may say a word every two seconds; the more of them, the more is on its way at once.
const MAILBOXES: usize = 8;
const CUSTOMERS_PER_MAILBOX: usize = 6;
/// Before so many lives a customer writes: more would pile up behind the pace of the mailboxes.
const WRITES_PERCENT: u64 = 60;
/// One kill of so many hits a first start, on a folder of its own.
const FIRST_STARTS_ONE_IN: u64 = 10;
/// Longest it is left alone from its start, from its listening on, and longest wait for a send of it.
const START_MAX: Duration = Duration::from_millis(400);
const LIFE_MAX: Duration = Duration::from_millis(400);
const SEND_WAIT: Duration = Duration::from_millis(1_500);
/// Longest it lives on once the provider has a message: by then the desk may know how it ended.
const AFTER_A_SEND_MAX: Duration = Duration::from_millis(100);
/// Longest a first start is left alone: it lays the schema and the house.
const FIRST_LIFE_MAX: Duration = Duration::from_millis(120);
/// "Tempo de espera" of the queue.
const WAIT_MS: u32 = 3_000;

/// Houses killed side by side, each with its own data, provider and seed: a life is mostly waiting.
const HOUSES: u64 = 3;

/// What was seen over all lives.
#[derive(Debug, Default)]
struct Tally {
    kills: u64,
    in_a_send: u64,
    in_a_first_start: u64,
    /// Words of customers, and answers the hub said are kept.
    written: usize,
    confirmed: usize,
    /// What the provider took, what the desk calls sent, what it calls uncertain, and how much of that had gone.
    taken: usize,
    sent: usize,
    unknown: usize,
    gone: usize,
    slowest_start: Duration,
}

#[test]
fn killed_anywhere_it_starts_again_keeps_its_word_and_sends_nothing_twice() {
    let number = |name: &str, default| std::env::var(name).ok().and_then(|word| word.parse().ok()).unwrap_or(default);
    let (kills, seed) = (number("RETORNO_KILLS", KILLS), number("RETORNO_SEED", SEED));
    let mut total = Tally::default();
    std::thread::scope(|scope| {
        let houses: Vec<_> =
            (0..HOUSES).map(|nth| scope.spawn(move || one_house(kills.div_ceil(HOUSES), seed + nth))).collect();
        houses.into_iter().for_each(|house| total.add(&house.join().unwrap()));
    });
    println!("resultado: {total}; sementes {seed}–{}", seed + HOUSES - 1);
    // A run in which no kill mattered proves nothing.
    assert!(total.in_a_send > 0 && total.gone > 0 && total.unknown > total.gone && total.sent > 0, "{total:?}");
}

/// A house from its founding over all its lives to its judgement.
fn one_house(kills: u64, seed: u64) -> Tally {
    let place = faults::folder().unwrap();
    let data = place.path().join("dados");
    let provider = Provider::start(MAILBOXES);
    let mut desk = Desk::new();
    let set_up = Life::start(&data);
    desk.token = set_up.token();
    let ask = |name: &str, args| desk.ask(set_up.port, name, &args).unwrap_or_else(|| panic!("{name}"));
    shop::found(&ask, &provider, MAILBOXES, WAIT_MS);
    // What is in a mailbox before its first look is history.
    desk.until("every mailbox to be read once", |_| {
        let read = shop::mailboxes_read(&ask);
        (read < MAILBOXES).then(|| format!("{read} of {MAILBOXES}"))
    });
    set_up.kill();

    let mut dice = Dice::new(seed);
    let mut tally = Tally::default();
    while tally.kills < kills {
        if tally.kills % FIRST_STARTS_ONE_IN == 0 {
            first_start(place.path(), &mut dice);
            tally.in_a_first_start += 1;
        } else {
            if dice.percent(WRITES_PERCENT) {
                someone_writes(&provider, &mut dice);
            }
            tally.in_a_send += u64::from(one_life(&data, &mut desk, &provider, &mut dice));
        }
        tally.kills += 1;
    }

    let last = Life::start(&data);
    desk.until("every word of a customer, and every word of a person to have gone its way", |_| {
        let db = whole::look(&data.join("retorno.db")).unwrap();
        let missing = provider.written() - count(&db, "SELECT count(*) FROM message WHERE side = 'customer'");
        let open = on_their_way(&db);
        (missing > 0 || !open.is_empty()).then(|| format!("{missing} words, {open:#?}"))
    });
    last.end();
    judge(&data, &desk, &provider, &mut tally);
    tally
}

impl Tally {
    fn add(&mut self, one: &Tally) {
        let Tally { kills, in_a_send, in_a_first_start, written, confirmed, taken, sent, unknown, gone, slowest_start } =
            one;
        self.kills += kills;
        self.in_a_send += in_a_send;
        self.in_a_first_start += in_a_first_start;
        self.written += written;
        self.confirmed += confirmed;
        self.taken += taken;
        self.sent += sent;
        self.unknown += unknown;
        self.gone += gone;
        self.slowest_start = self.slowest_start.max(*slowest_start);
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Tally { kills, in_a_send, in_a_first_start, written, confirmed, taken, sent, unknown, gone, slowest_start } =
            self;
        write!(
            f,
            "{kills} mortes, {in_a_send} no meio de um envio, {in_a_first_start} num primeiro início; {written} mensagens \
             recebidas, {confirmed} respostas confirmadas, {taken} envios no provedor, nenhum em dobro; {sent} enviados, \
             {unknown} incertos, dos quais {gone} tinham saído; partida mais lenta {} ms",
            slowest_start.as_millis(),
        )
    }
}

fn someone_writes(provider: &Provider, dice: &mut Dice) {
    let mailbox = dice.below(MAILBOXES);
    let who = format!("cliente{mailbox}x{}", dice.below(CUSTOMERS_PER_MAILBOX));
    provider.write(mailbox, &who, "alguma novidade?");
}

/// Killed while it lays its house, it must find a house afterwards, whatever was there by then.
fn first_start(place: &Path, dice: &mut Dice) {
    let folder = tempfile::tempdir_in(place).unwrap();
    Life::begin(folder.path()).kill_after(some_time(FIRST_LIFE_MAX, dice));
    Life::start(folder.path()).kill();
    whole::check(&whole::look(&folder.path().join("retorno.db")).unwrap()).unwrap();
}

/// One start, some work, one kill. True if it was killed right after the provider had a message.
fn one_life(data: &Path, desk: &mut Desk, provider: &Provider, dice: &mut Dice) -> bool {
    while provider.news.try_recv().is_ok() {}
    let life = Life::begin(data);
    let (kind, mut in_a_send) = (dice.below(10), false);
    desk.work_until(life, |life, listens| {
        match kind {
            0..2 => return life.kill_after(some_time(START_MAX, dice)),
            2..5 => {
                listens.recv().expect("it starts");
                return life.kill_after(some_time(LIFE_MAX, dice));
            }
            _ => listens.recv().expect("it starts"),
        }
        in_a_send = provider.news.recv_timeout(SEND_WAIT).is_ok();
        match dice.percent(60) {
            true => life.kill(),
            false => life.kill_after(some_time(AFTER_A_SEND_MAX, dice)),
        }
    });
    in_a_send
}

fn some_time(most: Duration, dice: &mut Dice) -> Duration {
    most / 1_000 * u32::try_from(dice.below(1_000)).unwrap()
}

fn judge(data: &Path, desk: &Desk, provider: &Provider, tally: &mut Tally) {
    let db = whole::look(&data.join("retorno.db")).unwrap();
    whole::check(&db).unwrap();
    let taken = provider.taken();
    nothing_twice(&taken, provider.written());

    let rows = outbox(&db);
    let went: BTreeSet<&str> = taken.iter().map(|one| key_of(&one.message_id)).collect();
    for key in &went {
        let state = rows.get(*key).map(String::as_str);
        assert!(
            matches!(state, Some("sent" | "unknown" | "sending")),
            "the provider has {key}, the desk says {state:?}"
        );
    }
    let of_state = |state: &str| rows.iter().filter(|(_, one)| *one == state).map(|(key, _)| key.as_str()).collect();
    let (sent, unknown): (BTreeSet<&str>, BTreeSet<&str>) = (of_state("sent"), of_state("unknown"));
    assert_eq!(sent.difference(&went).collect::<Vec<_>>(), Vec::<&&str>::new(), "said to be sent and never was");

    for text in desk.confirmed() {
        let kept: i64 = db
            .query_row("SELECT count(*) FROM message WHERE side = 'human' AND text = ?1", [text], |row| row.get(0))
            .unwrap();
        assert_eq!(kept, 1, "confirmed to the person: {text}");
    }
    *tally = Tally {
        written: provider.written(),
        confirmed: desk.confirmed().len(),
        taken: taken.len(),
        sent: sent.len(),
        unknown: unknown.len(),
        gone: unknown.intersection(&went).count(),
        slowest_start: desk.slowest_start,
        ..*tally
    };
}

/// By the provider's own list: no id twice, no word of a person twice, no automatic word oftener than there were silences.
fn nothing_twice(taken: &[Taken], customer_words: usize) {
    let (mut ids, mut texts) = (BTreeSet::new(), BTreeMap::<(&str, &str), usize>::new());
    for one in taken {
        assert!(ids.insert(one.message_id.as_str()), "twice: {one:?}");
        *texts.entry((one.to.as_str(), one.text.as_str())).or_default() += 1;
    }
    for ((to, text), times) in texts {
        let most = if text.starts_with("[P") { 1 } else { customer_words };
        assert!(times <= most, "{times} times {text} to {to}");
    }
}

/// What people wrote and is neither gone nor asking.
fn on_their_way(db: &Connection) -> Vec<String> {
    let sql = "SELECT state || ' ' || text || ', ' || attempts || ' tries, due ' || due_at || ': ' || fault FROM outbox
               WHERE origin = 'person' AND state IN ('planned', 'sending')";
    let mut rows = db.prepare(sql).unwrap();
    let rows = rows.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

fn outbox(db: &Connection) -> BTreeMap<String, String> {
    let mut rows = db.prepare("SELECT key, state FROM outbox").unwrap();
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// Our key inside the Message-ID that the channel makes of it.
fn key_of(message_id: &str) -> &str {
    let local = message_id.split('@').next().unwrap_or_default();
    local.split_once('.').map_or(local, |(_, key)| key)
}

fn count(db: &Connection, sql: &str) -> usize {
    let n: i64 = db.query_row(sql, [], |row| row.get(0)).unwrap();
    usize::try_from(n).unwrap()
}
