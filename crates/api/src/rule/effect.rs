//! What a rule brought about, and what it would have: "efeito" and "Testar no histórico". The past is judged by the same
//! `evaluate` as the present, on each silence as it was; whose ticket it is and which tags the contact has are taken as
//! they are today, for nobody wrote down how they were then.

use std::collections::{BTreeMap, BTreeSet};

use engine::*;
use store::MessageSide;
use store::view::{HistoryRow, PAGE_MAX, Said};

use super::draft::parse;
use super::{Backtest, BacktestDay, BacktestRule, RuleEffectArgs, RuleEffectView};
use crate::ask::Ask;
use crate::bounds::{BACKTEST_DAYS_MAX, BACKTEST_TICKETS_MAX, EFFECT_DAYS_MAX};
use crate::error::{Failure, Result};

pub(crate) fn rule_effect(ask: &Ask, args: RuleEffectArgs) -> Result<RuleEffectView> {
    let days = within("days", args.days, EFFECT_DAYS_MAX)?;
    ask.read(|reader| {
        let (from, to) = (ask.now.minus(Span::days(days)), ask.now.plus(Span(1)));
        let found = reader.effects(from, to, Some(args.rule), None)?.into_iter().next();
        let nothing = RuleEffectView { rule: args.rule, executed: 0, answered_24h: 0, median: None };
        Ok(found.map_or(nothing, effect_view))
    })
}

pub(crate) fn effect_view(effect: store::view::Effect) -> RuleEffectView {
    RuleEffectView {
        rule: effect.rule,
        executed: effect.executed,
        answered_24h: effect.answered,
        median: effect.median,
    }
}

fn within(field: &str, days: u32, max: u32) -> Result<i64> {
    if (1..=max).contains(&days) {
        Ok(i64::from(days))
    } else {
        Err(Failure::field(field, format!("Escolha de 1 a {max} dias.")))
    }
}

pub(crate) fn backtest_rule(ask: &Ask, args: BacktestRule) -> Result<Backtest> {
    let days = within("days", args.days, BACKTEST_DAYS_MAX)?;
    let rule = parse(args.rule, RuleState::Active)?;
    let since = ask.now.minus(Span::days(days));
    let calendar = ask.house.company();
    let mut total = Total::default();
    // Every day of the period has its row, also when nothing would have happened.
    let first = calendar.local_date(since);
    for date in first.iter_days().take_while(|date| *date <= calendar.local_date(ask.now)) {
        total.by_day.insert(date.to_string(), 0);
    }
    let mut looked_at = 0;
    let mut more = false;
    let mut after = TicketId(0);
    loop {
        let rows = ask.read(|reader| reader.history(after, since, PAGE_MAX))?;
        let Some(last) = rows.last() else { break };
        after = last.ticket.id;
        looked_at += rows.len();
        for row in &rows {
            let surroundings =
                Past { rule: &rule, row, calendar: ask.house.calendar_of(&row.ticket), since, now: ask.now };
            for fired in surroundings.fired(&ask.house.settings.limits) {
                total.add(&fired, calendar);
            }
        }
        if looked_at >= BACKTEST_TICKETS_MAX {
            more = true;
            break;
        }
    }
    Ok(total.reply(more))
}

/// One time the rule would have acted, and when the customer spoke next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fired {
    at: Moment,
    answered_at: Option<Moment>,
}

struct Past<'a> {
    rule: &'a Rule,
    row: &'a HistoryRow,
    calendar: &'a Calendar,
    since: Moment,
    now: Moment,
}

impl Past<'_> {
    fn fired(&self, limits: &Limits) -> Vec<Fired> {
        let mut fired = Vec::new();
        let mut ran: BTreeSet<(u32, Moment)> = BTreeSet::new();
        let mut silence = Silence::default();
        for (index, said) in self.row.said.iter().enumerate() {
            let rest = self.row.said.get(index + 1..).unwrap_or_default();
            match said.side {
                MessageSide::Customer => {
                    silence.turn += 1;
                    silence.customer_at = silence.customer_at.max(Some(said.at));
                    continue;
                }
                MessageSide::Human => silence.human_at = silence.human_at.max(Some(said.at)),
                MessageSide::Automation | MessageSide::Note | MessageSide::System => continue,
            }
            let ends = rest.first().map_or(self.now, |next| next.at);
            let key = match self.rule.repeat {
                Repeat::OncePerEpisode => (silence.turn, Moment(0)),
                Repeat::EverySilence => (silence.turn, said.at),
            };
            if let Some(at) = self.due(silence, ran.contains(&key), limits)
                && at < ends
                && at >= self.since
            {
                ran.insert(key);
                fired.push(Fired { at, answered_at: answer(rest) });
            }
        }
        fired
    }

    /// When the rule would have acted on this silence, had it lasted.
    fn due(&self, silence: Silence, ran: bool, limits: &Limits) -> Option<Moment> {
        let mut ticket =
            Ticket { silence, hold: Hold::Never, entered_at: None, returns_to: None, ..self.row.ticket.clone() };
        let at = deadline(self.rule, &ticket, self.calendar)?;
        if ticket.status == Status::Closed && ticket.closed_at.is_none_or(|closed| closed > at) {
            ticket.status = Status::Open;
        }
        let around = Surroundings { ran, ..Surroundings::clear(self.calendar, limits) };
        let contact = Contact { wrote_at: silence.customer_at, ..self.row.contact.clone() };
        let acts = |part: &Part| evaluate(self.rule, *part, &ticket, &contact, &around, at).outcome == Outcome::Due;
        self.rule.parts().iter().any(acts).then_some(at)
    }
}

