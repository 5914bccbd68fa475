//! The lines before the first time: who there is, when we work, what is configured.

use chrono_tz::Tz;
use engine::calendar::{BusinessHours, Frame, QuietHours};
use engine::day::Grace;
use engine::{Limits, Span};

use super::super::script::{Connection, Kind, Team, World};
use super::super::token::{ParseError, Parsed, Reader, duration};
use super::{clock, clock_range, date, queue, read_clock, rule, stage, user};

const WEEKDAYS: [&str; 7] = ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"];

/// Reads one line of the world; `false` if the line is none, and then nothing was taken.
pub(super) fn line(world: &mut World, reader: &mut Reader) -> Parsed<bool> {
    if reader.eat("fuso") {
        world.zone = reader.value("um fuso como America/Sao_Paulo", |word| word.parse::<Tz>().ok())?;
    } else if reader.eat("início") {
        world.start_date = date(reader)?;
        world.start = if reader.at_end() { world.start } else { clock(reader)? };
    } else if reader.eat("equipe") {
        team(world, reader)?;
    } else if reader.peek() == Some("supervisor") && reader.peek_after(1) != Some("retoma") {
        reader.expect("supervisor")?;
        people(world, reader)?.into_iter().for_each(|name| world.supervisors.push(name));
    } else if reader.eat("expediente") {
        hours(world, reader)?;
    } else if reader.eat("feriado") {
        world.holidays.push(date(reader)?);
        if reader.next_is_quoted() {
            reader.quoted("o nome do feriado")?;
        }
    } else if reader.eat("silêncio-noturno") {
        let (from_minute, to_minute) = reader.value("um intervalo como 20:00-08:00", clock_range)?;
        world.quiet = Some(QuietHours { from_minute, to_minute });
    } else if reader.eat("fila-sem-interação") {
        no_interaction(world, reader)?;
    } else if reader.eat("etapas") {
        list(reader, |reader| stage(world, reader).map(|_| ()))?;
    } else if reader.eat("conexão") {
        new_connection(world, reader)?;
    } else if rule::starts(reader) {
        let at = reader.line();
        reader.expect("regra")?;
        let rule = rule::definition(world, reader)?;
        world.rules.push((at, rule));
    } else if reader.eat("limites") {
        limits(world, reader)?;
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// What the whole text must fulfil once it has been read.
pub(super) fn settle(world: &mut World) -> Parsed<()> {
    if world.connections.is_empty() {
        world.connections.push(Connection { name: "Loja".into(), kind: Kind::Test });
    }
    for (line, column, name) in &world.names.connections {
        if !world.connections.iter().any(|connection| connection.name == *name) {
            let message = format!("conexão desconhecida “{name}”; declare-a no início com “conexão {name}”");
            return Err(ParseError { line: *line, column: *column, message });
        }
    }
    if world.no_interaction.on && world.no_interaction.keeper.is_none() {
        world.no_interaction.keeper = world.supervisors.first().cloned();
    }
    if world.no_interaction.on && world.no_interaction.keeper.is_none() {
        let message = "a fila-sem-interação precisa de um responsável".into();
        return Err(ParseError { line: world.no_interaction.line, column: 1, message });
    }
    Ok(())
}

fn team(world: &mut World, reader: &mut Reader) -> Parsed<()> {
    let name = queue(world, reader)?;
    let mut team = Team { name, leader: None, technicians: vec![] };
    while !reader.at_end() {
        if reader.eat("líder") {
            team.leader = Some(user(world, reader)?);
        } else if reader.eat("técnicos") || reader.eat("técnico") {
            team.technicians = people(world, reader)?;
        } else {
            return Err(reader.unknown("“líder” ou “técnicos”"));
        }
    }
    world.teams.push(team);
    Ok(())
}

fn people(world: &mut World, reader: &mut Reader) -> Parsed<Vec<String>> {
    let mut names = vec![];
    list(reader, |reader| user(world, reader).map(|name| names.push(name)))?;
    Ok(names)
}

/// One or more, parted by commas.
fn list(reader: &mut Reader, mut one: impl FnMut(&mut Reader) -> Parsed<()>) -> Parsed<()> {
    one(reader)?;
    while reader.eat_comma() {
        one(reader)?;
    }
    Ok(())
}

/// `seg-sex 08:00-12:00, 13:00-18:00, sáb 09:00-12:00`; lines and days add up.
fn hours(world: &mut World, reader: &mut Reader) -> Parsed<()> {
    let mut week = world.hours.take().map_or_else(Default::default, |hours| hours.week);
    let mut days = reader.value("dias como seg-sex ou sáb", weekdays)?;
    list(reader, |reader| {
        if let Some(others) = reader.peek().and_then(weekdays) {
            reader.word("dias")?;
            days = others;
        }
        let (from_minute, to_minute) = reader.value("um intervalo como 08:00-18:00", clock_range)?;
        for &day in &days {
            week[day].push(Frame { from_minute, to_minute });
        }
        Ok(())
    })?;
    let hours = BusinessHours { week };
    match hours.problem() {
        Some(problem) => Err(ParseError { line: reader.line(), column: 1, message: problem }),
        None => {
            world.hours = Some(hours);
            Ok(())
        }
    }
}

fn weekdays(word: &str) -> Option<Vec<usize>> {
    let day = |word: &str| WEEKDAYS.iter().position(|&day| day == word || (day == "sáb" && word == "sab"));
    match word.split_once('-') {
        Some((from, to)) => {
            let (from, to) = (day(from)?, day(to)?);
            (from <= to).then(|| (from..=to).collect())
        }
        None => day(word).map(|day| vec![day]),
    }
}

fn no_interaction(world: &mut World, reader: &mut Reader) -> Parsed<()> {
    world.no_interaction.on = true;
    world.no_interaction.line = reader.line();
    while !reader.at_end() {
        if reader.eat("espera") {
            world.no_interaction.wait = reader.duration()?;
        } else if reader.eat("responsável") {
            world.no_interaction.keeper = Some(user(world, reader)?);
        } else if reader.eat("fim-do-dia") {
            world.no_interaction.day_end = clock(reader)?;
        } else if reader.eat("modo") {
            world.no_interaction.manual = reader.value("manual ou automático", |word| match word {
                "manual" => Some(true),
                "automático" => Some(false),
                _ => None,
            })?;
        } else if reader.eat("permanência") {
            world.no_interaction.stay = reader.duration()?;
        } else if reader.eat("carência") {
            world.no_interaction.grace = reader.value("uma hora como 12:00 ou uma duração", grace)?;
        } else if reader.eat("desligada") {
            world.no_interaction.on = false;
        } else {
            return Err(reader.unknown("espera, responsável, fim-do-dia, modo, permanência, carência ou desligada"));
        }
    }
    Ok(())
}

fn grace(word: &str) -> Option<Grace> {
    match read_clock(word) {
        Some(clock) => Some(Grace::NextBusinessDay { minute: u16::try_from(clock.0 / 60).ok()? }),
        None => duration(word).map(|span| Grace::For { span }),
    }
}

fn new_connection(world: &mut World, reader: &mut Reader) -> Parsed<()> {
    let name = reader.name("o nome da conexão")?;
    let kind = if reader.eat("tipo") { reader.value("teste, email ou whatsapp", Kind::of)? } else { Kind::Test };
    world.connections.push(Connection { name, kind });
    Ok(())
}

fn limits(world: &mut World, reader: &mut Reader) -> Parsed<()> {
    if reader.eat("nenhum") {
        world.limits = Limits { spacing: None, per_contact: None, fuse: None, ..Limits::default() };
        return Ok(());
    }
    list(reader, |reader| {
        let limits = &mut world.limits;
        if reader.eat("espaçamento") {
            limits.spacing = Some(reader.duration()?);
        } else if reader.eat("contato") {
            let (most, span) = reader.value("um limite como 3/7d", count_per)?;
            (limits.per_contact, limits.per_contact_span) = (Some(most), span);
        } else if reader.eat("fusível") {
            let (most, span) = reader.value("um limite como 30/10min", count_per)?;
            (limits.fuse, limits.fuse_span) = (Some(most), span);
        } else if reader.eat("conexão") {
            let a_day = |word: &str| word.strip_suffix("/dia")?.parse().ok();
            limits.per_connection_day = Some(reader.value("um limite como 500/dia", a_day)?);
        } else {
            return Err(reader.unknown("espaçamento, contato, fusível, conexão ou nenhum"));
        }
        Ok(())
    })
}

fn count_per(word: &str) -> Option<(u32, Span)> {
    let (count, span) = word.split_once('/')?;
    Some((count.parse().ok()?, duration(span)?))
}
