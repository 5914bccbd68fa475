//! Expectations: what stands after `espera`, compared with the file, with what the providers accepted and with what the
//! notifier was handed. A miss says what was found.

use engine::evaluate::Outcome;
use engine::{RuleId, Status};
use runtime::Why;

use super::build::draft;
use super::day::{Day, Miss, Played};
use super::deeds::{attempt, rule_id, ticket};
use super::script::{Counted, Expect, Field, PlainVerdict, Rule, RuleWord, Verdict, Whose, word_of};
use super::seen::{self, TicketSeen};

pub(super) fn hold(day: &mut Day, expect: &Expect) -> Played<()> {
    let file = day.file();
    match expect {
        Expect::Ticket { whose, fields } => fields.iter().try_for_each(|field| one_field(day, whose, field)),
        Expect::Sent { contact, count } => {
            let sent = day.provider.automatic_to(contact);
            let listed = if sent.is_empty() { String::new() } else { format!(": “{}”", sent.join("” · “")) };
            same(*count, u32::try_from(sent.len()).unwrap_or(u32::MAX), |n| format!("{n} enviadas a {contact}"))
                .map_err(|miss| Miss::new(miss.expected, miss.found + &listed))
        }
        Expect::Last { contact, text } => {
            let found = day.provider.last_to(contact).unwrap_or("nada").to_owned();
            same(text.clone(), found, |text| format!("última a {contact}: “{text}”"))
        }
        Expect::Notices { user, count } => {
            let id = day.ids.users[user];
            let found = u32::try_from(day.notices_of(id)).unwrap_or(u32::MAX);
            same(*count, found, |n| format!("{n} avisos a {user}"))
        }
        Expect::Executions { outcome, rule, whose, count } => {
            let via = whose.via.as_ref().map(|name| day.ids.connections[name].0);
            let found = seen::executions(&file, *outcome, rule, &whose.contact, via).map_err(Miss::broken)?;
            same(*count, found, |n| {
                format!("{n} {} de “{rule}” em {}", word_of(&Counted::ALL, *outcome), whose.contact)
            })
        }
        Expect::Missed(count) => {
            let found = seen::missed(&file, None).map_err(Miss::broken)?;
            same(*count, u32::try_from(found.len()).unwrap_or(u32::MAX), |n| format!("{n} perdidas"))
        }
        Expect::Unknown(count) => {
            same(*count, seen::unknown(&file).map_err(Miss::broken)?, |n| format!("{n} incertas"))
        }
        Expect::DayClosed(count) => {
            same(*count, seen::day_closed(&file).map_err(Miss::broken)?, |n| format!("{n} fechados no dia"))
        }
        Expect::Why { rule, whose, verdict } => why(day, rule, whose, *verdict),
        Expect::Next { date, at } => {
            let (wanted, wake) = (day.instant(*date, *at), day.core()?.wake().map_err(Miss::broken)?);
            let found = format!("próxima {} ({:?})", day.shown(wake.at), wake.why);
            if wanted == wake.at { Ok(()) } else { Err(Miss::new(format!("próxima {}", day.shown(wanted)), found)) }
        }
        Expect::Rule { rule, state } => {
            let found = seen::rule_state(&file, rule).map_err(Miss::broken)?;
            let found = found.map_or("inexistente".to_owned(), |word| state_shown(&word));
            same(word_of(&RuleWord::ALL, *state).to_owned(), found, |state| format!("regra “{rule}” {state}"))
        }
        Expect::RefusesRule(rule) => refuses_rule(day, rule),
        Expect::RefusesEvent(event) => match attempt(day, event)? {
            Err(_) => Ok(()),
            Ok(()) => Err(Miss::new("uma recusa", "foi aceito")),
        },
    }
}

fn same<T: PartialEq>(expected: T, found: T, shown: impl Fn(&T) -> String) -> Played<()> {
    if expected == found { Ok(()) } else { Err(Miss::new(shown(&expected), shown(&found))) }
}

// ---- a ticket

fn one_field(day: &Day, whose: &Whose, field: &Field) -> Played<()> {
    if let Field::Tickets(count) = field {
        let found = seen::tickets(&day.file(), &whose.contact).map_err(Miss::broken)?;
        return same(*count, found, |n| format!("{} com {n} atendimentos", whose.contact));
    }
    let seen = ticket(day, whose)?;
    let (expected, found) = compared(day, field, &seen);
    if expected == found {
        return Ok(());
    }
    let whole = format!("{found}   [{}]", summary(&seen));
    Err(Miss::new(format!("{} {expected}", whose.contact), whole))
}

