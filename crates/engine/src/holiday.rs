//! Which days are holidays: the national ones of Brazil, computed, and those of an iCalendar file. Which of them a
//! company keeps is a setting; states and cities come by hand or by file.

mod ical;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

pub use ical::{
    DAYS_MAX, EVENT_DAYS_MAX, EVENTS_MAX, FILE_BYTES_MAX, IcalError, IcalProblem, NAME_CHARS_MAX, YEARS, parse_ical,
    parse_ical_from,
};

/// The national holidays of a year, by law.
#[must_use]
pub fn national(year: i32) -> BTreeMap<NaiveDate, &'static str> {
    let fixed = [
        (1, 1, "Confraternização Universal"),
        (4, 21, "Tiradentes"),
        (5, 1, "Dia do Trabalho"),
        (9, 7, "Independência do Brasil"),
        (10, 12, "Nossa Senhora Aparecida"),
        (11, 2, "Finados"),
        (11, 15, "Proclamação da República"),
        (12, 25, "Natal"),
    ];
    let black_awareness = (year >= 2024).then_some((11, 20, "Dia da Consciência Negra"));
    let fixed = fixed.into_iter().chain(black_awareness);
    // Movable first: where Good Friday falls on Tiradentes, the day carries the older name.
    let good_friday = easter(year).and_then(|easter| easter.checked_sub_days(Days::new(2)));
    let mut days: BTreeMap<_, _> =
        fixed.filter_map(|(month, day, name)| Some((NaiveDate::from_ymd_opt(year, month, day)?, name))).collect();
    days.extend(good_friday.map(|day| (day, "Paixão de Cristo")));
    days
}

/// Days on which many close though no law says so ("pontos facultativos"), whole days only.
#[must_use]
pub fn optional(year: i32) -> BTreeMap<NaiveDate, &'static str> {
    let Some(easter) = easter(year) else { return BTreeMap::new() };
    let days = [
        (easter.checked_sub_days(Days::new(48)), "Carnaval (segunda-feira)"),
        (easter.checked_sub_days(Days::new(47)), "Carnaval (terça-feira)"),
        (easter.checked_add_days(Days::new(60)), "Corpus Christi"),
    ];
    days.into_iter().filter_map(|(day, name)| Some((day?, name))).collect()
}

/// Easter Sunday of the Gregorian calendar (the anonymous computus of 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let moon_correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let march_days = epact + to_sunday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(march_days / 31).ok()?, u32::try_from(march_days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_church_tables_say() {
        let tables = [
            "1818-03-22",
            "1943-04-25",
            "1954-04-18",
            "1981-04-19",
            "2000-04-23",
            "2008-03-23",
            "2011-04-24",
            "2014-04-20",
            "2019-04-21",
            "2020-04-12",
            "2021-04-04",
            "2022-04-17",
            "2023-04-09",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2028-04-16",
            "2029-04-01",
            "2030-04-21",
            "2033-04-17",
            "2038-04-25",
            "2076-04-19",
            "2285-03-22",
        ];
        for day in tables.map(date) {
            assert_eq!(easter(chrono::Datelike::year(&day)), Some(day));
        }
    }

    #[test]
    fn the_national_days_of_2026_are_ten() {
        let days: Vec<(String, &str)> = national(2026).into_iter().map(|(day, name)| (day.to_string(), name)).collect();
        let expected = [
            ("2026-01-01", "Confraternização Universal"),
            ("2026-04-03", "Paixão de Cristo"),
            ("2026-04-21", "Tiradentes"),
            ("2026-05-01", "Dia do Trabalho"),
            ("2026-09-07", "Independência do Brasil"),
            ("2026-10-12", "Nossa Senhora Aparecida"),
            ("2026-11-02", "Finados"),
            ("2026-11-15", "Proclamação da República"),
            ("2026-11-20", "Dia da Consciência Negra"),
            ("2026-12-25", "Natal"),
        ];
        assert_eq!(days, expected.map(|(day, name)| (day.to_owned(), name)));
    }

    #[test]
    fn black_awareness_is_national_since_2024_only() {
        assert!(!national(2023).contains_key(&date("2023-11-20")));
        assert!(national(2024).contains_key(&date("2024-11-20")));
    }

    #[test]
    fn good_friday_on_tiradentes_is_one_day() {
        assert_eq!(national(2000).get(&date("2000-04-21")), Some(&"Paixão de Cristo"));
        assert_eq!(national(2000).len(), 8);
    }

    #[test]
    fn the_optional_days_follow_easter() {
        let days: Vec<NaiveDate> = optional(2026).into_keys().collect();
        assert_eq!(days, ["2026-02-16", "2026-02-17", "2026-06-04"].map(date));
    }

    #[test]
    fn a_year_beyond_the_calendar_has_no_days() {
        for year in [i32::MIN, i32::MAX, -300_000, 300_000] {
            assert_eq!((national(year).len(), optional(year).len()), (0, 0));
        }
    }
}
