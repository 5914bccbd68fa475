//! What Rust sources may not do: grow without end, read a clock, or sleep in a test.

use crate::files::{Source, Spared, is_spared, lines_with, none, sources, still_there};

/// Lines after which a file is two files. The aim is 500.
const FILE_LINES_MAX: usize = 700;
/// Lines after which a function is two functions. The aim is 70.
const FUNCTION_LINES_MAX: usize = 110;

const MAY_READ_A_CLOCK: &[Spared] = &[
    ("crates/runtime/src/clock.rs", "it is the clock"),
    ("crates/xtask/", "says how long a lane took; nothing of the product is in it"),
    ("tests/", "measures, and waits for real servers with a limit; scenarios bring their own hand-wound clock"),
];

/// Waiting for another program is polling with a limit; that is the only sleep there is.
const MAY_SLEEP_IN_TESTS: &[Spared] = &[
    ("tests/tests/house/", "names the words it looks for"),
    ("tests/src/mail.rs", "polls until the mail servers answer, with a limit"),
    ("tests/src/bench/", "what is measured arrives at a pace, and a real program is waited for with a limit"),
];

#[test]
fn no_file_is_longer_than_one_sitting() {
    let found = all().into_iter().filter_map(|source| {
        let lines = source.text.lines().count();
        (lines > FILE_LINES_MAX).then(|| format!("{}: {lines} lines", source.path))
    });
    none(found.collect(), "A file over 700 lines holds two subjects. Split it by subject.");
}

#[test]
fn no_function_is_longer_than_a_screen_or_two() {
    let found = all().iter().flat_map(long_functions).collect();
    none(found, "A function over 110 lines hides its steps. Name them.");
}

#[test]
fn only_the_clock_reads_a_clock() {
    let words = ["SystemTime::now", "Instant::now", "Utc::now", "Local::now"];
    let found =
        all().into_iter().filter(|s| !is_spared(&s.path, MAY_READ_A_CLOCK)).flat_map(|s| lines_with(&s, &words));
    none(
        found.collect(),
        "Time is an argument; only crates/runtime/src/clock.rs reads it. That is what makes a day testable in a second.",
    );
}

#[test]
fn no_test_sleeps() {
    let words = ["sleep(", "sleep_until(", "sleep_ms("];
    let found = all().into_iter().filter(|s| !is_spared(&s.path, MAY_SLEEP_IN_TESTS)).map(test_part);
    let found = found.flat_map(|source| lines_with(&source, &words)).collect();
    none(found, "A test that sleeps is slow and still guesses. Wind the clock by hand, or wait for the event itself.");
}

#[test]
fn what_is_spared_is_still_there() {
    still_there(MAY_SLEEP_IN_TESTS);
}

fn all() -> Vec<Source> {
    let found: Vec<Source> = ["crates", "src-tauri", "tests"].iter().flat_map(|f| sources(f, &[".rs"])).collect();
    assert!(found.len() > 8, "the sources were not found");
    found
}

/// Everything from the first `#[cfg(test)]` on; a file of a test folder whole.
fn test_part(source: Source) -> Source {
    if source.path.starts_with("tests/") || source.path.contains("/tests/") || source.path.ends_with("tests.rs") {
        return source;
    }
    // Lines before it stay as empty ones, so that findings keep their numbers.
    let at = source.text.lines().position(|line| line.trim() == "#[cfg(test)]").unwrap_or(usize::MAX);
    let kept: Vec<&str> = source.text.lines().enumerate().map(|(n, line)| if n < at { "" } else { line }).collect();
    Source { text: kept.join("\n"), path: source.path }
}

/// rustfmt closes a function at the indentation of its `fn`, so that is where its end is looked for.
fn long_functions(source: &Source) -> Vec<String> {
    let lines: Vec<&str> = source.text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let body = line.trim_start();
        if !is_function(body) || body.ends_with('}') || body.ends_with(';') {
            continue;
        }
        let close = format!("{}}}", &line[..line.len() - body.len()]);
        let length = lines[at..].iter().position(|line| *line == close).map_or(0, |end| end + 1);
        if length > FUNCTION_LINES_MAX {
            found.push(format!("{}:{}: {length} lines: {body}", source.path, at + 1));
        }
    }
    found
}

fn is_function(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let qualifiers = ["pub", "pub(crate)", "pub(super)", "const", "async", "extern", "\"C\""];
    words.find(|word| !qualifiers.contains(word)) == Some("fn")
}

#[test]
fn a_long_function_is_seen_and_a_long_trait_of_short_ones_is_not() {
    let body = "        step();\n".repeat(FUNCTION_LINES_MAX);
    let text = format!(
        "impl A {{\n    pub(crate) async fn long(\n        a: u8,\n    ) {{\n{body}    }}\n\n    fn short() {{}}\n}}\n"
    );
    let found = long_functions(&Source { path: "a.rs".into(), text });
    assert_eq!(found, [format!("a.rs:2: {} lines: pub(crate) async fn long(", FUNCTION_LINES_MAX + 4)]);
}

#[test]
fn only_the_tests_of_a_file_are_searched_for_sleeps() {
    let text = "fn work() { sleep(1) }\n#[cfg(test)]\nmod tests {\n    fn wait() { sleep(2) }\n}\n";
    let part = test_part(Source { path: "crates/a/src/b.rs".into(), text: text.into() });
    assert_eq!(lines_with(&part, &["sleep("]), ["crates/a/src/b.rs:4: sleep("]);
}
