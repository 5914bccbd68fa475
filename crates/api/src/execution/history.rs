//! Histórico de execuções.

use engine::*;
use store::view;
use store::{ExecutionOutcome, Reader, Role};

use super::{ExecutionFilter, ExecutionPage, ExecutionView, ExecutionsArgs, ExecutionsCsvArgs};
use crate::ask::{Ask, page, wanted};
use crate::bounds::{FILTER_IDS_MAX, PAGE_ROWS_MAX};
use crate::card::{cursor, key};
use crate::csv::{Csv, local};
use crate::error::{Failure, Result};
use crate::right;
use crate::shape::TextFile;

pub(crate) fn executions(ask: &Ask, args: ExecutionsArgs) -> Result<ExecutionPage> {
    let limit = page(args.limit)?;
    let before = key("after", args.after.as_deref())?;
    let filter = filter_of(args.filter)?;
    ask.read(|reader| {
        let (rows, next) = seen(reader, ask, &filter, before, limit)?;
        Ok(ExecutionPage { rows: rows.into_iter().map(execution_view).collect(), next: next.map(cursor) })
    })
}

fn filter_of(filter: ExecutionFilter) -> Result<view::ExecutionFilter> {
    let ExecutionFilter { rules, ticket, outcomes, from, to } = filter;
    if rules.len().max(outcomes.len()) > FILTER_IDS_MAX {
        return Err(Failure::field("filter", format!("Escolha até {FILTER_IDS_MAX} itens em cada filtro.")));
    }
    Ok(view::ExecutionFilter { rules, ticket, outcomes, from, to })
}

type Rows = (Vec<view::ExecutionView>, Option<view::Key>);

/// Those of tickets this person sees.
fn seen(
    reader: &Reader,
    ask: &Ask,
    filter: &view::ExecutionFilter,
    before: Option<view::Key>,
    limit: u32,
) -> store::Result<Rows> {
    let source = |before, room| reader.executions(filter, before, room);
    wanted(before, limit, source, |row| Ok(sees(reader, ask, row.ticket)?.then_some(row)))
}

fn sees(reader: &Reader, ask: &Ask, ticket: TicketId) -> store::Result<bool> {
    match ask.user.role {
        Role::Supervisor | Role::Viewer => Ok(true),
        Role::Leader | Role::Technician => {
            let ticket = reader.read(|store| store.ticket(ticket))?;
            Ok(ticket.is_some_and(|ticket| right::may_see(&ask.house, &ask.user, &ticket)))
        }
    }
}

fn execution_view(row: view::ExecutionView) -> ExecutionView {
    ExecutionView {
        id: row.id,
        rule: row.rule,
        rule_name: row.rule_name,
        version: row.version,
        ticket: row.ticket,
        protocol: row.protocol,
        contact_name: row.contact_name,
        part: row.part,
        deadline: row.deadline,
        at: row.at,
        outcome: row.outcome,
        why: row.why,
        detail: serde_json::from_str(&row.detail).unwrap_or_default(),
    }
}

pub(crate) fn executions_csv(ask: &Ask, args: ExecutionsCsvArgs) -> Result<TextFile> {
    let filter = filter_of(args.filter)?;
    let mut csv =
        Csv::new(&["Quando", "Ação", "Versão", "Atendimento", "Cliente", "Passo", "Vencia em", "Resultado", "Motivo"]);
    let zone = ask.house.company().zone();
    ask.read(|reader| {
        let mut before = None;
        while csv.has_room() {
            let (rows, next) = seen(reader, ask, &filter, before, PAGE_ROWS_MAX)?;
            for row in rows {
                csv.row(&[
                    local(zone, row.at),
                    row.rule_name,
                    row.version.to_string(),
                    row.protocol,
                    row.contact_name,
                    part_name(row.part).into(),
                    local(zone, row.deadline),
                    outcome_name(row.outcome).into(),
                    why_name(&row.why).into(),
                ]);
            }
            before = next;
            if before.is_none() {
                break;
            }
        }
        Ok(())
    })?;
    Ok(csv.file("execucoes.csv"))
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Internal => "Mudança interna",
        Part::Message => "Mensagem ao cliente",
    }
}

fn outcome_name(outcome: ExecutionOutcome) -> &'static str {
    match outcome {
        ExecutionOutcome::Executed => "Executada",
        ExecutionOutcome::Skipped => "Ignorada",
        ExecutionOutcome::Substituted => "Substituída",
        ExecutionOutcome::Missed => "Perdida",
        ExecutionOutcome::Observed => "Só observada",
        ExecutionOutcome::Cancelled => "Cancelada",
    }
}

/// The closed words of a skipped execution; any other is shown as it is.
fn why_name(why: &str) -> &str {
    match why {
        "opted_out" => "O contato pediu para não receber mensagens",
        "contact_wrote_elsewhere" => "O contato escreveu em outro atendimento",
        "contact_limit" => "Limite de mensagens por contato",
        "window_closed" => "Fora da janela de 24 horas",
        "ticket_action_limit" => "Limite de ações do atendimento no dia",
        "empty_variable" => "Uma variável do texto não tinha valor",
        "missing" => "Algo de que a ação precisa não existe mais",
        "person" => "Pulada por uma pessoa",
        "crossed" => "Cruzou com a resposta do cliente",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_engine_has_its_words() {
        for why in [
            SkipWhy::OptedOut,
            SkipWhy::ContactWroteElsewhere,
            SkipWhy::ContactLimit,
            SkipWhy::WindowClosed,
            SkipWhy::TicketActionLimit,
            SkipWhy::EmptyVariable,
            SkipWhy::Missing,
        ] {
            let word = serde_json::to_value(why).unwrap();
            let word = word.as_str().unwrap();
            assert_ne!(why_name(word), word);
        }
    }
}
