//! Painel: the numbers and plots of a period, of all or of one team. The board by stage is always of all.

use chrono::{Datelike, Timelike};
use engine::*;
use store::Reader;
use store::view::{Column, EDGES_MAX, Numbers, Quarter, TechnicianRow, TicketFilter};

use crate::ask::Ask;
use crate::bounds::DASHBOARD_DAYS_MAX;
use crate::csv::{Csv, local};
use crate::error::{Failure, Result};
use crate::rule::{RuleEffectView, effect_view};
use crate::shape::{TextFile, args, views, words};

args! {
    pub struct DashboardArgs {
        pub from: Moment,
        /// Up to but not at.
        pub to: Moment,
        /// Everybody if absent.
        pub team: Option<TeamId>,
    }

    pub struct DashboardCsvArgs {
        pub from: Moment,
        pub to: Moment,
        pub team: Option<TeamId>,
        pub table: DashboardTable,
    }
}

words! {
    pub enum DashboardTable { Numbers, PerHour, PerTechnician, Effect, Heat, Stages }
}

views! {
    pub struct DashboardNumbers {
        /// Now: open with a technician, whose turn it is.
        pub attending: u32,
        /// Now: the customer owes an answer, in Sem Interação or not.
        pub waiting_customer: u32,
        /// Now in Sem Interação.
        pub no_interaction: u32,
        /// In the period: came back from Sem Interação by the customer's answer.
        pub returned: u32,
        /// In the period: closed by the end of the day.
        pub closed_by_silence: u32,
        /// In the period: median stay of those that came back.
        pub median_return: Option<Span>,
    }

    /// What happened between this instant and the next one's.
    pub struct HourPoint {
        /// Start of an hour, or of a local day when the period is long.
        pub at: Moment,
        pub entered: u32,
        pub returned: u32,
        pub closed: u32,
    }

    pub struct TechnicianBar {
        pub user: UserId,
        /// Now open with this person, and of those the ones where the customer waits.
        pub open: u32,
        pub waits_for_us: u32,
        /// In the period: this person's tickets that came into Sem Interação, and how that ended.
        pub entered: u32,
        pub returned: u32,
        pub closed: u32,
        /// In the period: messages this person wrote.
        pub messages: u32,
    }

    pub struct HeatCell {
        /// Monday 0.
        pub weekday: u8,
        pub hour: u8,
        /// Tickets that entered Sem Interação in that hour.
        pub silences: u32,
    }

    pub struct StageBar {
        pub funnel: FunnelId,
        /// Absent: tickets of no stage, told with the first funnel.
        pub stage: Option<StageId>,
        pub tickets: u32,
        pub value_cents: i64,
    }

    pub struct Dashboard {
        pub now: Moment,
        pub numbers: DashboardNumbers,
        pub per_hour: Vec<HourPoint>,
        pub per_technician: Vec<TechnicianBar>,
        pub effect: Vec<RuleEffectView>,
        pub heat: Vec<HeatCell>,
        pub stages: Vec<StageBar>,
    }
}

/// Above this many hours the plot goes by days.
const HOURS_MAX: i64 = 72;

pub(crate) fn dashboard(ask: &Ask, args: DashboardArgs) -> Result<Dashboard> {
    let DashboardArgs { from, to, team } = args;
    if to <= from || to.since(from) > Span::days(DASHBOARD_DAYS_MAX) {
        return Err(Failure::field("to", format!("Escolha um período de até {DASHBOARD_DAYS_MAX} dias.")));
    }
    if team.is_some_and(|id| !ask.house.people.teams.iter().any(|team| team.id == id)) {
        return Err(Failure::not_found("Esta equipe não existe mais. Escolha outra."));
    }
    let calendar = ask.house.company();
    ask.read(|reader| {
        let Numbers { attending, waiting_customer, no_interaction, returned, closed_by_silence, median_return } =
            reader.numbers(from, to, team)?;
        let numbers = DashboardNumbers {
            attending,
            waiting_customer,
            no_interaction,
            returned,
            closed_by_silence,
            median_return,
        };
        let technicians = reader.technicians(from, to, team)?;
        Ok(Dashboard {
            now: ask.now,
            numbers,
            per_hour: reader.flow(&edges(calendar, from, to), team)?.into_iter().map(hour_point).collect(),
            per_technician: technicians.into_iter().filter(busy).map(technician_bar).collect(),
            effect: reader.effects(from, to, None, team)?.into_iter().map(effect_view).collect(),
            heat: heat(calendar, reader.entry_quarters(from, to, team)?),
            stages: stages(reader)?,
        })
    })
}

