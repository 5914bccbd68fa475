//! What rules did and why not: the history of executions, "Por quê?", "Próximas automações", and the trays of what was
//! missed and of what may or may not have been sent.

mod history;
mod look;
mod tray;

use engine::*;
use store::ExecutionOutcome;

use crate::shape::{args, views};
use crate::ticket::ForecastKind;

pub(crate) use history::{executions, executions_csv};
pub(crate) use look::{decision, forecast, postpone_step, resume_step, skip_step, why};
pub(crate) use tray::{missed, send_missed, skip_missed, to_decide, unknown, unknown_resend, unknown_was_sent};

args! {
    #[derive(Default)]
    pub struct ExecutionFilter {
        /// Empty: any.
        #[serde(default)]
        #[ts(as = "Option<Vec<RuleId>>", optional)]
        pub rules: Vec<RuleId>,
        pub ticket: Option<TicketId>,
        /// Empty: any.
        #[serde(default)]
        #[ts(as = "Option<Vec<ExecutionOutcome>>", optional)]
        pub outcomes: Vec<ExecutionOutcome>,
        pub from: Option<Moment>,
        /// Up to but not at.
        pub to: Option<Moment>,
    }

    pub struct ExecutionsArgs {
        #[serde(default)]
        #[ts(as = "Option<ExecutionFilter>", optional)]
        pub filter: ExecutionFilter,
        pub after: Option<String>,
        pub limit: Option<u32>,
    }

    pub struct ExecutionsCsvArgs {
        #[serde(default)]
        #[ts(as = "Option<ExecutionFilter>", optional)]
        pub filter: ExecutionFilter,
    }

    pub struct OneExecution {
        pub execution: ExecutionId,
    }

    pub struct RuleOnTicket {
        pub rule: RuleId,
        pub ticket: TicketId,
    }

    pub struct PostponeStep {
        pub rule: RuleId,
        pub ticket: TicketId,
        pub until: Moment,
    }

    pub struct ResumeStep {
        pub rule: RuleId,
        pub ticket: TicketId,
        /// Until when it was postponed before; absent: it comes in its own time.
        pub until: Option<Moment>,
    }

    pub struct TrayArgs {
        pub after: Option<String>,
        pub limit: Option<u32>,
    }

    pub struct MissedIds {
        pub executions: Vec<ExecutionId>,
    }

    pub struct UnknownIds {
        pub sends: Vec<OutboxId>,
    }
}

views! {
    pub struct ExecutionView {
        pub id: ExecutionId,
        pub rule: RuleId,
        pub rule_name: String,
        pub version: u32,
        pub ticket: TicketId,
        pub protocol: String,
        pub contact_name: String,
        pub part: Part,
        /// When it was due and when it was judged.
        pub deadline: Moment,
        pub at: Moment,
        pub outcome: ExecutionOutcome,
        /// Of a skipped one, a word of `SkipWhy`; `crossed` of one whose message crossed the customer's answer; else empty.
        pub why: String,
        /// What was done, or the values the judgement saw.
        pub detail: serde_json::Value,
    }

    pub struct ExecutionPage {
        /// Newest first.
        pub rows: Vec<ExecutionView>,
        pub next: Option<String>,
    }

    pub struct WhyPart {
        pub part: Part,
        pub outcome: Outcome,
        pub deadline: Option<Moment>,
        pub conditions: Vec<Condition>,
    }

    pub struct WhyView {
        pub now: Moment,
        pub rule: RuleId,
        pub ticket: TicketId,
        pub parts: Vec<WhyPart>,
    }

    /// A judgement of the past, with every condition on the values of then.
    pub struct PastJudgement {
        pub at: Moment,
        pub part: Part,
        pub outcome: Outcome,
        pub deadline: Option<Moment>,
        pub conditions: Vec<Condition>,
        /// What the same comes to in this version of the program, where that is something else; then the conditions are those
        /// of this version, and lead to it.
        pub today: Option<Outcome>,
    }

    pub struct DecisionView {
        pub execution: ExecutionId,
        pub rule: RuleId,
        pub rule_name: String,
        pub ticket: TicketId,
        /// Oldest first, one for each message of a rule of several. None of what a person decided, of what a restored copy
        /// brought, nor of what was decided before judgements were kept.
        pub judgements: Vec<PastJudgement>,
        /// Of these this version cannot read what was kept.
        pub unreadable: u32,
    }

    pub struct ForecastItem {
        pub kind: ForecastKind,
        pub rule: Option<RuleId>,
        pub part: Option<Part>,
        /// Absent: it waits for an event.
        pub at: Option<Moment>,
        /// Why it is later than its deadline.
        pub deferred: Option<DeferWhy>,
    }

    pub struct ForecastView {
        pub now: Moment,
        pub items: Vec<ForecastItem>,
    }

    /// One line of "Perdidas".
    pub struct MissedRow {
        pub execution: ExecutionId,
        pub rule: RuleId,
        pub rule_name: String,
        pub ticket: TicketId,
        pub protocol: String,
        pub contact_name: String,
        pub deadline: Moment,
        /// What it would send, filled in where the values are there.
        pub text: String,
        /// The customer has answered since: there is nothing to send any more.
        pub answered: bool,
        /// Sent, it reopens its closed ticket once the channel has it.
        pub reopens: bool,
        /// This person may send or skip it.
        pub may_act: bool,
    }

    pub struct MissedPage {
        pub rows: Vec<MissedRow>,
        /// That this person sees.
        pub total: u32,
        pub next: Option<String>,
    }

    /// One line of "Incertas": the channel never said whether it went.
    pub struct UnknownRow {
        pub send: OutboxId,
        pub rule: Option<RuleId>,
        pub ticket: TicketId,
        pub protocol: String,
        pub contact_name: String,
        pub connection: ConnectionId,
        /// When it was tried: if it went, it was said then.
        pub at: Moment,
        pub text: String,
        pub detail: String,
        /// Whoever says that it went reopens its closed ticket by that.
        pub reopens: bool,
        /// Sent again, it reopens its closed ticket once the channel has it.
        pub resend_reopens: bool,
        /// This person may say that it went, or send it again.
        pub may_act: bool,
    }

    pub struct UnknownPage {
        pub rows: Vec<UnknownRow>,
        /// That this person sees.
        pub total: u32,
        pub next: Option<String>,
    }

    pub struct TrayResult {
        /// Of the execution or the send.
        pub id: i64,
        pub failure: Option<crate::error::Failure>,
        /// When it goes; until then it can be taken back. Absent for what sends nothing.
        pub goes_at: Option<Moment>,
        /// What goes then.
        pub message: Option<MessageId>,
    }

    pub struct TrayActed {
        pub results: Vec<TrayResult>,
    }
}
