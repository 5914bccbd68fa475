//! Who is asking, what they may, and how the house is: the first things a window asks. Also the first run.

use engine::day::DayEnd;
use engine::*;
use runtime::Doubt;
use runtime::port::SecretsState;
use store::Role;

use crate::ask::{Ask, chars};
use crate::bounds::PASSPHRASE_CHARS_MAX;
use crate::error::{Failure, Result};
use crate::execution::to_decide;
use crate::people::{UserView, user_view};
use crate::shape::{Done, Nothing, args, views, words};
use crate::table::COMMANDS;

args! {
    /// The first run, without example data. What is absent keeps its default.
    pub struct SetupDraft {
        pub company: String,
        /// The person at this computer; becomes Supervisor.
        pub your_name: String,
        pub zone: Option<String>,
        #[serde(default)]
        #[ts(as = "Option<Vec<String>>", optional)]
        pub technicians: Vec<String>,
        pub leader: Option<String>,
        pub wait: Option<Span>,
        pub day_end: Option<DayEnd>,
        pub hours: Option<BusinessHours>,
        pub texts: Option<SetupTexts>,
    }

    /// What customers read of the queue; a text that is absent is not sent.
    pub struct SetupTexts {
        pub entry_text: Option<String>,
        pub closing_text: Option<String>,
    }

    pub struct Passphrase {
        pub passphrase: String,
    }

    pub struct RestoreCopy {
        /// One of the copies; absent: the data stays as it is after all.
        pub name: Option<String>,
    }

    pub struct Speed {
        /// 1, 10 or 60 times as fast.
        pub speed: u32,
    }
}

words! {
    /// Where passwords are kept.
    pub enum SecretsPlace {
        /// The operating system's keyring.
        Keyring,
        /// A file under a passphrase, open for this run.
        FileOpen,
        /// The same file, waiting for its passphrase.
        FileLocked,
        /// No keyring, and no passphrase chosen yet.
        FileNew,
    }
}

views! {
    pub struct Profile {
        pub id: UserId,
        pub name: String,
        pub role: Role,
    }

    pub struct SessionView {
        pub now: Moment,
        pub version: String,
        pub user: UserView,
        /// Names of the commands this person may call.
        pub may: Vec<String>,
        pub company: String,
        pub zone: String,
        /// First run finished.
        pub set_up: bool,
        /// Example data is loaded: the yellow strip.
        pub demo: bool,
    }

    /// The status bar, and the counts of the rail and the tray.
    pub struct StatusView {
        pub now: Moment,
        /// Rules and the queue are being watched.
        pub running: bool,
        /// The next instant at which something is due; absent: nothing is.
        pub next_wake: Option<Moment>,
        pub connections: u32,
        pub connections_down: u32,
        pub active_rules: u32,
        /// Now in Sem Interação.
        pub waiting: u32,
        /// Devolvidos a você + aguardando você.
        pub mine: u32,
        /// In the trays, as far as this person may decide about it; of a viewer, all.
        pub missed: u32,
        pub unknown: u32,
        pub unread: u32,
        /// Stopped by the fuse or by something missing.
        pub stopped_rules: u32,
        /// Messages waiting to leave.
        pub planned: u32,
        /// Why nothing is sent at the moment, in Portuguese; absent: nothing is in the way.
        pub trouble: Option<String>,
        pub secrets: SecretsPlace,
        /// The demonstration's clock runs this many times as fast.
        pub speed: u32,
        /// Everything automatic waits until these connections have synced.
        pub held_by: Vec<ConnectionId>,
        /// Since when; absent: nothing is waited for.
        pub held_since: Option<Moment>,
        /// This computer's clock is wrong, and everything automatic waits for it to be set; absent: it is believed.
        pub clock: Option<ClockView>,
    }

    /// What a provider's stamps show of this computer's clock.
    pub struct ClockView {
        /// The connection that shows it.
        pub connection: ConnectionId,
        /// How far this computer's clock is ahead, in milliseconds; negative: behind.
        pub ahead: Span,
        /// When it was last shown.
        pub since: Moment,
    }

    pub struct Backup {
        /// The file, in the data folder.
        pub path: String,
    }

    /// Where everything lies.
    pub struct DataFolder {
        pub path: String,
        /// A program that keeps the folder the same on several computers, and may swap files that are in use.
        pub synced_by: Option<String>,
        /// Newest first.
        pub copies: Vec<CopyView>,
        /// The copy that takes the place of the data at the next start.
        pub restores: Option<String>,
    }

    pub struct CopyView {
        /// `retorno-2026-11-21-140000.sqlite`: the local date and time it was made at.
        pub name: String,
        pub bytes: u64,
    }
}

