//! Which tickets a person may see and act on (domain.md section 5). Which commands, is the table's business.

use engine::{Status, Ticket, UserId};
use runtime::{House, Refusal, RefusalCode};
use store::{Role, User};

/// Sees it in lists and may open it.
pub(crate) fn may_see(house: &House, user: &User, ticket: &Ticket) -> bool {
    match user.role {
        Role::Supervisor | Role::Viewer => true,
        Role::Leader => leads(house, user.id, ticket) || is_own(user.id, ticket) || ticket.in_no_interaction(),
        Role::Technician => is_own(user.id, ticket) || in_own_queue(house, user.id, ticket),
    }
}

/// May write, move, close and so on.
pub(crate) fn may_act(house: &House, user: &User, ticket: &Ticket) -> bool {
    match user.role {
        Role::Supervisor => true,
        Role::Leader => may_see(house, user, ticket),
        Role::Technician => {
            let nobodys = ticket.assignee.is_none() && ticket.status != Status::Closed;
            is_own(user.id, ticket) || (nobodys && in_own_queue(house, user.id, ticket))
        }
        Role::Viewer => false,
    }
}

/// The refusal for somebody who may not.
pub(crate) fn of_somebody_else(house: &House, ticket: &Ticket) -> Refusal {
    let message = match ticket.technician() {
        Some(owner) => {
            format!(
                "Este atendimento é de {}. Peça a um líder ou supervisor para transferi-lo.",
                house.user_name(owner)
            )
        }
        None => "Este atendimento é de outra equipe. Peça a um líder ou supervisor para transferi-lo.".into(),
    };
    Refusal::new(RefusalCode::Forbidden, message)
}

/// The queues this technician works in: those of his teams, and those of nobody.
pub(crate) fn is_own_queue(house: &House, user: UserId, queue: engine::QueueId) -> bool {
    let Some(team) = house.queue(queue).and_then(|queue| queue.team) else { return true };
    house.people.teams.iter().any(|one| one.id == team && one.members.contains(&user))
}

fn in_own_queue(house: &House, user: UserId, ticket: &Ticket) -> bool {
    is_own_queue(house, user, runtime::house::home_queue(ticket))
}

fn is_own(user: UserId, ticket: &Ticket) -> bool {
    let last = ticket.status == Status::Closed && ticket.last_attendant == Some(user);
    ticket.assignee == Some(user) || ticket.returns_to.is_some_and(|home| home.user == user) || last
}

/// Tickets of no team are every leader's.
fn leads(house: &House, user: UserId, ticket: &Ticket) -> bool {
    house.team_of(ticket).is_none_or(|team| team.leader == Some(user) || team.members.contains(&user))
}
