//! What a scenario says, read and not yet played: the world at its start, then the steps in order. Plain data by names;
//! ids exist only once the world has been built.

use chrono::NaiveDate;
use chrono_tz::Tz;
use engine::calendar::{BusinessHours, QuietHours};
use engine::day::Grace;
use engine::{Limits, Span, Status};

#[derive(Debug)]
pub(super) struct Script {
    pub world: World,
    pub steps: Vec<Step>,
}

/// What holds before the first time.
#[derive(Debug)]
pub(super) struct World {
    pub zone: Tz,
    pub start: Clock,
    pub start_date: NaiveDate,
    pub teams: Vec<Team>,
    pub supervisors: Vec<String>,
    pub hours: Option<BusinessHours>,
    pub holidays: Vec<NaiveDate>,
    pub quiet: Option<QuietHours>,
    pub limits: Limits,
    pub no_interaction: NoInteraction,
    pub connections: Vec<Connection>,
    pub rules: Vec<(usize, Rule)>,
    /// Everybody and everything the text names anywhere, in order of appearance.
    pub names: Names,
}

#[derive(Debug, Default)]
pub(super) struct Names {
    pub users: Vec<String>,
    pub queues: Vec<String>,
    pub stages: Vec<String>,
    pub tags: Vec<String>,
    /// With line and column, because they must be declared somewhere.
    pub connections: Vec<(usize, usize, String)>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Team {
    pub name: String,
    pub leader: Option<String>,
    pub technicians: Vec<String>,
}

/// The line `fila-sem-interação`; absent means switched off.
#[derive(Debug)]
pub(super) struct NoInteraction {
    pub line: usize,
    pub on: bool,
    pub wait: Span,
    pub keeper: Option<String>,
    /// Second of the day.
    pub day_end: Clock,
    pub manual: bool,
    pub stay: Span,
    pub grace: Grace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Pulls, no window.
    Test,
    /// Pulls, no window, threads by reference.
    Email,
    /// Is called by the provider; free text only within 24 h of the customer's last word.
    Whatsapp,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Test, Kind::Email, Kind::Whatsapp];