fn busy(row: &TechnicianRow) -> bool {
    row.open + row.entered + row.messages > 0
}

fn technician_bar(row: TechnicianRow) -> TechnicianBar {
    let TechnicianRow { user, name: _, entered, returned, closed, open, waits_for_us, messages } = row;
    TechnicianBar { user, open, waits_for_us, entered, returned, closed, messages }
}

fn hour_point(flow: store::view::Flow) -> HourPoint {
    HourPoint { at: flow.from, entered: flow.entered, returned: flow.returned, closed: flow.closed }
}

/// Where the intervals of the plot meet: full hours, or local midnights of a long period, with the ends as asked for.
fn edges(calendar: &Calendar, from: Moment, to: Moment) -> Vec<Moment> {
    let mut edges = vec![from];
    if to.since(from) <= Span::hours(HOURS_MAX) {
        let hour = Span::hours(1).0;
        let first = (from.0.div_euclid(hour) + 1) * hour;
        edges.extend((0..).map(|n| Moment(first + n * hour)).take_while(|at| *at < to));
    } else {
        let days = calendar.local_date(from).iter_days().skip(1);
        edges.extend(days.map(|date| calendar.instant(date, 0)).take_while(|at| *at < to));
    }
    edges.push(to);
    edges.dedup();
    edges.truncate(EDGES_MAX);
    edges
}

/// Of every hour of the week, also those in which nothing happened.
fn heat(calendar: &Calendar, quarters: Vec<Quarter>) -> Vec<HeatCell> {
    let mut cells = [[0_u32; 24]; 7];
    for quarter in quarters {
        let local = calendar.local(quarter.at);
        let (weekday, hour) = (local.weekday().num_days_from_monday() as usize, local.hour() as usize);
        if let Some(cell) = cells.get_mut(weekday).and_then(|day| day.get_mut(hour)) {
            *cell += quarter.silences;
        }
    }
    let cell = |weekday| move |(hour, silences)| HeatCell { weekday, hour, silences };
    (0_u8..).zip(cells).flat_map(|(weekday, hours)| (0_u8..).zip(hours).map(cell(weekday))).collect()
}

fn stages(reader: &Reader) -> store::Result<Vec<StageBar>> {
    let people = reader.read(|store| store.people())?;
    let mut funnels = people.funnels;
    funnels.retain(|funnel| !funnel.archived);
    funnels.sort_by_key(|funnel| (funnel.position, funnel.id));
    let mut bars = Vec::new();
    for funnel in &funnels {
        let stage_of = |column: Column| match column {
            Column::Stage(stage) => Some(Some(stage)),
            Column::NoStage => Some(None),
            Column::NoInteraction | Column::Closed => None,
        };
        let counts = reader.board_counts(funnel.id, &TicketFilter::default())?.into_iter();
        let mut here: Vec<StageBar> = counts
            .filter_map(|count| {
                let stage = stage_of(count.column)?;
                Some(StageBar { funnel: funnel.id, stage, tickets: count.tickets, value_cents: count.cents })
            })
            .collect();
        let place =
            |id: Option<StageId>| people.stages.iter().find(|stage| Some(stage.id) == id).map(|stage| stage.position);
        here.sort_by_key(|bar| (place(bar.stage), bar.stage));
        bars.extend(here);
    }
    Ok(bars)
}

