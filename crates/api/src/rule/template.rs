//! The product's own examples to start from. What a template needs and the house does not have is left to be chosen.

use engine::*;

use super::{ActionDraft, RuleDraft, RuleTemplate};
use crate::ask::Ask;
use crate::error::Result;
use crate::shape::Nothing;

pub(crate) fn rule_templates(ask: &Ask, _: Nothing) -> Result<Vec<RuleTemplate>> {
    let people = &ask.house.people;
    let tag = people.tags.iter().find(|tag| tag.name == "Cliente Frio" && !tag.archived).map(|tag| tag.id);
    let stage = people.stages.iter().find(|stage| stage.name == "Perdido" && !stage.archived).map(|stage| stage.id);
    Ok(vec![
        template(
            "follow_up_24h",
            "Follow-up 24h",
            "Retoma a conversa com quem não respondeu em um dia.",
            24,
            ActionDraft::SendMessage {
                text: "Olá, {{contato.primeiro_nome}}! Passando para saber se ficou alguma dúvida sobre o atendimento \
                       {{ticket.protocolo}}. É só responder por aqui."
                    .into(),
                connection: None,
            },
        ),
        template(
            "cold_72h",
            "Cliente Frio 72h",
            "Marca quem está há três dias sem responder.",
            72,
            ActionDraft::AddTag { tag },
        ),
        template(
            "lost_48h",
            "Mover para Perdido 48h",
            "Tira do funil quem não respondeu em dois dias.",
            48,
            ActionDraft::MoveToStage { stage },
        ),
        template(
            "manager_wallet",
            "Carteira do gerente",
            "Passa ao gerente quem ficou dois dias sem responder.",
            48,
            ActionDraft::AddWallet { user: None, mode: WalletMode::OnlyIfEmpty },
        ),
    ])
}

fn template(key: &str, name: &str, description: &str, hours: i64, action: ActionDraft) -> RuleTemplate {
    RuleTemplate {
        key: key.into(),
        draft: RuleDraft {
            id: None,
            version: None,
            name: name.into(),
            description: description.into(),
            wait: Span::hours(hours),
            actions: vec![action],
            scope: Scope::default(),
            business_hours: false,
            quiet_hours: true,
            lateness_max: None,
            repeat: Repeat::OncePerEpisode,
        },
    }
}
