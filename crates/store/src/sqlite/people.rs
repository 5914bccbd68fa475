//! Users, teams, queues, funnels, stages and tags: small tables, read whole. Nothing here is ever deleted, only archived
//! or made inactive, so that history keeps its names.

use engine::{FunnelId, QueueId, StageId, TagId, TeamId, UserId};
use rusqlite::{Connection, Params, Row, params};

use super::cell::{Word, json_opt, moment_opt, number, number_opt, word};
use super::error::to_json;
use crate::{Absence, Funnel, People, Queue, Result, Stage, StoreError, Tag, Team, User};

pub(crate) fn people(db: &Connection) -> Result<People> {
    Ok(People {
        users: all(db, "SELECT id, name, role, active, absent_since, absent_note FROM user ORDER BY id", |row| {
            let note: String = row.get(5)?;
            Ok(User {
                id: number(row, 0, UserId)?,
                name: row.get(1)?,
                role: word(row, 2)?,
                active: row.get(3)?,
                absence: moment_opt(row, 4)?.map(|since| Absence { since, note }),
            })
        })?,
        teams: teams(db)?,
        queues: all(db, "SELECT id, name, kind, team, hours, archived FROM queue ORDER BY id", |row| {
            Ok(Queue {
                id: number(row, 0, QueueId)?,
                name: row.get(1)?,
                kind: word(row, 2)?,
                team: number_opt(row, 3, TeamId)?,
                hours: json_opt(row, 4)?,
                archived: row.get(5)?,
            })
        })?,
        funnels: all(db, "SELECT id, name, position, archived FROM funnel ORDER BY id", |row| {
            Ok(Funnel {
                id: number(row, 0, FunnelId)?,
                name: row.get(1)?,
                position: row.get(2)?,
                archived: row.get(3)?,
            })
        })?,
        stages: all(
            db,
            "SELECT stage.id, stage.funnel, stage.name, colour, stage.position, limit_max, locked, stage.archived OR funnel.archived
             FROM stage JOIN funnel ON funnel.id = stage.funnel ORDER BY stage.id",
            |row| {
                Ok(Stage {
                    id: number(row, 0, StageId)?,
                    funnel: number(row, 1, FunnelId)?,
                    name: row.get(2)?,
                    colour: row.get(3)?,
                    position: row.get(4)?,
                    limit_max: row.get(5)?,
                    locked: row.get(6)?,
                    archived: row.get(7)?,
                })
            },
        )?,
        tags: all(db, "SELECT id, name, colour, kind, archived FROM tag ORDER BY id", |row| {
            Ok(Tag {
                id: number(row, 0, TagId)?,
                name: row.get(1)?,
                colour: row.get(2)?,
                kind: word(row, 3)?,
                archived: row.get(4)?,
            })
        })?,
    })
}

fn teams(db: &Connection) -> Result<Vec<Team>> {
    let mut teams = all(db, "SELECT id, name, leader, hours FROM team ORDER BY id", |row| {
        Ok(Team {
            id: number(row, 0, TeamId)?,
            name: row.get(1)?,
            leader: number_opt(row, 2, UserId)?,
            members: vec![],
            hours: json_opt(row, 3)?,
        })
    })?;
    let members = all(db, "SELECT team, user FROM team_member ORDER BY team, user", |row| {
        Ok((number(row, 0, TeamId)?, number(row, 1, UserId)?))
    })?;
    for team in &mut teams {
        team.members = members.iter().filter(|(id, _)| *id == team.id).map(|(_, user)| *user).collect();
    }
    Ok(teams)
}

