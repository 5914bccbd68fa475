//! Every limit of the contract, with its name and unit. Names and texts of rules have theirs in the engine.

/// Tickets, executions or sends in one bulk call.
pub const BULK_MAX: usize = 200;
pub const PAGE_ROWS_DEFAULT: u32 = 50;
pub const PAGE_ROWS_MAX: u32 = 200;
/// Bytes of what a person writes to a customer or as a note.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a rule file or a calendar that is imported.
pub const IMPORT_BYTES_MAX: usize = 1024 * 1024;
pub const IMPORT_RULES_MAX: usize = 200;
/// Bytes of the arguments of any command.
pub const ARGS_BYTES_MAX: usize = 2 * 1024 * 1024;
pub const CSV_ROWS_MAX: u32 = 50_000;
pub const OVERDUE_ROWS_MAX: usize = 200;
pub const DAY_ROWS_MAX: u32 = 200;
pub const BACKTEST_DAYS_MAX: u32 = 90;