fn answer(rest: &[Said]) -> Option<Moment> {
    rest.iter().find(|said| said.side == MessageSide::Customer).map(|said| said.at)
}

#[derive(Default)]
struct Total {
    by_day: BTreeMap<String, u32>,
    fired: u32,
    answered: [u32; 3],
}

const WITHIN: [Span; 3] = [Span::hours(1), Span::hours(4), Span::hours(24)];

impl Total {
    fn add(&mut self, fired: &Fired, calendar: &Calendar) {
        *self.by_day.entry(calendar.local_date(fired.at).to_string()).or_default() += 1;
        self.fired += 1;
        for (count, within) in self.answered.iter_mut().zip(WITHIN) {
            *count += u32::from(fired.answered_at.is_some_and(|at| at.since(fired.at) <= within));
        }
    }

    fn reply(self, more: bool) -> Backtest {
        let [answered_1h, answered_4h, answered_24h] = self.answered;
        let days = self.by_day.into_iter().map(|(date, fired)| BacktestDay { date, fired }).collect();
        Backtest { days, fired: self.fired, answered_1h, answered_4h, answered_24h, more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(n: i64) -> Moment {
        Moment(1_700_000_000_000).plus(Span::hours(n))
    }

    fn row(said: &[(char, i64)]) -> HistoryRow {
        let said = said.iter().map(|&(side, at)| Said {
            side: if side == 'c' { MessageSide::Customer } else { MessageSide::Human },
            at: hour(at),
        });
        HistoryRow {
            ticket: Ticket {
                id: TicketId(1),
                contact: ContactId(1),
                connection: ConnectionId(1),
                status: Status::Open,
                queue: QueueId(1),
                assignee: Some(UserId(1)),
                stage: None,
                silence: Silence::default(),
                hold: Hold::Never,
                entered_at: None,
                returns_to: None,
                closed_at: None,
                close_reason: None,
                last_attendant: Some(UserId(1)),
            },
            contact: Contact {
                id: ContactId(1),
                tags: vec![],
                wallet_owner: None,
                opted_out: false,
                do_not_disturb: false,
                group: false,
                erased: false,
                wrote_at: None,
            },
            said: said.collect(),
        }
    }

    fn rule(repeat: Repeat) -> Rule {
        Rule {
            id: RuleId(1),
            version: 1,
            name: "Follow-up".into(),
            description: String::new(),
            wait: Span::hours(24),
            actions: vec![Action::Close],
            scope: Scope::default(),
            business_hours: false,
            quiet_hours: true,
            lateness_max: None,
            repeat,
            position: 0,
            state: RuleState::Active,
        }
    }

    fn fired(repeat: Repeat, said: &[(char, i64)], now: i64) -> Vec<(i64, Option<i64>)> {
        let calendar = Calendar::always(chrono_tz::UTC);
        let past = Past { rule: &rule(repeat), row: &row(said), calendar: &calendar, since: hour(0), now: hour(now) };
        let in_hours = |at: Moment| at.since(hour(0)).0 / Span::hours(1).0;
        past.fired(&Limits::default()).iter().map(|one| (in_hours(one.at), one.answered_at.map(in_hours))).collect()
    }

    #[test]
    fn the_past_is_judged_silence_by_silence() {
        let once = Repeat::OncePerEpisode;
        type Case = (Repeat, &'static [(char, i64)], i64, &'static [(i64, Option<i64>)]);
        let table: &[Case] = &[
            // Answered in time: nothing.
            (once, &[('c', 0), ('h', 1), ('c', 20)], 200, &[]),
            // Answered two hours after.
            (once, &[('c', 0), ('h', 1), ('c', 27)], 200, &[(25, Some(27))]),
            // A second word of ours restarts the clock before it is over.
            (once, &[('c', 0), ('h', 1), ('h', 20)], 200, &[(44, None)]),
            // A second word after it acted: the same episode, so once.
            (once, &[('c', 0), ('h', 1), ('h', 30)], 200, &[(25, None)]),
            (Repeat::EverySilence, &[('c', 0), ('h', 1), ('h', 30)], 200, &[(25, None), (54, None)]),
            // Not yet.
            (once, &[('c', 0), ('h', 190)], 200, &[]),
            // Nobody of ours spoke.
            (once, &[('c', 0)], 200, &[]),
        ];
        for (repeat, said, now, expected) in table {
            assert_eq!(fired(*repeat, said, *now), *expected, "{repeat:?} {said:?}");
        }
    }
}