    pub fn word(self) -> &'static str {
        match self {
            Kind::Test => "teste",
            Kind::Email => "email",
            Kind::Whatsapp => "whatsapp",
        }
    }

    pub fn of(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Connection {
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub name: String,
    pub wait: Span,
    pub actions: Vec<Action>,
    pub statuses: Option<Vec<Status>>,
    pub business_hours: bool,
    pub every_silence: bool,
    pub lateness: Option<Span>,
    pub observing: bool,
    /// "aplicar também aos já vencidos", for a rule made while the day runs.
    pub include_overdue: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    Send { text: String, via: Option<String> },
    Tag(String),
    Untag(String),
    Wallet { user: String, only_if_empty: bool },
    Stage(String),
    Queue(String),
    Assign(String),
    Close,
    Note(String),
    Notify { user: String, text: Option<String> },
}

/// Second of the local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Clock(pub u32);

#[derive(Debug)]
pub(super) struct Step {
    pub line: usize,
    pub what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    Time(Time),
    Event(Event),
    Expect(Expect),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Time {
    Day(NaiveDate),
    Days(u32),
    At(Clock),
    Pass(Span),
}

/// A customer, and the conversation meant if it is not the one she last wrote in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Whose {
    pub contact: String,
    pub via: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    Customer {
        contact: String,
        via: Option<String>,
        says: Says,
        late: Span,
    },
    /// The channel delivers the customer's last message once more.
    Repeat(Whose),
    /// The customer has seen our last message. No answer.
    Looks(Whose),
    Person {
        by: String,
        does: Does,
    },
    TagContact {
        whose: Whose,
        tag: String,
    },
    SetStage {
        whose: Whose,
        stage: String,
    },
    SetUser {
        user: String,
        active: bool,
    },
    Channel {
        connection: String,
        turn: ChannelTurn,
    },
    ProgramStops,
    ProgramStarts,
    Sleeps,
    Wakes,
    /// Milliseconds the wall clock is set forward or back.
    Jumps(Span),
    MakeRule(Rule),
    EditRule {
        rule: String,
        edit: RuleEdit,
    },
    Resume(String),
    Missed {
        contact: Option<String>,
        send: bool,
    },
    /// What nobody knows the end of: sent once more, or found at the customer's.
    Uncertain {
        contact: Option<String>,
        resend: bool,
    },
    /// The supervisor deletes something a rule may need.
    Drop(Dropped),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Says {
    Text(String),
    /// A file, a picture, a voice message: content without a word.
    File(String),
    AutoReply(String),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Does {
    Takes(Whose),
    Writes {
        to: Whose,
        text: String,
        in_own_app: bool,
    },
    Notes {
        whose: Whose,
        text: String,
    },
    MovesNow(Whose),
    Closes(Whose),
    Gives {
        whose: Whose,
        to: String,
    },
    Transfers {
        whose: Whose,
        queue: String,
    },
    Holds(Whose),
    Releases(Whose),
    /// "Adiar encerramento".
    Postpones(Whose),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChannelTurn {
    Down,
    Up,
    AcceptUnanswered,
    Reject,
    RejectNext,
    FailLater,
    /// The provider's clock runs so far ahead of the computer's, and copies of what it accepts come back with its stamp.
    Clock(Span),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum RuleEdit {
    Off,
    On { include_overdue: bool },
    Observe,
    Wait { wait: Span, include_overdue: bool },
    Archive,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Dropped {
    Tag(String),
    Stage(String),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expect {
    Ticket { whose: Whose, fields: Vec<Field> },
    Sent { contact: String, count: u32 },
    Last { contact: String, text: String },
    Notices { user: String, count: u32 },
    Executions { outcome: Counted, rule: String, whose: Whose, count: u32 },
    Missed(u32),
    Unknown(u32),
    DayClosed(u32),
    Why { rule: String, whose: Whose, verdict: Verdict },
    Next { date: NaiveDate, at: Clock },
    Rule { rule: String, state: RuleWord },
    RefusesRule(Rule),
    RefusesEvent(Box<Event>),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Field {
    Queue(String),
    /// `None`: ninguém.
    Assignee(Option<String>),
    ReturnsTo(Option<String>),
    Status(Status),
    Stage(String),
    Wallet(Option<String>),
    Tags(Vec<String>),
    /// `None`: nothing is waited for.
    Waiting(Option<Span>),
    Tickets(u32),
    Reason(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    Executed,
    Deferred,
    Skipped,
    Substituted,
    Observed,
    Missed,
    Cancelled,
    /// Executed, and its message crossed the customer's answer.
    Crossed,
}

impl Counted {
    pub const ALL: [(Counted, &str); 8] = [
        (Counted::Executed, "execuções"),
        (Counted::Deferred, "adiadas"),
        (Counted::Skipped, "puladas"),
        (Counted::Substituted, "substituídas"),
        (Counted::Observed, "observadas"),
        (Counted::Missed, "perdidas"),
        (Counted::Cancelled, "canceladas"),
        (Counted::Crossed, "cruzadas"),
    ];

    pub fn of(word: &str) -> Option<Counted> {
        Counted::ALL.into_iter().find(|(_, its)| *its == word).map(|(counted, _)| counted)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    NotYet { date: NaiveDate, at: Clock },
    Plain(PlainVerdict),
}

/// The verdicts of "Por quê?" that are one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlainVerdict {
    CustomerWaits,
    AlreadyRan,
    OutOfScope,
    Exempt,
    Overdue,
    Due,
    NeverSpoke,
    RuleOff,
    Skipped,
    Substituted,
    Deferred,
}

impl PlainVerdict {
    pub const ALL: [(PlainVerdict, &str); 11] = [
        (PlainVerdict::CustomerWaits, "cliente-espera"),
        (PlainVerdict::AlreadyRan, "já-executada"),
        (PlainVerdict::OutOfScope, "fora-do-escopo"),
        (PlainVerdict::Exempt, "isento"),
        (PlainVerdict::Overdue, "vencida"),
        (PlainVerdict::Due, "vai-agora"),
        (PlainVerdict::NeverSpoke, "nunca-falamos"),
        (PlainVerdict::RuleOff, "desligada"),
        (PlainVerdict::Skipped, "pulada"),
        (PlainVerdict::Substituted, "substituída"),
        (PlainVerdict::Deferred, "adiada"),
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleWord {
    Active,
    Paused,
    Broken,
    Off,
    Observing,
    Archived,
}

impl RuleWord {
    pub const ALL: [(RuleWord, &str); 6] = [
        (RuleWord::Active, "ativa"),
        (RuleWord::Paused, "pausada"),
        (RuleWord::Broken, "com-erro"),
        (RuleWord::Off, "desativada"),
        (RuleWord::Observing, "em-observação"),
        (RuleWord::Archived, "excluída"),
    ];
}

/// The word of a value in one of the lists above.
pub(super) fn word_of<T: Copy + PartialEq>(list: &[(T, &'static str)], value: T) -> &'static str {
    list.iter().find(|(it, _)| *it == value).map_or("?", |(_, word)| word)
}

/// The value of a word in one of the lists above.
pub(super) fn of_word<T: Copy>(list: &[(T, &'static str)], word: &str) -> Option<T> {
    list.iter().find(|(_, its)| *its == word).map(|(value, _)| *value)
}
