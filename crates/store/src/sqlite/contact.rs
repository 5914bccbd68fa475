//! Contacts: a person outside is a set of identities, a set of tags, and what the engine asks about.

use engine::{Contact, ContactId, Moment, TagId, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cell::{moment_opt, number, number_opt, unreadable};
use crate::{Result, StoreError};

/// The engine's contact of a `contact c`, for [`of`]. Tags come in the same row, each with whether it means "Não
/// incomodar", so that a batch of tickets is one statement. An archived tag still counts: in doubt nobody is nagged.
macro_rules! contact_columns {
    () => {
        "c.id, c.wallet_owner, c.opted_out_at IS NOT NULL, c.is_group, c.erased_at IS NOT NULL, c.wrote_at,
         (SELECT group_concat(k.tag || iif(g.kind = 'do_not_disturb', '!', ''), ' ')
            FROM contact_tag k JOIN tag g ON g.id = k.tag WHERE k.contact = c.id)"
    };
}
pub(crate) use contact_columns;

/// How many columns [`of`] reads.
pub(crate) const WIDTH: usize = 7;

/// Reads `contact_columns!` starting at this one.
pub(crate) fn of(row: &Row, first: usize) -> rusqlite::Result<Contact> {
    let mut tags = vec![];
    let mut do_not_disturb = false;
    for word in row.get_ref(first + 6)?.as_str_or_null()?.unwrap_or_default().split_ascii_whitespace() {
        let id = word.strip_suffix('!');
        do_not_disturb |= id.is_some();
        tags.push(TagId(id.unwrap_or(word).parse().map_err(|_| unreadable(first + 6, word))?));
    }
    tags.sort();
    Ok(Contact {
        id: number(row, first, ContactId)?,
        tags,
        wallet_owner: number_opt(row, first + 1, UserId)?,
        opted_out: row.get(first + 2)?,
        do_not_disturb,
        group: row.get(first + 3)?,
        erased: row.get(first + 4)?,
        wrote_at: moment_opt(row, first + 5)?,
    })
}

pub(crate) fn contact_by_address(
    db: &Connection,
    kind: &str,
    address: &str,
    name: &str,
    now: Moment,
) -> Result<ContactId> {
    let known: Option<(i64, bool)> = db
        .prepare_cached(
            "SELECT c.id, c.name = '' FROM identity i JOIN contact c ON c.id = i.contact WHERE i.kind = ?1 AND i.address = ?2",
        )?
        .query_row([kind, address], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((id, nameless)) = known {
        if nameless && !name.is_empty() {
            db.prepare_cached("UPDATE contact SET name = ?2 WHERE id = ?1")?.execute(params![id, name])?;
        }
        return Ok(ContactId(id));
    }
    let id =
        db.prepare_cached("INSERT INTO contact (name, created_at) VALUES (?1, ?2)")?.insert(params![name, now.0])?;
    db.prepare_cached("INSERT INTO identity (kind, address, contact) VALUES (?1, ?2, ?3)")?
        .execute(params![kind, address, id])?;
    Ok(ContactId(id))
}

pub(crate) fn contact(db: &Connection, id: ContactId) -> Result<Contact> {
    db.prepare_cached(concat!("SELECT ", contact_columns!(), " FROM contact c WHERE c.id = ?1"))?
        .query_row([id.0], |row| of(row, 0))
        .optional()?
        .ok_or(StoreError::Missing("contato"))
}

pub(crate) fn contact_name(db: &Connection, id: ContactId) -> Result<String> {
    db.prepare_cached("SELECT name FROM contact WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Missing("contato"))
}

pub(crate) fn address(db: &Connection, contact: ContactId, kind: &str) -> Result<Option<String>> {
    Ok(db
        .prepare_cached("SELECT address FROM identity WHERE contact = ?1 AND kind = ?2 ORDER BY address LIMIT 1")?
        .query_row(params![contact.0, kind], |row| row.get(0))
        .optional()?)
}

pub(crate) fn add_tag(db: &Connection, contact: ContactId, tag: TagId) -> Result<bool> {
    let added = db
        .prepare_cached("INSERT INTO contact_tag (contact, tag) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute([contact.0, tag.0])?;
    Ok(added > 0)
}

pub(crate) fn remove_tag(db: &Connection, contact: ContactId, tag: TagId) -> Result<bool> {
    let removed =
        db.prepare_cached("DELETE FROM contact_tag WHERE contact = ?1 AND tag = ?2")?.execute([contact.0, tag.0])?;
    Ok(removed > 0)
}

pub(crate) fn set_wallet(db: &Connection, contact: ContactId, owner: Option<UserId>) -> Result<()> {
    db.prepare_cached("UPDATE contact SET wallet_owner = ?2 WHERE id = ?1")?
        .execute(params![contact.0, owner.map(|user| user.0)])?;
    Ok(())
}

pub(crate) fn set_opted_out(db: &Connection, contact: ContactId, at: Option<Moment>) -> Result<()> {
    db.prepare_cached("UPDATE contact SET opted_out_at = ?2 WHERE id = ?1")?
        .execute(params![contact.0, at.map(|at| at.0)])?;
    Ok(())
}

pub(crate) fn contact_wrote(db: &Connection, contact: ContactId, at: Moment) -> Result<()> {
    db.prepare_cached("UPDATE contact SET wrote_at = ?2 WHERE id = ?1 AND (wrote_at IS NULL OR wrote_at < ?2)")?
        .execute([contact.0, at.0])?;
    Ok(())
}
