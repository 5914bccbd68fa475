//! The engine: pure rules of silence. Facts in, acts out.
//!
//! Here is *what* the program must do, and nothing of how: no I/O, no clock, no threads, no SQL, no channel. Every
//! instant is an argument ([`Moment`]), every result a value. The scheduler, the dry run, the backtest and "Por quê?"
//! all ask the same [`evaluate`].
//!
//! Glossary (screen → code): atendimento = [`Ticket`], cliente/contato = [`Contact`], técnico/atendente = user with role
//! technician, fila = queue, etapa = stage, etiqueta = tag, carteira = [`Contact::wallet_owner`], conexão = connection,
//! ação em ticket = [`Rule`], execução = execution, silêncio = [`Silence`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod act;
pub mod calendar;
pub mod day;
pub mod decision;
pub mod evaluate;
pub mod fact;
pub mod holiday;
pub mod id;
pub mod moment;
pub mod notice;
pub mod plant;
pub mod queue;
pub mod rule;
pub mod settings;
pub mod silence;
pub mod stamp;
pub mod text;
pub mod ticket;
pub mod witness;

pub use act::{Action, Home, WalletMode};
pub use calendar::{BusinessHours, Calendar, QuietHours};
pub use decision::{Circumstance, Inputs, Verdict};
pub use evaluate::{
    Check, Condition, DeferWhy, Judged, Outcome, Part, Seen, SkipWhy, Surroundings, deadline, evaluate, explain,
    threshold,
};
pub use fact::{Fact, apply};
pub use id::*;
pub use moment::{Moment, Span};
pub use notice::{NoticeEvent, NoticeRule, NoticeText, Recipient};
pub use queue::QueuePolicy;
pub use rule::{Limits, Repeat, Rule, RuleState, Scope};
pub use settings::Settings;
pub use silence::Silence;
pub use ticket::{CloseReason, Contact, Hold, ReturnsTo, Standing, Status, Ticket};
