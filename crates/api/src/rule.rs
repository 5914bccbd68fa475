//! "Ações em tickets": what a supervisor types ([`RuleDraft`]), what is shown of a rule, and the questions around it
//! before it acts: check, dry run, backtest. What typed text means is parsed here; whether a rule can ever work is the
//! runtime's check.

mod draft;
mod effect;
mod file;
mod handle;
mod list;
mod names;
mod template;
mod text;
mod trial;

use engine::*;

pub(crate) use effect::{backtest_rule, effect_view, rule_effect};
pub(crate) use file::{export_rules, import_rules};
pub(crate) use handle::*;
pub(crate) use list::{rule_versions, rules};
pub(crate) use template::rule_templates;
pub(crate) use text::{filled, preview_text, text_variables};
pub(crate) use trial::{check_rule, overdue_of_rule, simulate_rule};

use crate::error::FieldProblem;
use crate::shape::{args, views};

/// One action as the form has it: what is not chosen yet is absent.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export, optional_fields = nullable)]
pub enum ActionDraft {
    /// Enviar Mensagem. Without `connection`: the ticket's own.
    SendMessage {
        text: String,
        connection: Option<ConnectionId>,
    },
    AddTag {
        tag: Option<TagId>,
    },
    RemoveTag {
        tag: Option<TagId>,
    },
    AddWallet {
        user: Option<UserId>,
        mode: WalletMode,
    },
    MoveToStage {
        stage: Option<StageId>,
    },
    TransferToQueue {
        queue: Option<QueueId>,
    },
    Assign {
        user: Option<UserId>,
    },
    // With braces: a variant without fields would let any field through.
    Close {},
    Note {
        text: String,
    },
    Notify {
        user: Option<UserId>,
        text: String,
    },
    Webhook {
        url: String,
    },
}

args! {
    pub struct RuleDraft {
        /// Absent: a new rule.
        pub id: Option<RuleId>,
        /// The version that was opened; saving over a newer one is a conflict.
        pub version: Option<u32>,
        /// "Nome da ação".
        pub name: String,
        /// "Descrição".
        pub description: String,
        /// "Tempo (em horas)", in milliseconds.
        pub wait: Span,
        pub actions: Vec<ActionDraft>,
        pub scope: Scope,
        pub business_hours: bool,
        pub quiet_hours: bool,
        pub lateness_max: Option<Span>,
        pub repeat: Repeat,
    }

    pub struct SaveRule {
        pub rule: RuleDraft,
        /// `active`, `shadow` or `off`.
        pub state: RuleState,
        /// "Aplicar também aos N já vencidos".
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        pub include_overdue: bool,
    }

    pub struct OneRule {
        pub rule: RuleId,
    }

    pub struct DraftArgs {
        pub rule: RuleDraft,
    }

    pub struct RuleStateArgs {
        pub rule: RuleId,
        /// `active`, `shadow`, `off` or `paused`.
        pub state: RuleState,
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        pub include_overdue: bool,
    }

    pub struct RuleOrder {
        pub rule: RuleId,
        /// It goes before this one; absent: to the end.
        pub before: Option<RuleId>,
    }

    pub struct ExportRules {
        /// Empty: all.
        #[serde(default)]
        #[ts(as = "Option<Vec<RuleId>>", optional)]
        pub rules: Vec<RuleId>,
    }

    pub struct ImportRules {
        /// The text of an exported file.
        pub text: String,
    }

    pub struct SimulateRule {
        pub rule: RuleDraft,
        pub limit: Option<u32>,
    }

    pub struct BacktestRule {
        pub rule: RuleDraft,
        /// How far back, in days.
        pub days: u32,
    }

    pub struct RuleEffectArgs {
        pub rule: RuleId,
        pub days: u32,
    }

    pub struct PreviewText {
        pub text: String,
        /// Whose values; the newest ticket if absent.
        pub ticket: Option<TicketId>,
        /// For `{{horas}}`.
        pub wait: Option<Span>,
    }
}