/// Both sides of one field, in the words of the language.
fn compared(day: &Day, field: &Field, seen: &TicketSeen) -> (String, String) {
    let somebody = |name: &Option<String>| name.clone().unwrap_or_else(|| "ninguém".into());
    let pair = |what: &str, expected: String, found: String| (format!("{what} {expected}"), format!("{what} {found}"));
    match field {
        Field::Queue(name) => pair("fila", name.clone(), seen.queue.clone()),
        Field::Assignee(name) => pair("responsável", somebody(name), somebody(&seen.assignee)),
        Field::ReturnsTo(name) => pair("retorna-para", somebody(name), somebody(&seen.returns_to)),
        Field::Status(status) => pair("status", status_shown(*status).into(), status_word(&seen.status).into()),
        Field::Stage(name) => pair("etapa", name.clone(), somebody(&seen.stage)),
        Field::Wallet(name) => pair("carteira", somebody(name), somebody(&seen.wallet)),
        Field::Tags(names) => {
            let mut names = names.clone();
            names.sort();
            pair("etiquetas", listed(&names), listed(&seen.tags))
        }
        Field::Waiting(span) => {
            let shown = |span: Option<engine::Span>| span.map_or("nada".into(), duration);
            pair("aguardando", shown(*span), shown(seen.anchor.map(|anchor| day.now.since(anchor))))
        }
        Field::Reason(word) => pair("motivo", word.clone(), seen.reason.clone().unwrap_or_else(|| "nenhum".into())),
        Field::Tickets(count) => pair("tickets", count.to_string(), String::new()),
    }
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "nenhuma".into() } else { names.join(", ") }
}

fn duration(span: engine::Span) -> String {
    let (sign, seconds) = (if span.0 < 0 { "-" } else { "" }, span.0.abs() / 1_000);
    format!("{sign}{}h{:02}min{:02}s", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn summary(seen: &TicketSeen) -> String {
    let somebody = |name: &Option<String>| name.clone().unwrap_or_else(|| "ninguém".into());
    let reason = seen.reason.as_ref().map(|reason| format!(", motivo {reason}")).unwrap_or_default();
    format!(
        "status {}, fila {}, responsável {}, retorna-para {}, etiquetas {}{reason}",
        status_word(&seen.status),
        seen.queue,
        somebody(&seen.assignee),
        somebody(&seen.returns_to),
        listed(&seen.tags),
    )
}

fn status_shown(status: Status) -> &'static str {
    match status {
        Status::Open => "Aberto",
        Status::Pending => "Pendente",
        Status::Closed => "Fechado",
    }
}

fn status_word(word: &str) -> &'static str {
    match word {
        "open" => "Aberto",
        "pending" => "Pendente",
        "closed" => "Fechado",
        _ => "desconhecido",
    }
}

// ---- a rule

fn state_shown(word: &str) -> String {
    let state = match word {
        "active" => RuleWord::Active,
        "paused" => RuleWord::Paused,
        "broken" => RuleWord::Broken,
        "off" => RuleWord::Off,
        "shadow" => RuleWord::Observing,
        "archived" => RuleWord::Archived,
        other => return other.to_owned(),
    };
    word_of(&RuleWord::ALL, state).to_owned()
}

fn refuses_rule(day: &mut Day, rule: &Rule) -> Played<()> {
    let (draft, by) = (draft(&day.ids, rule), day.editor);
    match day.change(|turn| turn.save_rule(draft, rule.include_overdue, by))? {
        Err(_) => Ok(()),
        Ok(RuleId(_)) => Err(Miss::new(format!("que a regra “{}” seja recusada", rule.name), "foi aceita")),
    }
}

fn why(day: &mut Day, rule: &str, whose: &Whose, verdict: Verdict) -> Played<()> {
    let (id, ticket) = (rule_id(day, rule)?, ticket(day, whose)?.id);
    let why = day.change(|turn| turn.why(id, ticket))?.map_err(|refusal| Miss::refused(&refusal))?;
    let found = verdict_shown(day, &why);
    let expected = match verdict {
        Verdict::NotYet { date, at } => format!("ainda-não {}", day.shown(day.instant(date, at))),
        Verdict::Plain(plain) => word_of(&PlainVerdict::ALL, plain).to_owned(),
    };
    same(expected, found, |verdict| format!("“{rule}” em {}: {verdict}", whose.contact))
}

/// The verdict of the part that has yet to act, or of the first if all have.
fn verdict_shown(day: &Day, why: &Why) -> String {
    let outcomes = || why.parts.iter().map(|(_, judged, _)| judged.outcome);
    let Some(outcome) = outcomes().find(|outcome| *outcome != Outcome::AlreadyRan).or_else(|| outcomes().next()) else {
        return "sem ações".into();
    };
    let plain = match outcome {
        Outcome::NotYet { at } => return format!("ainda-não {}", day.shown(at)),
        Outcome::Due => PlainVerdict::Due,
        Outcome::RuleOff => PlainVerdict::RuleOff,
        Outcome::Exempt => PlainVerdict::Exempt,
        Outcome::CustomerWaits => PlainVerdict::CustomerWaits,
        Outcome::NeverSpoke => PlainVerdict::NeverSpoke,
        Outcome::OutOfScope => PlainVerdict::OutOfScope,
        Outcome::AlreadyRan => PlainVerdict::AlreadyRan,
        Outcome::Fenced | Outcome::Missed => PlainVerdict::Overdue,
        Outcome::Skip { .. } => PlainVerdict::Skipped,
        Outcome::Substituted { .. } => PlainVerdict::Substituted,
        Outcome::Defer { .. } => PlainVerdict::Deferred,
    };
    word_of(&PlainVerdict::ALL, plain).to_owned()
}
