//! The first run: an empty house by a few answers. The house itself is laid by the runtime before anybody can ask.

use engine::*;
use runtime::{Refusal, Turn};
use store::{Role, Team, User};

use crate::ask::Ask;
use crate::bounds::SETUP_PEOPLE_MAX;
use crate::error::{Failure, Result};
use crate::session::SetupDraft;
use crate::shape::Done;

pub(crate) fn setup_empty(ask: &Ask, args: SetupDraft) -> Result<Done> {
    if args.technicians.len() > SETUP_PEOPLE_MAX {
        let message = format!("Informe até {SETUP_PEOPLE_MAX} pessoas agora; as demais entram em Equipe.");
        return Err(Failure::field("technicians", message));
    }
    let me = ask.user.clone();
    ask.turn(move |turn| {
        if turn.house.settings.set_up {
            return Err(Refusal::conflict("A configuração inicial já foi feita. Use Configurações e Equipe."));
        }
        let people = people(turn, &me, &args)?;
        team(turn, &me, &people, args.leader.as_deref(), &args.your_name)?;
        let mut settings = turn.house.settings.clone();
        settings.company = args.company.trim().to_owned();
        settings.zone = args.zone.unwrap_or(settings.zone);
        settings.queue.wait = args.wait.unwrap_or(settings.queue.wait);
        settings.queue.day_end = args.day_end.unwrap_or(settings.queue.day_end);
        settings.hours = args.hours.or(settings.hours);
        if let Some(texts) = args.texts {
            (settings.queue.entry_text, settings.queue.closing_text) = (texts.entry_text, texts.closing_text);
        }
        settings.set_up = true;
        turn.save_settings(&settings, me.id)
    })?;
    Ok(Done {})
}

/// The person at this computer, and the technicians.
fn people(turn: &mut Turn<'_>, me: &User, args: &SetupDraft) -> runtime::Result<Vec<(UserId, String)>> {
    let name = args.your_name.trim().to_owned();
    turn.save_user(&User { name: name.clone(), ..me.clone() }, me.id).map_err(|refusal| about(refusal, "your_name"))?;
    let mut people = vec![(me.id, name)];
    for technician in args.technicians.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let user = User { id: UserId(0), name: technician.into(), role: Role::Technician, active: true, absence: None };
        let id = turn.save_user(&user, me.id).map_err(|refusal| about(refusal, "technicians"))?;
        people.push((id, technician.into()));
    }
    Ok(people)
}

/// The first team takes everybody in; its leader is one of them or somebody new.
fn team(
    turn: &mut Turn<'_>,
    me: &User,
    people: &[(UserId, String)],
    leader: Option<&str>,
    your_name: &str,
) -> runtime::Result<()> {
    let mut members: Vec<UserId> = people.iter().map(|(id, _)| *id).collect();
    let leader = leader.map(str::trim).filter(|name| !name.is_empty()).unwrap_or(your_name.trim());
    let leader = match people.iter().find(|(_, name)| name.to_lowercase() == leader.to_lowercase()) {
        Some((id, _)) if *id == me.id => *id,
        Some((id, name)) => {
            let user = User { id: *id, name: name.clone(), role: Role::Leader, active: true, absence: None };
            turn.save_user(&user, me.id)?
        }
        None => {
            let user = User { id: UserId(0), name: leader.into(), role: Role::Leader, active: true, absence: None };
            let id = turn.save_user(&user, me.id).map_err(|refusal| about(refusal, "leader"))?;
            members.push(id);
            id
        }
    };
    let Some(team) = turn.house.people.teams.first().cloned() else {
        return Err(Refusal::conflict("Crie uma equipe em Equipe antes de continuar."));
    };
    turn.save_team(&Team { leader: Some(leader), members, ..team }, me.id)?;
    Ok(())
}

/// The same refusal about a field of this form.
fn about(mut refusal: Refusal, field: &str) -> Refusal {
    for problem in &mut refusal.problems {
        problem.field = field.to_owned();
    }
    refusal
}
