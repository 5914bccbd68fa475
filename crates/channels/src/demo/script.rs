//! What a simulated contact does with a message it gets, as data, and what follows from it. It keeps no state.

use crate::{Attachment, Fault, Incoming, Message, Outgoing, Receipt, Side};

/// How one contact behaves. Delays count from the instant of the send. An empty `text` picks a usual phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Script {
    Answers {
        after_ms: i64,
        text: String,
    },
    Silent,
    /// Answers once; the provider delivers it twice under the same id.
    Duplicates {
        after_ms: i64,
        text: String,
    },
    /// Arrives after `after_ms`, stamped `earlier_ms` before it arrives.
    Late {
        after_ms: i64,
        earlier_ms: i64,
        text: String,
    },
    /// Out of office: comes back, but is no answer.
    AutoReplies {
        after_ms: i64,
        text: String,
    },
    /// Every send fails like this.
    Fails(Fault),
    /// The provider's answer never comes; `went_out` says whether the message did.
    Vanishes {
        went_out: bool,
    },
    /// Accepted, and later reported as failed.
    Bounces {
        after_ms: i64,
        detail: String,
    },
}

/// What will happen together at one instant because of one send.
pub(super) struct Planned {
    pub(super) address: String,
    pub(super) events: Vec<Incoming>,
}

impl Script {
    /// What follows from an accepted send, and when.
    pub(super) fn plan(self, seed: u64, out: &Outgoing, sent_id: &str, now_ms: i64) -> Option<(i64, Planned)> {
        let answer = |said_at_ms: i64, text: String, answers: bool| {
            let text = if text.is_empty() { phrase(seed, &out.key).to_string() } else { text };
            Incoming::Message(Message {
                external_id: format!("demo-{seed}-re-{}", out.key),
                side: Side::Customer,
                contact: out.to.clone(),
                said_at_ms,
                subject: reply_subject(&out.subject),
                text,
                refs: vec![sent_id.to_string()],
                attachments: Vec::<Attachment>::new(),
                answers,
                history: false,
            })
        };
        let at = |after_ms: i64| now_ms.saturating_add(after_ms);
        let (due_ms, events) = match self {
            Script::Silent | Script::Fails(_) | Script::Vanishes { went_out: _ } => return None,
            Script::Answers { after_ms, text } => (at(after_ms), vec![answer(at(after_ms), text, true)]),
            Script::Duplicates { after_ms, text } => {
                let event = answer(at(after_ms), text, true);
                (at(after_ms), vec![event.clone(), event])
            }
            Script::Late { after_ms, earlier_ms, text } => {
                (at(after_ms), vec![answer(at(after_ms).saturating_sub(earlier_ms), text, true)])
            }
            Script::AutoReplies { after_ms, text } => (at(after_ms), vec![answer(at(after_ms), text, false)]),
            Script::Bounces { after_ms, detail } => (
                at(after_ms),
                vec![Incoming::Receipt { external_id: sent_id.to_string(), state: Receipt::Failed, detail }],
            ),
        };
        Some((due_ms, Planned { address: out.to.address.clone(), events }))
    }
}

/// What contacts without a script of their own do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// Each contact has its own habit, the same every time for the same seed.
    Mixed {
        reply_ms: i64,
    },
    Answers {
        reply_ms: i64,
    },
    Silent,
}

impl Mood {
    pub(super) fn of(setting: &str, reply_ms: i64) -> Mood {
        match setting {
            "answers" => Mood::Answers { reply_ms },
            "silent" => Mood::Silent,
            _ => Mood::Mixed { reply_ms },
        }
    }

    pub(super) fn script(self, seed: u64, address: &str, key: &str) -> Script {
        let answers = |after_ms: i64| Script::Answers { after_ms, text: String::new() };
        match self {
            Mood::Silent => Script::Silent,
            Mood::Answers { reply_ms } => answers(reply_ms),
            Mood::Mixed { reply_ms } => match hash(seed, address) % 8 {
                0..=2 => answers(reply_ms),
                // Quick now, slow then.
                3 | 4 => answers(reply_ms.saturating_mul(1 + i64::from(hash(seed, key) as u8 % 4))),
                // Long enough to have gone into the queue in between.
                5 => answers(reply_ms.saturating_mul(6)),
                6 => Script::Silent,
                _ => Script::AutoReplies { after_ms: reply_ms / 4, text: AWAY.to_string() },
            },
        }
    }
}

const AWAY: &str = "Estou fora do escritório e respondo assim que voltar.";

const PHRASES: [&str; 8] = [
    "Oi! Deu certo por aqui, obrigado.",
    "Boa! Vou conferir e já te falo.",
    "Ainda não consegui, pode me ajudar mais um pouco?",
    "Sim, pode seguir assim.",
    "Perfeito, era isso mesmo.",
    "Me manda o boleto de novo, por favor?",
    "Consegui entrar, mas o valor veio diferente.",
    "Obrigada pelo retorno! Qual é o prazo?",
];

fn phrase(seed: u64, key: &str) -> &'static str {
    PHRASES[(hash(seed, key) % PHRASES.len() as u64) as usize]
}

fn reply_subject(subject: &str) -> String {
    if subject.is_empty() || subject.starts_with("Re: ") { subject.to_string() } else { format!("Re: {subject}") }
}

/// FNV-1a: spreads, is stable for ever, needs no crate.
fn hash(seed: u64, text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in seed.to_le_bytes().into_iter().chain(text.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^ (hash >> 32)
}
