//! The one table of commands: name, arguments, reply, who may call it and what it makes stale. The dispatcher, the
//! TypeScript map and `openapi.json` come from it and from nowhere else. A command without a policy does not compile.

use runtime::Topic;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{Role, User};

use crate::action::*;
use crate::ask::Ask;
use crate::board::*;
use crate::check::*;
use crate::connection::*;
use crate::dashboard::*;
use crate::demo::*;
use crate::error::{Code, Failure, Result};
use crate::execution::*;
use crate::kept::*;
use crate::notice::*;
use crate::people::*;
use crate::reading;
use crate::rule::*;
use crate::session::*;
use crate::settings::*;
use crate::setup::*;
use crate::shape::*;
use crate::ticket::*;
use crate::waiting::*;

/// Who may call a command. Which rows they may touch is the handler's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Even before a profile is chosen.
    Anyone,
    /// Every active user.
    Everyone,
    /// All but Viewer: they work on tickets.
    Worker,
    /// Supervisor and Leader.
    Lead,
    Supervisor,
}

impl Who {
    /// Whether this person may call a command of this policy. A person who is unknown or inactive comes as inactive.
    #[must_use]
    pub fn takes(self, user: &User) -> bool {
        match (self, user.role) {
            (Who::Anyone, _) => true,
            (_, _) if !user.active => false,
            (Who::Everyone, _) => true,
            (Who::Worker, Role::Supervisor | Role::Leader | Role::Technician) => true,
            (Who::Lead, Role::Supervisor | Role::Leader) => true,
            (Who::Supervisor, Role::Supervisor) => true,
            (Who::Worker | Who::Lead | Who::Supervisor, _) => false,
        }
    }

    fn names(self) -> &'static str {
        match self {
            Who::Anyone | Who::Everyone => "quem tem um perfil ativo",
            Who::Worker => "técnicos, líderes e supervisores",
            Who::Lead => "líderes e supervisores",
            Who::Supervisor => "supervisores",
        }
    }
}

/// The one check of a command against a person.
///
/// # Errors
/// `forbidden`, with who may.
pub fn authorize(command: &Command, user: &User) -> Result<()> {
    if command.who.takes(user) {
        return Ok(());
    }
    let message = if user.active {
        format!("Só {} podem fazer isto. Peça a uma dessas pessoas.", command.who.names())
    } else {
        "Escolha um perfil ativo para continuar.".to_owned()
    };
    Err(Failure::forbidden(message))
}

/// One row of the table, without its types.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    pub name: &'static str,
    pub who: Who,
    /// What a screen has to ask again once it is done.
    pub stale: &'static [Topic],
    pub about: &'static str,
}

/// What can be done with each row's types.
pub(crate) trait Rows {
    fn row<A, R>(&mut self, command: &Command)
    where
        A: ts_rs::TS + schemars::JsonSchema + 'static,
        R: ts_rs::TS + schemars::JsonSchema + 'static;
}

/// The arguments of a command. A field that nothing reads is refused: misspelt, it would be ignored in silence.
fn parsed<A: Serialize + DeserializeOwned>(args: &Value) -> Result<A> {
    let refused = |field: &str, why: &str| Failure::field(field, format!("Confira os dados enviados: {why}"));
    let read: A = serde_path_to_error::deserialize(args).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { "" } else { path.as_str() };
        // Inside a choice by `type` the path ends at the choice.
        let field = match reading::unknown(error.inner()) {
            Some(name) if path.is_empty() => name,
            Some(name) if !path.ends_with(&name) => format!("{path}.{name}"),
            Some(_) | None => path.to_owned(),
        };
        refused(&field, &reading::wrong(error.inner()).unwrap_or_else(|| "um valor não pode ser lido.".into()))
    })?;
    match serde_json::to_value(&read).ok().and_then(|known| reading::let_pass(args, &known)) {
        Some((field, name)) => Err(refused(&field, &reading::unknown_field(&name))),
        None => Ok(read),
    }
}

fn shown<R: Serialize>(reply: &R) -> Result<Value> {
    serde_json::to_value(reply).map_err(|error| {
        tracing::error!(%error, "a reply could not be written");
        Failure::new(Code::Internal, "Não foi possível montar a resposta. O registro do programa diz por quê.")
    })
}

