//! Tables as CSV files that a spreadsheet in Brazil opens as they are: UTF-8 with its mark, `;` between fields, and no
//! cell that the spreadsheet would take for a formula.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::Moment;

use crate::bounds::CSV_ROWS_MAX;
use crate::shape::TextFile;

const MARK: char = '\u{FEFF}';
/// What makes a spreadsheet compute a cell (and the controls that hide such a start).
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

pub(crate) struct Csv {
    text: String,
    rows: u32,
}

impl Csv {
    pub fn new(columns: &[&str]) -> Csv {
        let mut csv = Csv { text: MARK.to_string(), rows: 0 };
        csv.line(columns);
        csv
    }

    pub fn has_room(&self) -> bool {
        self.rows < CSV_ROWS_MAX
    }

    /// Beyond [`CSV_ROWS_MAX`] nothing is added.
    pub fn row(&mut self, cells: &[String]) {
        if self.has_room() {
            self.rows += 1;
            self.line(cells);
        }
    }

    pub fn file(self, name: &str) -> TextFile {
        TextFile { name: name.into(), mime: "text/csv;charset=utf-8".into(), text: self.text }
    }

    fn line(&mut self, cells: &[impl AsRef<str>]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.text.push(';');
            }
            self.text.push_str(&quoted(cell.as_ref()));
        }
        self.text.push_str("\r\n");
    }
}

/// Always quoted, so that no separator, quote or line break inside matters.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(FORMULA_STARTS) && cell.parse::<f64>().is_err() { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

/// An instant as it is written on a wall of this zone.
pub(crate) fn local(zone: Tz, at: Moment) -> String {
    DateTime::<Utc>::from_timestamp_millis(at.0)
        .map(|at| at.with_timezone(&zone).format("%d/%m/%Y %H:%M:%S").to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_breaks_the_table() {
        let table = [
            ("Maria", "\"Maria\""),
            ("a;b", "\"a;b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\r\nb", "\"a\r\nb\""),
            ("=1+1", "\"'=1+1\""),
            ("+55 11 9", "\"'+55 11 9\""),
            ("-12.5", "\"-12.5\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("", "\"\""),
        ];
        for (cell, expected) in table {
            assert_eq!(quoted(cell), expected);
        }
    }

    #[test]
    fn a_file_has_its_mark_its_head_and_its_rows() {
        let mut csv = Csv::new(&["Cliente", "Quando"]);
        csv.row(&["João".into(), local(chrono_tz::America::Sao_Paulo, Moment(1_700_000_000_000))]);
        assert_eq!(csv.file("x.csv").text, "\u{FEFF}\"Cliente\";\"Quando\"\r\n\"João\";\"14/11/2023 19:13:20\"\r\n");
    }
}
