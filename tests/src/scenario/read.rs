//! From the text of a scenario to its [`Script`]: the world first, then the steps. Line by line; the first error ends it.
//! Events and expectations have files of their own.

mod event;
mod expect;
mod rule;
#[cfg(test)]
mod tests;
mod world;

use chrono::NaiveDate;
use engine::calendar::BusinessHours;
use engine::day::Grace;
use engine::{Limits, QueuePolicy, Span, Status};

use super::script::{Clock, Names, NoInteraction, Script, Step, Time, What, Whose, World};
use super::token::{ParseError, Parsed, Reader};

/// Midnight ends the day; a clock never shows it.
const DAY_SECONDS: u32 = 86_400;

/// Reads a whole scenario.
///
/// # Errors
/// The first thing that cannot be read, with line and column.
pub(super) fn script(text: &str) -> Parsed<Script> {
    let mut world = empty();
    let mut steps = vec![];
    for (index, line) in text.lines().enumerate() {
        let mut reader = Reader::new(index + 1, line)?;
        if reader.at_end() {
            continue;
        }
        if steps.is_empty() && world::line(&mut world, &mut reader)? {
            end(&reader)?;
        } else {
            step_line(&mut world, &mut reader, &mut steps)?;
        }
    }
    let asks = steps.iter().any(|step| matches!(step.what, What::Expect(_)));
    if !asks {
        let line = text.lines().count().max(1);
        return Err(ParseError {
            line,
            column: 1,
            message: "sem nada esperado, sem valor: falta ao menos um “espera”".into(),
        });
    }
    world::settle(&mut world)?;
    Ok(Script { world, steps })
}

fn empty() -> World {
    let policy = QueuePolicy::default();
    World {
        zone: chrono_tz::America::Sao_Paulo,
        start: Clock(8 * 3_600),
        start_date: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default(),
        teams: vec![],
        supervisors: vec![],
        hours: None::<BusinessHours>,
        holidays: vec![],
        quiet: None,
        limits: Limits::default(),
        no_interaction: NoInteraction {
            line: 1,
            on: false,
            wait: policy.wait,
            keeper: None,
            day_end: Clock(u32::from(policy.day_end.minute) * 60),
            manual: false,
            stay: Span(0),
            grace: Grace::default(),
        },
        connections: vec![],
        rules: vec![],
        names: Names::default(),
    }
}

/// A line of the day: times, events and expectations, several of them parted by `|`.
fn step_line(world: &mut World, reader: &mut Reader, steps: &mut Vec<Step>) -> Parsed<()> {
    let line = reader.line();
    while let Some(time) = time(reader)? {
        steps.push(Step { line, what: What::Time(time) });
    }
    while !reader.at_end() {
        let what = if reader.eat("espera") {
            What::Expect(expect::expect(world, reader)?)
        } else {
            What::Event(event::event(world, reader)?)
        };
        steps.push(Step { line, what });
        if !reader.eat_bar() {
            break;
        }
    }
    end(reader)
}

fn time(reader: &mut Reader) -> Parsed<Option<Time>> {
    if reader.eat("dia") {
        return date(reader).map(|date| Some(Time::Day(date)));
    }
    if reader.eat("passa") {
        return reader.duration().map(|span| Some(Time::Pass(span)));
    }
    let days = reader.peek().and_then(|word| word.strip_prefix('+')?.strip_suffix('d')?.parse().ok());
    if let Some(days) = days {
        reader.word("um dia")?;
        return Ok(Some(Time::Days(days)));
    }
    match reader.peek() {
        Some(word) if word.starts_with(|c: char| c.is_ascii_digit()) => clock(reader).map(|at| Some(Time::At(at))),
        Some(_) | None => Ok(None),
    }
}

/// The line must be over.
fn end(reader: &Reader) -> Parsed<()> {
    if reader.at_end() { Ok(()) } else { Err(reader.unknown("o fim da linha")) }
}

fn clock(reader: &mut Reader) -> Parsed<Clock> {
    reader.value("uma hora como 09:00 ou 09:00:30", read_clock)
}

fn date(reader: &mut Reader) -> Parsed<NaiveDate> {
    reader.value("uma data como 2026-03-02", |word| NaiveDate::parse_from_str(word, "%Y-%m-%d").ok())
}

fn read_clock(word: &str) -> Option<Clock> {
    let mut parts = word.split(':');
    let mut part = || parts.next().filter(|text| text.len() == 2)?.parse::<u32>().ok();
    let (hour, minute) = (part()?, part()?);
    let second = if word.len() > 5 { part()? } else { 0 };
    let fits = minute < 60 && second < 60 && parts.next().is_none();
    let at = hour.checked_mul(3_600)?.checked_add(minute * 60 + second)?;
    (fits && at < DAY_SECONDS).then_some(Clock(at))
}

/// `20:00-08:00` in minutes of the day; `24:00` may end it.
fn clock_range(word: &str) -> Option<(u16, u16)> {
    let (from, to) = word.split_once('-')?;
    let minute = |word: &str| match word {
        "24:00" => Some(1_440),
        _ if word.len() == 5 => u16::try_from(read_clock(word)?.0 / 60).ok(),
        _ => None,
    };
    Some((minute(from)?, minute(to)?))
}

fn status(reader: &mut Reader) -> Parsed<Status> {
    reader.value("aberto, pendente ou fechado", |word| match word.to_lowercase().as_str() {
        "aberto" => Some(Status::Open),
        "pendente" => Some(Status::Pending),
        "fechado" => Some(Status::Closed),
        _ => None,
    })
}

/// A name that is remembered in a list of names.
fn named(list: &mut Vec<String>, reader: &mut Reader, wanted: &str) -> Parsed<String> {
    let name = reader.name(wanted)?;
    if !list.contains(&name) {
        list.push(name.clone());
    }
    Ok(name)
}

fn user(world: &mut World, reader: &mut Reader) -> Parsed<String> {
    named(&mut world.names.users, reader, "o nome de uma pessoa da equipe")
}

fn queue(world: &mut World, reader: &mut Reader) -> Parsed<String> {
    named(&mut world.names.queues, reader, "o nome de uma fila")
}

fn stage(world: &mut World, reader: &mut Reader) -> Parsed<String> {
    named(&mut world.names.stages, reader, "o nome de uma etapa")
}

fn tag(world: &mut World, reader: &mut Reader) -> Parsed<String> {
    named(&mut world.names.tags, reader, "o nome de uma etiqueta")
}

/// A connection; whether the world declares it is settled once the whole text has been read.
fn connection(world: &mut World, reader: &mut Reader) -> Parsed<String> {
    let (line, column) = (reader.line(), reader.column());
    let name = reader.name("o nome de uma conexão")?;
    world.names.connections.push((line, column, name.clone()));
    Ok(name)
}

fn via(world: &mut World, reader: &mut Reader) -> Parsed<Option<String>> {
    if reader.eat("pela") { connection(world, reader).map(Some) } else { Ok(None) }
}

/// A customer, with the connection if several conversations are open.
fn whose(world: &mut World, reader: &mut Reader) -> Parsed<Whose> {
    let contact = reader.name("o nome de um cliente")?;
    Ok(Whose { contact, via: via(world, reader)? })
}
