//! Settings of the house and its holidays. A screen edits [`engine::Settings`] whole; `defaults` beside it says what is
//! still "padrão".

use chrono::{Datelike, NaiveDate};
use engine::{Moment, Settings};

use crate::ask::Ask;
use crate::bounds::{HOLIDAY_NAME_CHARS_MAX, HOLIDAY_YEARS, IMPORT_BYTES_MAX, IMPORT_DAYS_MAX};
use crate::error::{Code, Failure, FieldProblem, Result};
use crate::meanwhile::{Trail, merged};
use crate::shape::{Done, Nothing, args, views};

args! {
    pub struct HolidaysArgs {
        pub year: i32,
    }

    pub struct HolidayDraft {
        /// `YYYY-MM-DD`.
        pub date: String,
        pub name: String,
    }

    pub struct HolidayDate {
        pub date: String,
    }

    pub struct ImportHolidays {
        /// The text of an iCal file.
        pub text: String,
    }
}

/// The settings as edited. Refused whole if anything in them cannot be.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
#[ts(export, optional_fields = nullable)]
pub struct SaveSettings {
    pub settings: Settings,
    /// As they were read: what others have saved since stays. Absent: these are all of it.
    pub from: Option<Settings>,
}

views! {
    pub struct SettingsView {
        pub settings: Settings,
        pub defaults: Settings,
        /// The next automatic closing by these settings.
        pub next_cut: Option<Moment>,
        /// IANA names a zone may have.
        pub zones: Vec<String>,
    }

    pub struct HolidayView {
        pub date: String,
        pub name: String,
        /// Computed; cannot be deleted one by one.
        pub national: bool,
    }

    pub struct Holidays {
        pub days: Vec<HolidayView>,
    }

    pub struct ImportedHolidays {
        pub imported: u32,
        /// Days that were holidays of our own already: they keep their names.
        pub known: u32,
    }
}

pub(crate) fn settings(ask: &Ask, _: Nothing) -> Result<SettingsView> {
    let settings = ask.stored(|store| store.settings())?;
    Ok(settings_view(settings, &ask.house, ask.now))
}

pub(crate) fn save_settings(ask: &Ask, args: SaveSettings) -> Result<SettingsView> {
    let me = ask.me();
    let SaveSettings { settings, from } = args;
    let trail = Trail::of(ask, "settings_saved", None)?;
    ask.turn(move |turn| {
        let settings = match from {
            Some(from) => merged(&from, &settings, &turn.house.settings, &trail)?,
            None => settings,
        };
        turn.save_settings(&settings, me)?;
        Ok(settings_view(settings, &turn.house, turn.now))
    })
}

fn settings_view(settings: Settings, house: &runtime::House, now: Moment) -> SettingsView {
    let cut = engine::day::next_cut(&settings.queue.day_end, house.company(), now).filter(|_| settings.queue.on);
    SettingsView {
        settings,
        defaults: Settings::default(),
        next_cut: cut.map(|cut| cut.at),
        zones: chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name().to_owned()).collect(),
    }
}

pub(crate) fn holidays(ask: &Ask, args: HolidaysArgs) -> Result<Holidays> {
    if !HOLIDAY_YEARS.contains(&args.year) {
        let (first, last) = (HOLIDAY_YEARS.start(), HOLIDAY_YEARS.end());
        return Err(Failure::field("year", format!("Escolha um ano de {first} a {last}.")));
    }
    let (own, settings) = ask.stored(|store| Ok((store.holidays()?, store.settings()?)))?;
    let of_year = |date: &str| date.parse::<NaiveDate>().is_ok_and(|day| day.year() == args.year);
    let mut days: Vec<HolidayView> = own
        .into_iter()
        .filter(|(date, _)| of_year(date))
        .map(|(date, name)| HolidayView { date, name, national: false })
        .collect();
    if settings.national_holidays {
        let national = engine::holiday::national(args.year);
        days.extend(national.into_iter().map(|(date, name)| HolidayView {
            date: date.to_string(),
            name: name.into(),
            national: true,
        }));
    }
    days.sort_by(|one, other| one.date.cmp(&other.date));
    Ok(Holidays { days })
}

pub(crate) fn save_holiday(ask: &Ask, args: HolidayDraft) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| turn.save_holiday(&args.date, &args.name, me))?;
    Ok(Done {})
}

pub(crate) fn drop_holiday(ask: &Ask, args: HolidayDate) -> Result<Done> {
    let me = ask.me();
    ask.turn(move |turn| turn.drop_holiday(&args.date, me))?;
    Ok(Done {})
}

/// All days of the file or none, but for those that have a name already.
pub(crate) fn import_holidays(ask: &Ask, args: ImportHolidays) -> Result<ImportedHolidays> {
    if args.text.len() > IMPORT_BYTES_MAX {
        return Err(Failure::new(Code::TooLarge, "Escolha um arquivo de até 1 MB."));
    }
    let today = ask.house.company().local_date(ask.now);
    let days = engine::holiday::parse_ical_from(&args.text, today.year()).map_err(|error| {
        let problem = FieldProblem { field: "text".into(), message: error.to_string(), line: ical_line(&error) };
        Failure::problems(vec![problem])
    })?;
    if days.len() > IMPORT_DAYS_MAX {
        return Err(Failure::new(Code::TooLarge, format!("Divida o arquivo: ele tem mais de {IMPORT_DAYS_MAX} dias.")));
    }
    let me = ask.me();
    let all = days.len();
    let days: Vec<(NaiveDate, String)> =
        days.into_iter().map(|(day, name)| (day, name.chars().take(HOLIDAY_NAME_CHARS_MAX).collect())).collect();
    let imported = ask.turn(move |turn| turn.import_holidays(&days, me))?;
    let count = |days: usize| u32::try_from(days).unwrap_or(u32::MAX);
    Ok(ImportedHolidays { imported: count(imported), known: count(all - imported) })
}

fn ical_line(error: &engine::holiday::IcalError) -> Option<u32> {
    match error {
        engine::holiday::IcalError::TooLarge => None,
        engine::holiday::IcalError::Line { line, problem: _ } => u32::try_from(*line).ok(),
    }
}