views! {
    pub struct RuleView {
        pub id: RuleId,
        pub version: u32,
        pub name: String,
        pub description: String,
        pub wait: Span,
        pub actions: Vec<Action>,
        pub scope: Scope,
        pub business_hours: bool,
        pub quiet_hours: bool,
        pub lateness_max: Option<Span>,
        pub repeat: Repeat,
        pub state: RuleState,
        /// Why it is "com erro", in Portuguese; empty otherwise.
        pub problem: String,
    }

    pub struct RuleRow {
        pub rule: RuleView,
        pub executed_today: u32,
        pub skipped_today: u32,
        /// What it would have done, of a rule that only observes.
        pub observed_today: u32,
        /// Today and the six days before.
        pub executed_week: u32,
        /// Why it skipped in the same days, the most frequent first.
        pub skips_week: Vec<SkipCount>,
        /// Waiting tickets whose deadline falls into the next 24 hours, counted up to
        /// [`crate::bounds::NEXT_COUNTED_MAX`].
        pub next_24h: u32,
        /// There are more.
        pub next_24h_more: bool,
        pub last_at: Option<Moment>,
    }

    /// How often a rule skipped for one reason.
    pub struct SkipCount {
        /// A word of the same list as an execution's.
        pub why: String,
        pub count: u32,
    }

    pub struct RuleList {
        pub now: Moment,
        /// In order of execution.
        pub rules: Vec<RuleRow>,
    }

    pub struct RuleVersion {
        pub version: u32,
        pub saved_by: Option<UserId>,
        pub saved_at: Moment,
        pub rule: Rule,
    }

    pub struct SavedRule {
        pub rule: RuleView,
    }

    pub struct RuleCheck {
        /// Empty: it may be saved.
        pub problems: Vec<FieldProblem>,
        /// Waiting tickets it would be for, among the oldest five thousand.
        pub matching: u32,
        /// Of these, already past its time.
        pub overdue: u32,
        /// More wait than were looked at, so there may be more of both.
        pub beyond: bool,
        /// Rules whose message the same tickets would get before or after.
        pub overlaps: Vec<RuleId>,
    }

    pub struct OverdueTicket {
        pub ticket: TicketId,
        pub protocol: String,
        pub contact_name: String,
        pub silent_since: Option<Moment>,
    }

    pub struct Overdue {
        pub total: u32,
        /// At most [`crate::bounds::OVERDUE_ROWS_MAX`].
        pub tickets: Vec<OverdueTicket>,
    }

    pub struct RuleTemplate {
        /// Key of its name and words in the catalogue.
        pub key: String,
        pub draft: RuleDraft,
    }

    pub struct ImportedRules {
        /// All of them switched off until somebody enables them.
        pub rules: Vec<RuleId>,
    }

    pub struct SimulatedRow {
        pub ticket: TicketId,
        pub protocol: String,
        pub contact_name: String,
        pub part: Part,
        pub outcome: Outcome,
        pub deadline: Option<Moment>,
    }

    /// "Simular": who would be acted on now, and who next and when. Nothing is sent.
    pub struct Simulation {
        pub now: Moment,
        pub due: u32,
        pub upcoming: u32,
        pub rows: Vec<SimulatedRow>,
        /// There are more than the limit.
        pub more: bool,
        /// More wait than the five thousand that were looked at, so there may be more of each.
        pub beyond: bool,
    }

    pub struct BacktestDay {
        /// `YYYY-MM-DD` in the house's zone.
        pub date: String,
        pub fired: u32,
    }

    /// "Testar no histórico".
    pub struct Backtest {
        pub days: Vec<BacktestDay>,
        pub fired: u32,
        /// Of these, customers who answered alone within 1, 4 and 24 hours after.
        pub answered_1h: u32,
        pub answered_4h: u32,
        pub answered_24h: u32,
        /// The history looked at was cut at its limit.
        pub more: bool,
    }

    pub struct RuleEffectView {
        pub rule: RuleId,
        /// Messages it sent.
        pub executed: u32,
        pub answered_24h: u32,
        /// Median time to the answer of those who answered.
        pub median: Option<Span>,
    }

    pub struct TextVariable {
        /// As typed: `contato.nome`.
        pub name: String,
        pub description: String,
    }

    pub struct TextPreview {
        /// What the contact would read; absent while there are problems.
        pub text: Option<String>,
        pub problems: Vec<FieldProblem>,
        /// The ticket the values are of.
        pub ticket: Option<TicketId>,
    }
}
