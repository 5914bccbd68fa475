//! The closed list of what a rule may do, as a supervisor configures it, and where a ticket that comes back goes. Nothing
//! here does anything.

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, QueueId, StageId, TagId, UserId};

/// Whether "Adicionar Carteira" replaces an owner that is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum WalletMode {
    Replace,
    OnlyIfEmpty,
}

/// One configured action of a rule ("Tipo de ação" and what it needs).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// Enviar Mensagem. `connection: None` = the ticket's own.
    SendMessage { text: String, connection: Option<ConnectionId> },
    /// Adicionar Etiqueta.
    AddTag { tag: TagId },
    /// Remover Etiqueta.
    RemoveTag { tag: TagId },
    /// Adicionar Carteira.
    AddWallet { user: UserId, mode: WalletMode },
    /// Mover para etapa.
    MoveToStage { stage: StageId },
    /// Transferir para fila.
    TransferToQueue { queue: QueueId },
    /// Atribuir atendente.
    Assign { user: UserId },
    /// Fechar ticket.
    Close,
    /// Nota interna.
    Note { text: String },
    /// Notificar usuário.
    Notify { user: UserId, text: String },
    /// Chamar webhook: POST of the ticket's facts as JSON to this address.
    Webhook { url: String },
}

/// Where a returning or reopening ticket goes (domain.md 4.3, 4.8; reliability R11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Home {
    /// To its technician, Open.
    Technician { user: UserId, queue: QueueId },
    /// Nobody alive to give it to: Pending in this queue, the leader is told.
    Queue { queue: QueueId },
}

impl Action {
    /// Whether the customer would see it.
    #[must_use]
    pub fn customer_visible(&self) -> bool {
        match self {
            Action::SendMessage { .. } => true,
            Action::AddTag { .. }
            | Action::RemoveTag { .. }
            | Action::AddWallet { .. }
            | Action::MoveToStage { .. }
            | Action::TransferToQueue { .. }
            | Action::Assign { .. }
            | Action::Close
            | Action::Note { .. }
            | Action::Notify { .. }
            | Action::Webhook { .. } => false,
        }
    }
}
