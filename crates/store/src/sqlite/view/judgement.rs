//! What verdicts of the past were made from, for whoever asks why, then.

use engine::evaluate::Part;
use engine::{CircumstanceId, ExecutionId, Moment, RuleId, TicketId};
use rusqlite::Row;

use crate::Result;
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, number, word};

/// One verdict that came to something, with what it was made from as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgementRow {
    pub execution: ExecutionId,
    pub at: Moment,
    pub rule: RuleId,
    pub rule_name: String,
    pub ticket: TicketId,
    pub protocol: String,
    pub part: Part,
    pub circumstance: CircumstanceId,
    /// `engine::Inputs` as JSON.
    pub inputs: String,
}

macro_rules! judgement_columns {
    () => {
        "SELECT j.execution, j.at, j.circumstance, j.inputs, e.rule, r.name, e.ticket, t.protocol, e.part
           FROM judgement j CROSS JOIN execution e ON e.id = j.execution CROSS JOIN rule r ON r.id = e.rule
           CROSS JOIN ticket t ON t.id = e.ticket "
    };
}

/// From the end of the table, and no further than asked.
pub(crate) const NEWEST: &str = concat!(judgement_columns!(), "ORDER BY j.execution DESC, j.nth DESC LIMIT ?1");

impl Reader {
    /// The judgements that came to this execution, oldest first; none for one from before they were kept, or of a person.
    pub fn judgements(&self, execution: ExecutionId) -> Result<Vec<JudgementRow>> {
        self.list(concat!(judgement_columns!(), "WHERE j.execution = ?1 ORDER BY j.nth"), [execution.0], judgement_row)
    }

    /// The judgements that came to the newest executions, newest first.
    pub fn newest_judgements(&self, limit: u32) -> Result<Vec<JudgementRow>> {
        self.list(NEWEST, [limit], judgement_row)
    }

    /// A rule as JSON, as it was kept in this version.
    pub fn rule_version(&self, rule: RuleId, version: u32) -> Result<Option<String>> {
        let kept = "SELECT body FROM rule_version WHERE rule = ?1 AND version = ?2";
        Ok(self.list(kept, rusqlite::params![rule.0, version], |row| row.get(0))?.pop())
    }

    /// As JSON.
    pub fn circumstance(&self, id: CircumstanceId) -> Result<Option<String>> {
        Ok(self.list("SELECT body FROM circumstance WHERE id = ?1", [id.0], |row| row.get(0))?.pop())
    }
}

fn judgement_row(row: &Row) -> rusqlite::Result<JudgementRow> {
    Ok(JudgementRow {
        execution: number(row, 0, ExecutionId)?,
        at: moment(row, 1)?,
        circumstance: number(row, 2, CircumstanceId)?,
        inputs: row.get(3)?,
        rule: number(row, 4, RuleId)?,
        rule_name: row.get(5)?,
        ticket: number(row, 6, TicketId)?,
        protocol: row.get(7)?,
        part: word(row, 8)?,
    })
}

#[cfg(test)]
mod tests {
    use engine::Inputs;

    use crate::ExecutionOutcome;
    use crate::sqlite::view::morning::{morning, open};
    use crate::suite::world::*;

    #[test]
    fn what_was_judged_is_read_as_it_was_written_in_the_version_of_then() {
        let (_folder, db) = open();
        let m = morning(&db);
        let (ran, kept) = say(&db, |store| {
            let ana = store.ticket(m.ana)?.expect("opened");
            let contact = store.contact(ana.contact)?;
            let ran =
                store.record(&execution(&m.house, &ana, ExecutionOutcome::Executed, minute(3)))?.expect("the first");
            let kept = inputs(&ana, &contact, minute(3));
            for (n, zone) in [(3, "America/Sao_Paulo"), (4, "America/Manaus")] {
                let shared = store.circumstance(&circumstance(zone))?;
                store.keep_judgement(ran, minute(n), shared, &kept)?;
            }
            Ok((ran, kept))
        });
        let reader = db.reader().unwrap();
        let found = reader.judgements(ran).unwrap();
        assert_eq!(found.iter().map(|row| row.at).collect::<Vec<_>>(), [minute(3), minute(4)]);
        for (row, zone) in found.iter().zip(["America/Sao_Paulo", "America/Manaus"]) {
            assert_eq!(serde_json::from_str::<Inputs>(&row.inputs).unwrap(), kept);
            let shared = reader.circumstance(row.circumstance).unwrap().unwrap();
            assert_eq!(serde_json::from_str::<engine::Circumstance>(&shared).unwrap(), circumstance(zone));
            let rule = reader.rule_version(row.rule, kept.version).unwrap().unwrap();
            let rule: engine::Rule = serde_json::from_str(&rule).unwrap();
            assert_eq!((row.rule, rule.version, rule.name), (m.house.rule, 1, row.rule_name.clone()));
        }
        let newest = reader.newest_judgements(1).unwrap();
        assert_eq!(newest.iter().map(|row| row.at).collect::<Vec<_>>(), [minute(4)]);
        assert_eq!(reader.judgements(engine::ExecutionId(999)).unwrap(), []);
        assert_eq!(reader.circumstance(engine::CircumstanceId(999)).unwrap(), None);
        assert_eq!(reader.rule_version(m.house.rule, 999).unwrap(), None);
    }
}
