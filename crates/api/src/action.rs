//! What people do to tickets. Every verb takes a list of tickets and answers for each one, so a bulk is not another
//! command; a list of one that fails fails as a whole. What can be taken back comes with the steps that do so.

use engine::*;
use serde::{Deserialize, Serialize};

use crate::error::Failure;
use crate::shape::{args, views};

args! {
    pub struct Tickets {
        pub tickets: Vec<TicketId>,
    }

    pub struct AssignTickets {
        pub tickets: Vec<TicketId>,
        pub to: UserId,
    }

    pub struct TransferTickets {
        pub tickets: Vec<TicketId>,
        pub queue: QueueId,
    }

    pub struct StageTickets {
        pub tickets: Vec<TicketId>,
        pub stage: StageId,
    }

    pub struct TagTickets {
        pub tickets: Vec<TicketId>,
        pub tag: TagId,
    }

    pub struct WalletTickets {
        pub tickets: Vec<TicketId>,
        pub owner: Option<UserId>,
    }

    pub struct ValueTicket {
        pub ticket: TicketId,
        pub cents: i64,
    }

    pub struct WriteMessage {
        pub ticket: TicketId,
        pub text: String,
    }

    pub struct OneMessage {
        pub message: MessageId,
    }

    pub struct StartTicket {
        pub connection: ConnectionId,
        /// The contact's address on that connection.
        pub address: String,
        pub name: String,
        pub text: String,
    }
}

/// One call that takes back what was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(tag = "command", content = "args", rename_all = "snake_case")]
#[ts(export)]
pub enum UndoStep {
    Assign(AssignTickets),
    Transfer(TransferTickets),
    MoveStage(StageTickets),
    ReturnToTechnician(Tickets),
    Reopen(Tickets),
    CloseTickets(Tickets),
    Hold(Tickets),
    Release(Tickets),
    Tag(TagTickets),
    Untag(TagTickets),
    SetWallet(WalletTickets),
    SetValue(ValueTicket),
}

views! {
    pub struct TicketResult {
        pub ticket: TicketId,
        /// Why not; absent if it was done.
        pub failure: Option<Failure>,
        /// Calls, in order, that take it back; empty if it cannot be.
        pub undo: Vec<UndoStep>,
    }

    pub struct Acted {
        pub results: Vec<TicketResult>,
    }

    pub struct Written {
        pub message: MessageId,
        /// When it leaves the outbox; until then "Cancelar envio" works. Absent for a note.
        pub leaves_at: Option<Moment>,
    }

    pub struct Started {
        pub ticket: TicketId,
    }
}
