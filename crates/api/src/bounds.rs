//! Every limit of the contract, with its name and unit. Names and texts of rules have theirs in the engine.

/// Tickets, executions or sends in one bulk call.
pub const BULK_MAX: usize = 200;
pub const PAGE_ROWS_DEFAULT: u32 = 50;
pub const PAGE_ROWS_MAX: u32 = 200;
/// Bytes of a rule file or a calendar that is imported.
pub const IMPORT_BYTES_MAX: usize = 1024 * 1024;
pub const IMPORT_RULES_MAX: usize = 200;
pub const CSV_ROWS_MAX: u32 = 50_000;
pub const OVERDUE_ROWS_MAX: usize = 200;
pub const DAY_ROWS_MAX: u32 = 200;
pub const BACKTEST_DAYS_MAX: u32 = 90;
pub const STAGE_LIMIT_MAX: u32 = 100_000;
pub const COLOUR_BYTES_MAX: usize = 32;
/// Characters of a search or of the text of a filter.
pub const QUERY_CHARS_MAX: usize = 200;
/// Characters of a contact's name or address typed by a person.
pub const CONTACT_CHARS_MAX: usize = 320;
/// Ids in one list of a filter.
pub const FILTER_IDS_MAX: usize = 100;
/// Characters of one value of a connection's settings, and of its secret.
pub const SETTING_CHARS_MAX: usize = 16_384;
/// People named in the first run.
pub const SETUP_PEOPLE_MAX: usize = 50;
pub const HOLIDAY_YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;
/// Days a dashboard may span.
pub const DASHBOARD_DAYS_MAX: i64 = 366;
/// Arriving tickets shown beside the queue, and how near they are.
pub const ARRIVING_MAX: u32 = 50;
pub const ARRIVING_WITHIN: engine::Span = engine::Span::minutes(3);
pub const HOLIDAY_NAME_CHARS_MAX: usize = 80;
/// Days of one imported calendar.
pub const IMPORT_DAYS_MAX: usize = 5_000;
/// Pages of the store behind one page of a reply, when most of their rows are not wanted.
pub const SCAN_PAGES_MAX: u32 = 20;
pub const SEARCH_ROWS_MAX: u32 = 50;
/// Tickets looked at for contacts to write to, and how many contacts are offered.
pub const CONTACT_HITS_MAX: u32 = 50;
pub const FOUND_CONTACTS_MAX: usize = 8;
/// Saved views of one person, and quick replies of the house.
pub const VIEWS_MAX: usize = 20;
pub const QUICK_REPLIES_MAX: usize = 200;
/// Characters of a view's name, of a quick reply's short name and of its text.
pub const VIEW_NAME_CHARS_MAX: usize = 60;
pub const REPLY_NAME_CHARS_MAX: usize = 40;
pub const REPLY_TEXT_CHARS_MAX: usize = 4_096;
/// Rows of one section of "Meus atendimentos".
pub const MINE_ROWS_MAX: u32 = 200;
/// Tickets counted for "próximas 24 h" of one rule.
pub const NEXT_COUNTED_MAX: u32 = 200;
/// Tickets a backtest reads.
pub const BACKTEST_TICKETS_MAX: usize = 20_000;
pub const EFFECT_DAYS_MAX: u32 = 366;
pub const PASSPHRASE_CHARS_MAX: usize = 1_024;
/// Contacts of one tag that are counted.
pub const TAG_CONTACTS_MAX: u32 = 10_000;
/// Open tickets of one person that are handed over at once.
pub const HELD_MAX: usize = 10_000;
/// Contacts of one wallet that are handed over at once.
pub const WALLET_MAX: u32 = 10_000;