pub(crate) fn unknown_command(name: &str) -> Failure {
    let name: String = name.chars().take(COMMAND_CHARS_MAX).collect();
    Failure::new(Code::UnknownCommand, format!("O comando «{name}» não existe."))
}

/// Characters of a command's name that are repeated to the caller.
const COMMAND_CHARS_MAX: usize = 60;

macro_rules! commands {
    ($( $(#[doc = $about:literal])+ $name:ident($args:ty) -> $reply:ty, $who:ident, stale: [$($topic:ident),*]; )+) => {
        /// The table.
        pub const COMMANDS: &[Command] = &[$(
            Command {
                name: stringify!($name),
                who: Who::$who,
                stale: &[$(Topic::$topic),*],
                about: concat!($($about),+),
            },
        )+];

        /// Shows each row with its types.
        pub(crate) fn each(rows: &mut impl Rows) {
            let mut commands = COMMANDS.iter();
            $( rows.row::<$args, $reply>(commands.next().expect("one row per command")); )+
        }

        /// Calls the handler of the same name.
        pub(crate) fn dispatch(ask: &Ask, command: &Command, args: Value) -> Result<Value> {
            $( if command.name == stringify!($name) {
                let args: $args = parsed(&args)?;
                let reply: $reply = $name(ask, args)?;
                return shown(&reply);
            } )+
            Err(unknown_command(command.name))
        }
    };
}

commands! {
    // ---- the window itself
    /// The profiles one may work as.
    profiles(Nothing) -> Vec<Profile>, Anyone, stale: [];
    /// Who is asking, what they may, and how the house is.
    session(Nothing) -> SessionView, Everyone, stale: [];
    /// The status bar and the counts of rail and tray.
    status(Nothing) -> StatusView, Everyone, stale: [];
    /// The names behind every id.
    directory(Nothing) -> Directory, Everyone, stale: [];
    /// First run: an empty house.
    setup_empty(SetupDraft) -> Done, Supervisor, stale: [People, Settings, Tickets, Rules, Queue, Notices];
    /// First run: example data.
    setup_demo(Nothing) -> Done, Supervisor, stale: [People, Settings, Connections, Tickets, Messages, Rules, Executions, Missed, Queue, Day, Notices];
    /// Removes the example data.
    remove_demo(Nothing) -> Done, Supervisor, stale: [People, Settings, Connections, Tickets, Messages, Rules, Executions, Missed, Queue, Day, Notices];

    /// The demonstration's clock.
    set_speed(Speed) -> Done, Supervisor, stale: [Tickets, Queue, Settings];
    /// Opens the passphrase file of the secrets, or founds it.
    unlock_secrets(Passphrase) -> Done, Supervisor, stale: [Connections];
    /// A verified copy of the data, now.
    backup_now(Nothing) -> Backup, Supervisor, stale: [];
    /// Where the data lies, its copies, and the one chosen for the next start.
    data_folder(Nothing) -> DataFolder, Supervisor, stale: [];
    /// Chooses a copy that takes the place of the data at the next start, or none. It sends nothing again.
    restore_copy(RestoreCopy) -> DataFolder, Supervisor, stale: [];
    /// "Conferência": what was ever planned, and whether each of it has an end or waits for something.
    self_check(Nothing) -> SelfCheck, Supervisor, stale: [];

    // ---- tickets, read
    /// A funnel with the first cards of each column.
    board(BoardArgs) -> Board, Everyone, stale: [];
    /// More cards of one column.
    board_page(BoardPageArgs) -> TicketPage, Everyone, stale: [];
    /// Tickets by filter, newest word first.
    tickets(TicketsArgs) -> TicketPage, Everyone, stale: [];
    /// One ticket, open.
    ticket(OneTicket) -> TicketView, Everyone, stale: [];
    /// Its messages and what happened between them.
    conversation(TicketPageArgs) -> Conversation, Everyone, stale: [];
    /// One attachment of a message, brought from the provider now. It is kept nowhere.
    attachment(OneAttachment) -> BinaryFile, Everyone, stale: [];
    /// Everything that happened to it, with who and why.
    timeline(TicketPageArgs) -> Timeline, Everyone, stale: [];
    /// Tickets by name, address, protocol or words of the messages.
    search(SearchArgs) -> SearchReply, Everyone, stale: [];
    /// The views of the board this person keeps.
    board_views(Nothing) -> BoardViews, Everyone, stale: [];
    /// Keeps them whole, in this order.
    save_board_views(BoardViewsDraft) -> BoardViews, Everyone, stale: [Settings];
    /// Meus atendimentos.
    my_tickets(Nothing) -> MyTickets, Everyone, stale: [];

    // ---- tickets, acted on
    /// Marks it seen: it is no longer highlighted as returned.
    opened(OneTicket) -> Done, Worker, stale: [Tickets, Notices];
    /// Writes to the customer; leaves the outbox after five seconds.
    send_message(WriteMessage) -> Written, Worker, stale: [Tickets, Messages];
    /// Takes back a message that still waits in the outbox; one from a tray lies there again.
    cancel_send(OneMessage) -> CancelledSend, Worker, stale: [Missed, Executions, Tickets, Messages];
    /// Sends the text of a failed message again.
    retry_send(OneMessage) -> Written, Worker, stale: [Tickets, Messages];
    /// Writes an internal note.
    add_note(WriteMessage) -> Written, Worker, stale: [Tickets, Messages];
    /// Starts a conversation.
    start_ticket(StartTicket) -> Started, Worker, stale: [Tickets, Messages];
    /// Contacts one may write to on a connection, by name or address.
    find_contacts(FindContacts) -> Vec<FoundContact>, Worker, stale: [];
    /// Takes tickets for oneself.
    take(Tickets) -> Acted, Worker, stale: [Tickets, Queue, Messages];
    /// Gives tickets to somebody.
    assign(AssignTickets) -> Acted, Worker, stale: [Tickets, Queue, Messages, Notices];
    /// Moves tickets to a queue; nobody has them then.
    transfer(TransferTickets) -> Acted, Worker, stale: [Tickets, Queue, Messages, Notices];
    /// Moves tickets to a stage of a funnel.
    move_stage(StageTickets) -> Acted, Worker, stale: [Tickets];
    /// "Mover agora": into Sem Interação.
    move_to_no_interaction(Tickets) -> Acted, Worker, stale: [Tickets, Queue, Messages, Notices];
    /// "Devolver ao técnico": out of Sem Interação.
    return_to_technician(Tickets) -> Acted, Worker, stale: [Tickets, Queue, Messages];
    /// Closes tickets.
    close_tickets(Tickets) -> Acted, Worker, stale: [Tickets, Queue, Messages, Day];
    /// Opens closed tickets again.
    reopen(Tickets) -> Acted, Worker, stale: [Tickets, Queue];
    /// Puts a ticket back where it stood before an act, if nothing happened to it since.
    put_back(PutBackTicket) -> Acted, Worker, stale: [Tickets, Queue, Day];
    /// "Segurar": nothing is timed until released.
    hold(Tickets) -> Acted, Worker, stale: [Tickets, Messages];
    /// Ends the hold.
    release(Tickets) -> Acted, Worker, stale: [Tickets];
    /// Adds a tag to the contacts.
    tag(TagTickets) -> Acted, Worker, stale: [Tickets];
    /// Removes a tag from the contacts.
    untag(TagTickets) -> Acted, Worker, stale: [Tickets];
    /// Sets or clears the wallet owner of the contacts.
    set_wallet(WalletTickets) -> Acted, Worker, stale: [Tickets];
    /// Sets what the ticket is worth.
    set_value(ValueTicket) -> Acted, Worker, stale: [Tickets];

    // ---- Sem Interação
    /// The live queue, what is arriving, and the day.
    waiting_queue(WaitingArgs) -> WaitingQueue, Everyone, stale: [];
    /// The queue as a CSV file.
    waiting_csv(WaitingCsvArgs) -> TextFile, Everyone, stale: [];
    /// Sends the customer's notice of entry again.
    resend_notice(Tickets) -> Acted, Worker, stale: [Tickets, Queue, Messages];
    /// Spares tickets the next end of the day.
    postpone_closing(Tickets) -> Acted, Worker, stale: [Tickets, Queue];
    /// Takes that back.
    restore_closing(Tickets) -> Acted, Worker, stale: [Tickets, Queue];
    /// The newest ends of day with what each closed.
    day_runs(DayRunsArgs) -> Vec<DayRunView>, Everyone, stale: [];
    /// Says what happens to a missed end of day that asks.
    answer_day(AnswerDay) -> Done, Lead, stale: [Day, Queue, Tickets, Messages, Notices];
    /// Opens again what an end of day closed.
    undo_day_closing(Tickets) -> Acted, Worker, stale: [Day, Queue, Tickets];

    // ---- rules
    /// Ações em tickets.
    rules(Nothing) -> RuleList, Everyone, stale: [];
    /// One rule.
    rule(OneRule) -> RuleView, Everyone, stale: [];
    /// Its versions, newest first; an execution names the one that ran.
    rule_versions(OneRule) -> Vec<RuleVersion>, Everyone, stale: [];
    /// The product's own examples, to start from.
    rule_templates(Nothing) -> Vec<RuleTemplate>, Everyone, stale: [];
    /// What is wrong with a draft, and whom it would be for.
    check_rule(DraftArgs) -> RuleCheck, Lead, stale: [];
    /// Waiting tickets already past a draft's time.
    overdue_of_rule(DraftArgs) -> Overdue, Lead, stale: [];
    /// Saves a new rule or a new version.
    save_rule(SaveRule) -> SavedRule, Supervisor, stale: [Rules, Messages, Tickets];
    /// Enables, disables, observes or resumes a rule; a Leader may only pause.
    set_rule_state(RuleStateArgs) -> SavedRule, Lead, stale: [Rules, Messages, Tickets];
    /// Changes the order.
    move_rule(RuleOrder) -> Done, Supervisor, stale: [Rules];
    /// A copy, switched off.
    duplicate_rule(OneRule) -> SavedRule, Supervisor, stale: [Rules];
    /// Deletes a rule; the log keeps it.
    archive_rule(OneRule) -> Done, Supervisor, stale: [Rules, Messages, Tickets];
    /// Undoes a deletion; the rule comes back switched off.
    restore_rule(OneRule) -> SavedRule, Supervisor, stale: [Rules];
    /// Rules as a JSON file.
    export_rules(ExportRules) -> TextFile, Lead, stale: [];
    /// Takes in an exported file, whole or not at all.
    import_rules(ImportRules) -> ImportedRules, Supervisor, stale: [Rules];
    /// "Simular": nothing is sent.
    simulate_rule(SimulateRule) -> Simulation, Lead, stale: [];
    /// "Testar no histórico".
    backtest_rule(BacktestRule) -> Backtest, Lead, stale: [];
    /// How many answered after it acted, and how fast.
    rule_effect(RuleEffectArgs) -> RuleEffectView, Everyone, stale: [];
    /// The variables a text may have.
    text_variables(Nothing) -> Vec<TextVariable>, Everyone, stale: [];
    /// What a contact would read.
    preview_text(PreviewText) -> TextPreview, Everyone, stale: [];

    // ---- what rules did
    /// Histórico de execuções.
    executions(ExecutionsArgs) -> ExecutionPage, Everyone, stale: [];
    /// The same as a CSV file.
    executions_csv(ExecutionsCsvArgs) -> TextFile, Everyone, stale: [];
    /// "Por quê?": every condition of a rule on a ticket.
    why(RuleOnTicket) -> WhyView, Everyone, stale: [];
    /// The same of a decision of the past: every condition as it was then.
    decision(OneExecution) -> DecisionView, Everyone, stale: [];
    /// "Próximas automações" of a ticket.
    forecast(OneTicket) -> ForecastView, Everyone, stale: [];
    /// This rule does not act on this ticket in this episode.
    skip_step(RuleOnTicket) -> Acted, Worker, stale: [Tickets, Executions];
    /// This rule acts on this ticket later.
    postpone_step(PostponeStep) -> Acted, Worker, stale: [Tickets, Executions];
    /// Takes either back: it comes as it was planned before.
    resume_step(ResumeStep) -> Acted, Worker, stale: [Tickets, Executions];
    /// The tray "Perdidas".
    missed(TrayArgs) -> MissedPage, Everyone, stale: [];
    /// Sends what was missed.
    send_missed(MissedIds) -> TrayActed, Worker, stale: [Missed, Executions, Tickets, Messages];
    /// Leaves it.
    skip_missed(MissedIds) -> TrayActed, Worker, stale: [Missed, Executions, Tickets];
    /// The tray "Incertas".
    unknown(TrayArgs) -> UnknownPage, Everyone, stale: [];
    /// "Já foi enviada".
    unknown_was_sent(UnknownIds) -> TrayActed, Worker, stale: [Missed, Tickets, Messages, Queue];
    /// "Reenviar".
    unknown_resend(UnknownIds) -> TrayActed, Worker, stale: [Missed, Tickets, Messages, Queue];

    // ---- the house
    /// Conexões.
    connections(Nothing) -> Vec<ConnectionView>, Everyone, stale: [];
    /// The kinds there are and what each asks for.
    connection_kinds(Nothing) -> Vec<ConnectionKind>, Everyone, stale: [];
    /// Saves a connection.
    save_connection(ConnectionDraft) -> SavedConnection, Supervisor, stale: [Connections, Rules, Notices];
    /// "Testar": logs in and says what it found.
    test_connection(TestConnection) -> TestReply, Supervisor, stale: [];
    /// Switches it on or off.
    enable_connection(EnableConnection) -> Done, Supervisor, stale: [Connections, Rules, Notices];
    /// Deletes it; its tickets stay.
    delete_connection(OneConnection) -> Done, Supervisor, stale: [Connections, Rules, Notices];
    /// Saves a user.
    save_user(UserDraft) -> UserView, Supervisor, stale: [People, Rules, Notices];
    /// Says that somebody is away, or there again: oneself, or anybody for a supervisor.
    set_presence(PresenceDraft) -> UserView, Everyone, stale: [People];
    /// Saves a team.
    save_team(TeamDraft) -> TeamView, Supervisor, stale: [People, Rules, Notices];
    /// Saves a queue.
    save_queue(QueueDraft) -> QueueView, Supervisor, stale: [People, Rules, Notices];
    /// Saves a funnel.
    save_funnel(FunnelDraft) -> FunnelView, Supervisor, stale: [People];
    /// Saves a stage.
    save_stage(StageDraft) -> StageView, Supervisor, stale: [People, Rules, Notices];
    /// Changes the order of stages.
    move_stage_order(StageOrder) -> Done, Supervisor, stale: [People, Rules, Notices];
    /// Saves a tag.
    save_tag(TagDraft) -> TagView, Supervisor, stale: [People, Rules, Notices];
    /// How many contacts carry each tag.
    tag_counts(Nothing) -> Vec<TagCount>, Everyone, stale: [];
    /// The contacts in a person's wallet.
    wallet(OneUser) -> Wallet, Supervisor, stale: [];
    /// Puts what a person has into other hands, and what they answer for if they leave: all of it or nothing.
    hand_over(HandOver) -> HandedOver, Supervisor, stale: [People, Settings, Tickets, Queue, Messages, Rules, Day, Notices];
    /// Takes that back, as far as nobody has chosen otherwise since.
    hand_back(HandedOver) -> Done, Supervisor, stale: [People, Settings, Tickets, Queue, Messages, Rules, Day, Notices];
    /// Settings, beside their defaults.
    settings(Nothing) -> SettingsView, Everyone, stale: [];
    /// Saves the settings whole.
    save_settings(SaveSettings) -> SettingsView, Supervisor, stale: [Settings, Queue, Rules, Day, Notices];
    /// Quick replies of the house.
    quick_replies(Nothing) -> QuickReplies, Everyone, stale: [];
    /// Saves them whole, in this order.
    save_quick_replies(QuickRepliesDraft) -> QuickReplies, Lead, stale: [Settings];
    /// The holidays of a year.
    holidays(HolidaysArgs) -> Holidays, Everyone, stale: [];
    /// Saves a day of our own.
    save_holiday(HolidayDraft) -> Done, Supervisor, stale: [Settings];
    /// Deletes a day of our own.
    drop_holiday(HolidayDate) -> Done, Supervisor, stale: [Settings];
    /// Takes in the days of an iCal file.
    import_holidays(ImportHolidays) -> ImportedHolidays, Supervisor, stale: [Settings];
    /// Changes of configuration: who, when, what.
    audit(AuditArgs) -> AuditPage, Supervisor, stale: [];
    /// Central de notificações.
    notices(NoticesArgs) -> NoticePage, Everyone, stale: [];
    /// Marks notices read.
    read_notices(ReadNotices) -> Done, Everyone, stale: [Notices];
    /// Painel.
    dashboard(DashboardArgs) -> Dashboard, Everyone, stale: [];
    /// One of its tables as a CSV file.
    dashboard_csv(DashboardCsvArgs) -> TextFile, Everyone, stale: [];
}