pub(crate) fn dashboard_csv(ask: &Ask, args: DashboardCsvArgs) -> Result<TextFile> {
    let DashboardCsvArgs { from, to, team, table } = args;
    let all = dashboard(ask, DashboardArgs { from, to, team })?;
    let zone = ask.house.company().zone();
    let mut csv;
    match table {
        DashboardTable::Numbers => {
            csv = Csv::new(&["Número", "Valor"]);
            let DashboardNumbers {
                attending,
                waiting_customer,
                no_interaction,
                returned,
                closed_by_silence,
                median_return,
            } = all.numbers;
            for (name, value) in [
                ("Em atendimento", attending.to_string()),
                ("Aguardando cliente", waiting_customer.to_string()),
                ("Sem interação agora", no_interaction.to_string()),
                ("Devolvidos", returned.to_string()),
                ("Encerrados por silêncio", closed_by_silence.to_string()),
                ("Mediana até o retorno (minutos)", minutes(median_return)),
            ] {
                csv.row(&[name.into(), value]);
            }
        }
        DashboardTable::PerHour => {
            csv = Csv::new(&["Desde", "Entraram", "Retornaram", "Encerrados"]);
            for HourPoint { at, entered, returned, closed } in all.per_hour {
                csv.row(&[local(zone, at), entered.to_string(), returned.to_string(), closed.to_string()]);
            }
        }
        DashboardTable::PerTechnician => {
            csv = Csv::new(&[
                "Técnico",
                "Abertos",
                "Aguardam resposta",
                "Entraram",
                "Retornaram",
                "Encerrados",
                "Mensagens",
            ]);
            for bar in all.per_technician {
                let name = ask.house.user_name(bar.user).to_owned();
                let counts = [bar.open, bar.waits_for_us, bar.entered, bar.returned, bar.closed, bar.messages];
                csv.row(&std::iter::once(name).chain(counts.map(|n| n.to_string())).collect::<Vec<_>>());
            }
        }
        DashboardTable::Effect => {
            csv = Csv::new(&["Ação", "Mensagens", "Responderam em 24 h", "Mediana (minutos)"]);
            for effect in all.effect {
                let name = ask
                    .house
                    .rule(effect.rule)
                    .map_or_else(|| effect.rule.to_string(), |stored| stored.rule.name.clone());
                csv.row(&[name, effect.executed.to_string(), effect.answered_24h.to_string(), minutes(effect.median)]);
            }
        }
        DashboardTable::Heat => {
            const DAYS: [&str; 7] = ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"];
            csv = Csv::new(&["Dia", "Hora", "Silêncios"]);
            for HeatCell { weekday, hour, silences } in all.heat {
                let day = DAYS.get(usize::from(weekday)).copied().unwrap_or_default();
                csv.row(&[day.into(), hour.to_string(), silences.to_string()]);
            }
        }
        DashboardTable::Stages => {
            csv = Csv::new(&["Funil", "Etapa", "Atendimentos", "Valor (R$)"]);
            for bar in all.stages {
                let people = &ask.house.people;
                let funnel = people.funnels.iter().find(|one| one.id == bar.funnel).map_or("", |one| one.name.as_str());
                let stage =
                    people.stages.iter().find(|one| Some(one.id) == bar.stage).map_or("", |one| one.name.as_str());
                let (whole, cents) = (bar.value_cents / 100, bar.value_cents % 100);
                csv.row(&[funnel.into(), stage.into(), bar.tickets.to_string(), format!("{whole},{cents:02}")]);
            }
        }
    }
    Ok(csv.file("painel.csv"))
}

fn minutes(span: Option<Span>) -> String {
    span.map(|span| (span.0 / Span::minutes(1).0).to_string()).unwrap_or_default()
}