pub(crate) fn profiles(ask: &Ask, _: Nothing) -> Result<Vec<Profile>> {
    let people = ask.stored(|store| store.people())?;
    let active = people.users.into_iter().filter(|user| user.active);
    Ok(active.map(|user| Profile { id: user.id, name: user.name, role: user.role }).collect())
}

pub(crate) fn session(ask: &Ask, _: Nothing) -> Result<SessionView> {
    let settings = ask.stored(|store| store.settings())?;
    let may = COMMANDS.iter().filter(|command| command.who.takes(&ask.user)).map(|command| command.name.into());
    Ok(SessionView {
        now: ask.now,
        version: env!("CARGO_PKG_VERSION").into(),
        user: user_view(ask.user.clone()),
        may: may.collect(),
        company: settings.company,
        zone: settings.zone,
        set_up: settings.set_up,
        demo: settings.demo,
    })
}

pub(crate) fn status(ask: &Ask, _: Nothing) -> Result<StatusView> {
    let desk = ask.desk.status();
    let (counts, trays) = ask.read(|reader| {
        let counts = reader.counts(ask.me())?;
        Ok((counts, to_decide(reader, ask, counts.into())?))
    })?;
    let secrets = secrets_place(desk.secrets);
    let locked = "O cofre de senhas está trancado: as conexões esperam a senha-mestra.";
    let trouble = desk.problem.clone().or_else(|| (secrets == SecretsPlace::FileLocked).then(|| locked.into()));
    Ok(StatusView {
        now: desk.now,
        running: desk.problem.is_none(),
        next_wake: desk.next_wake,
        connections: counts.connections,
        connections_down: counts.connections_down,
        active_rules: counts.rules_active,
        stopped_rules: counts.rules_stopped,
        waiting: counts.no_interaction,
        mine: counts.mine_returned + counts.mine_waits,
        missed: trays.missed,
        unknown: trays.unknown,
        unread: counts.unread,
        planned: counts.planned,
        trouble,
        secrets,
        speed: desk.speed,
        held_by: desk.held.by,
        held_since: desk.held.since,
        clock: desk.doubt.map(|Doubt { connection, ahead, since }| ClockView { connection, ahead, since }),
    })
}

fn secrets_place(state: SecretsState) -> SecretsPlace {
    match state {
        SecretsState::Keyring => SecretsPlace::Keyring,
        SecretsState::FileOpen => SecretsPlace::FileOpen,
        SecretsState::FileLocked => SecretsPlace::FileLocked,
        SecretsState::FileNew => SecretsPlace::FileNew,
    }
}

pub(crate) fn unlock_secrets(ask: &Ask, args: Passphrase) -> Result<Done> {
    chars("passphrase", &args.passphrase, PASSPHRASE_CHARS_MAX)?;
    if args.passphrase.is_empty() {
        return Err(Failure::field("passphrase", "Digite a senha-mestra."));
    }
    ask.desk.unlock_secrets(&args.passphrase)?;
    Ok(Done {})
}

/// Only example data may live faster: real customers wait in real time.
pub(crate) fn set_speed(ask: &Ask, args: Speed) -> Result<Done> {
    if !matches!(args.speed, 1 | 10 | 60) {
        return Err(Failure::field("speed", "Escolha 1, 10 ou 60 vezes."));
    }
    if args.speed != 1 && !ask.stored(|store| store.settings())?.demo {
        return Err(Failure::field("speed", "O relógio acelerado só existe com os dados de exemplo."));
    }
    ask.desk.set_speed(args.speed)?;
    Ok(Done {})
}

pub(crate) fn backup_now(ask: &Ask, _: Nothing) -> Result<Backup> {
    Ok(Backup { path: ask.desk.backup_now()?.display().to_string() })
}

pub(crate) fn data_folder(ask: &Ask, _: Nothing) -> Result<DataFolder> {
    let (copies, restores) = ask.desk.copies();
    let copies = copies.into_iter().map(|copy| CopyView { name: copy.name, bytes: copy.bytes });
    let path = ask.desk.folder().display().to_string();
    let synced_by = ask.desk.synced_by().map(str::to_owned);
    Ok(DataFolder { path, synced_by, copies: copies.collect(), restores })
}

pub(crate) fn restore_copy(ask: &Ask, args: RestoreCopy) -> Result<DataFolder> {
    ask.desk.restore_at_next_start(args.name.as_deref())?;
    data_folder(ask, Nothing {})
}