fn all<T>(db: &Connection, sql: &str, of: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Vec<T>> {
    Ok(db.prepare_cached(sql)?.query_map([], of)?.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn put_user(db: &Connection, user: &User) -> Result<UserId> {
    let User { id, name, role, active, absence: _ } = user;
    put(
        db,
        id.0,
        "INSERT INTO user (id, name, role, active) VALUES (NULLIF(?1, 0), ?2, ?3, ?4)",
        "UPDATE user SET name = ?2, role = ?3, active = ?4 WHERE id = ?1",
        params![id.0, name, role.text(), active],
        "usuário",
    )
    .map(UserId)
}

pub(crate) fn set_absence(db: &Connection, user: UserId, absence: Option<&Absence>) -> Result<()> {
    let (since, note) = absence.map_or((None, ""), |absence| (Some(absence.since.0), absence.note.as_str()));
    match db
        .prepare_cached("UPDATE user SET absent_since = ?2, absent_note = ?3 WHERE id = ?1")?
        .execute(params![user.0, since, note])?
    {
        0 => Err(StoreError::Missing("usuário")),
        _ => Ok(()),
    }
}

pub(crate) fn put_team(db: &Connection, team: &Team) -> Result<TeamId> {
    let Team { id, name, leader, members, hours } = team;
    let hours = hours.as_ref().map(to_json).transpose()?;
    let id = put(
        db,
        id.0,
        "INSERT INTO team (id, name, leader, hours) VALUES (NULLIF(?1, 0), ?2, ?3, ?4)",
        "UPDATE team SET name = ?2, leader = ?3, hours = ?4 WHERE id = ?1",
        params![id.0, name, leader.map(|user| user.0), hours],
        "equipe",
    )?;
    db.prepare_cached("DELETE FROM team_member WHERE team = ?1")?.execute([id])?;
    let mut add = db.prepare_cached("INSERT INTO team_member (team, user) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for member in members {
        add.execute([id, member.0])?;
    }
    Ok(TeamId(id))
}

pub(crate) fn put_queue(db: &Connection, queue: &Queue) -> Result<QueueId> {
    let Queue { id, name, kind, team, hours, archived } = queue;
    let hours = hours.as_ref().map(to_json).transpose()?;
    put(
        db,
        id.0,
        "INSERT INTO queue (id, name, kind, team, hours, archived) VALUES (NULLIF(?1, 0), ?2, ?3, ?4, ?5, ?6)",
        "UPDATE queue SET name = ?2, kind = ?3, team = ?4, hours = ?5, archived = ?6 WHERE id = ?1",
        params![id.0, name, kind.text(), team.map(|team| team.0), hours, archived],
        "fila",
    )
    .map(QueueId)
}

pub(crate) fn put_funnel(db: &Connection, funnel: &Funnel) -> Result<FunnelId> {
    let Funnel { id, name, position, archived } = funnel;
    put(
        db,
        id.0,
        "INSERT INTO funnel (id, name, position, archived) VALUES (NULLIF(?1, 0), ?2, ?3, ?4)",
        "UPDATE funnel SET name = ?2, position = ?3, archived = ?4 WHERE id = ?1",
        params![id.0, name, position, archived],
        "funil",
    )
    .map(FunnelId)
}

pub(crate) fn put_stage(db: &Connection, stage: &Stage) -> Result<StageId> {
    let Stage { id, funnel, name, colour, position, limit_max, locked, archived } = stage;
    put(
        db,
        id.0,
        "INSERT INTO stage (id, funnel, name, colour, position, limit_max, locked, archived)
         VALUES (NULLIF(?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        "UPDATE stage SET funnel = ?2, name = ?3, colour = ?4, position = ?5, limit_max = ?6, locked = ?7, archived = ?8
         WHERE id = ?1",
        params![id.0, funnel.0, name, colour, position, limit_max, locked, archived],
        "etapa",
    )
    .map(StageId)
}

pub(crate) fn put_tag(db: &Connection, tag: &Tag) -> Result<TagId> {
    let Tag { id, name, colour, kind, archived } = tag;
    put(
        db,
        id.0,
        "INSERT INTO tag (id, name, colour, kind, archived) VALUES (NULLIF(?1, 0), ?2, ?3, ?4, ?5)",
        "UPDATE tag SET name = ?2, colour = ?3, kind = ?4, archived = ?5 WHERE id = ?1",
        params![id.0, name, colour, kind.text(), archived],
        "etiqueta",
    )
    .map(TagId)
}

/// Inserts where the id is 0, else changes the row with that id. Both statements take the same parameters.
fn put(db: &Connection, id: i64, insert: &str, update: &str, params: impl Params, what: &'static str) -> Result<i64> {
    if id == 0 {
        return Ok(db.prepare_cached(insert)?.insert(params)?);
    }
    match db.prepare_cached(update)?.execute(params)? {
        0 => Err(StoreError::Missing(what)),
        _ => Ok(id),
    }
}
