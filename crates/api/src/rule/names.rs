//! A rule between ids and names, for files that travel from house to house.

use engine::*;
use runtime::House;

use super::file::{Portable, PortableAction, PortableScope, PortableStage};

/// What is gone has this name in an exported file, and no file with it can be taken in.
const GONE: &str = "?";

pub(super) struct Names<'a>(pub &'a House);

/// What a name is of, for the sentence that says it is missing.
type Missing = String;

impl Names<'_> {
    pub fn portable(&self, rule: &Rule) -> Portable {
        let Scope { statuses, stages, queues, connections, tags_with, tags_without } = &rule.scope;
        Portable {
            name: rule.name.clone(),
            description: rule.description.clone(),
            wait_ms: rule.wait.0,
            actions: rule.actions.iter().map(|action| self.portable_action(action)).collect(),
            scope: PortableScope {
                statuses: statuses.clone(),
                stages: stages.iter().map(|id| self.stage(*id)).collect(),
                queues: queues.iter().map(|id| self.queue(*id)).collect(),
                connections: connections.iter().map(|id| self.connection(*id)).collect(),
                tags_with: tags_with.iter().map(|id| self.tag(*id)).collect(),
                tags_without: tags_without.iter().map(|id| self.tag(*id)).collect(),
            },
            business_hours: rule.business_hours,
            quiet_hours: rule.quiet_hours,
            lateness_max_ms: rule.lateness_max.map(|span| span.0),
            repeat: rule.repeat,
        }
    }

    fn portable_action(&self, action: &Action) -> PortableAction {
        match action.clone() {
            Action::SendMessage { text, connection } => {
                PortableAction::SendMessage { text, connection: connection.map(|id| self.connection(id)) }
            }
            Action::AddTag { tag } => PortableAction::AddTag { tag: self.tag(tag) },
            Action::RemoveTag { tag } => PortableAction::RemoveTag { tag: self.tag(tag) },
            Action::AddWallet { user, mode } => PortableAction::AddWallet { user: self.user(user), mode },
            Action::MoveToStage { stage } => PortableAction::MoveToStage { stage: self.stage(stage) },
            Action::TransferToQueue { queue } => PortableAction::TransferToQueue { queue: self.queue(queue) },
            Action::Assign { user } => PortableAction::Assign { user: self.user(user) },
            Action::Close => PortableAction::Close {},
            Action::Note { text } => PortableAction::Note { text },
            Action::Notify { user, text } => PortableAction::Notify { user: self.user(user), text },
            Action::Webhook { url } => PortableAction::Webhook { url },
        }
    }

    fn tag(&self, id: TagId) -> String {
        self.0.people.tags.iter().find(|one| one.id == id).map_or(GONE.into(), |one| one.name.clone())
    }

    fn user(&self, id: UserId) -> String {
        self.0.user(id).map_or(GONE.into(), |one| one.name.clone())
    }

    fn queue(&self, id: QueueId) -> String {
        self.0.queue(id).map_or(GONE.into(), |one| one.name.clone())
    }

    fn connection(&self, id: ConnectionId) -> String {
        self.0.connection(id).map_or(GONE.into(), |one| one.name.clone())
    }

    fn stage(&self, id: StageId) -> PortableStage {
        let stage = self.0.people.stages.iter().find(|one| one.id == id);
        let funnel = stage.and_then(|stage| self.0.people.funnels.iter().find(|one| one.id == stage.funnel));
        PortableStage {
            funnel: funnel.map_or(GONE.into(), |one| one.name.clone()),
            name: stage.map_or(GONE.into(), |one| one.name.clone()),
        }
    }

    /// The rule a file means here: new and switched off.
    pub fn rule(&self, portable: Portable) -> Result<Rule, Missing> {
        let Portable {
            name,
            description,
            wait_ms,
            actions,
            scope,
            business_hours,
            quiet_hours,
            lateness_max_ms,
            repeat,
        } = portable;
        let PortableScope { statuses, stages, queues, connections, tags_with, tags_without } = scope;
        Ok(Rule {
            id: RuleId(0),
            version: 0,
            name,
            description,
            wait: Span(wait_ms),
            actions: actions.into_iter().map(|action| self.action(action)).collect::<Result<_, _>>()?,
            scope: Scope {
                statuses,
                stages: stages.iter().map(|stage| self.stage_named(stage)).collect::<Result<_, _>>()?,
                queues: queues.iter().map(|name| self.queue_named(name)).collect::<Result<_, _>>()?,
                connections: connections.iter().map(|name| self.connection_named(name)).collect::<Result<_, _>>()?,
                tags_with: tags_with.iter().map(|name| self.tag_named(name)).collect::<Result<_, _>>()?,
                tags_without: tags_without.iter().map(|name| self.tag_named(name)).collect::<Result<_, _>>()?,
            },
            business_hours,
            quiet_hours,
            lateness_max: lateness_max_ms.map(Span),
            repeat,
            position: 0,
            state: RuleState::Off,
        })
    }

    fn action(&self, action: PortableAction) -> Result<Action, Missing> {
        Ok(match action {
            PortableAction::SendMessage { text, connection } => {
                let connection = connection.map(|name| self.connection_named(&name)).transpose()?;
                Action::SendMessage { text, connection }
            }
            PortableAction::AddTag { tag } => Action::AddTag { tag: self.tag_named(&tag)? },
            PortableAction::RemoveTag { tag } => Action::RemoveTag { tag: self.tag_named(&tag)? },
            PortableAction::AddWallet { user, mode } => Action::AddWallet { user: self.user_named(&user)?, mode },
            PortableAction::MoveToStage { stage } => Action::MoveToStage { stage: self.stage_named(&stage)? },
            PortableAction::TransferToQueue { queue } => Action::TransferToQueue { queue: self.queue_named(&queue)? },
            PortableAction::Assign { user } => Action::Assign { user: self.user_named(&user)? },
            PortableAction::Close {} => Action::Close,
            PortableAction::Note { text } => Action::Note { text },
            PortableAction::Notify { user, text } => Action::Notify { user: self.user_named(&user)?, text },
            PortableAction::Webhook { url } => Action::Webhook { url },
        })
    }

    fn tag_named(&self, name: &str) -> Result<TagId, Missing> {
        let found = self.0.people.tags.iter().find(|one| one.name == name && !one.archived);
        found.map(|one| one.id).ok_or_else(|| missing("a etiqueta", name))
    }

    fn user_named(&self, name: &str) -> Result<UserId, Missing> {
        let found = self.0.people.users.iter().find(|one| one.name == name && one.active);
        found.map(|one| one.id).ok_or_else(|| missing("o usuário", name))
    }

    fn queue_named(&self, name: &str) -> Result<QueueId, Missing> {
        let found = self.0.people.queues.iter().find(|one| one.name == name && !one.archived);
        found.map(|one| one.id).ok_or_else(|| missing("a fila", name))
    }

    fn connection_named(&self, name: &str) -> Result<ConnectionId, Missing> {
        let found = self.0.connections.iter().find(|one| one.name == name && !one.archived);
        found.map(|one| one.id).ok_or_else(|| missing("a conexão", name))
    }

    fn stage_named(&self, stage: &PortableStage) -> Result<StageId, Missing> {
        let funnel = self.0.people.funnels.iter().find(|one| one.name == stage.funnel);
        let funnel = funnel.ok_or_else(|| missing("o funil", &stage.funnel))?.id;
        let found =
            self.0.people.stages.iter().find(|one| one.funnel == funnel && one.name == stage.name && !one.archived);
        found.map(|one| one.id).ok_or_else(|| missing("a etapa", &stage.name))
    }
}

fn missing(what: &str, name: &str) -> Missing {
    format!("crie {what} «{name}» antes de importar: não existe aqui.")
}
