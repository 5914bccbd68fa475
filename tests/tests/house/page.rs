//! What the page's sources may not do: know a transport, build HTML from text, load anything from afar, read a clock of
//! their own, or wait by the clock in a test.

use crate::files::{Source, Spared, is_spared, lines_with, none, root, sources, still_there};

/// Lines after which a file is two files. The aim is 500.
const FILE_LINES_MAX: usize = 700;

const KNOWS_TAURI: &[Spared] =
    &[("ui/src/host/tauri.ts", "the transport of the window"), ("ui/src/host/tauri.test.ts", "its test")];

const MAY_READ_A_CLOCK: &[Spared] = &[("ui/src/parts/clock.ts", "the one clock that all timers of the page share")];

const MAY_WAIT_IN_TESTS: &[Spared] = &[
    ("tests/desktop/until.mjs", "looks again at another program until it shows the thing, with a limit"),
    ("tests/desktop/bench/", "what a window costs while nothing happens is seen only by letting time pass; no test"),
];

/// Names of a vocabulary, not places to fetch from.
const NOT_FETCHED: [&str; 2] = ["http://www.w3.org/", "http://ipc.localhost"];

#[test]
fn no_file_is_longer_than_one_sitting() {
    let all = page().into_iter().chain(scripts());
    let found = all.filter_map(|source| {
        let lines = source.text.lines().count();
        (lines > FILE_LINES_MAX).then(|| format!("{}: {lines} lines", source.path))
    });
    none(found.collect(), "A file over 700 lines holds two subjects. Split it by subject.");
}

#[test]
fn only_the_window_s_transport_knows_tauri() {
    let found =
        page().into_iter().filter(|s| !is_spared(&s.path, KNOWS_TAURI)).flat_map(|s| lines_with(&s, &["@tauri-apps"]));
    none(
        found.collect(),
        "Screens speak to the interface Host. The same page runs in the window, in a browser and in tests.",
    );
}

#[test]
fn no_text_of_a_customer_can_become_html_or_code() {
    let words = [
        "dangerouslySetInnerHTML",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function(",
    ];
    let found = page().iter().flat_map(|s| lines_with(s, &words)).collect();
    none(found, "A message from outside is text. Let React write it.");
}

#[test]
fn the_page_fetches_nothing_from_afar() {
    let mut all = sources("ui/src", &[".css"]);
    all.extend(sources("ui/public", &[".svg", ".css", ".json", ".html"]));
    all.extend(index());
    let found = all.iter().flat_map(|source| {
        let lines = lines_with(&without_names(source), &["http://", "https://", "url(//", "src=\"//", "href=\"//"]);
        lines.into_iter()
    });
    none(
        found.collect(),
        "The program works without a network and tells no one that it runs: fonts, icons and styles are in the package.",
    );
}

#[test]
fn timers_share_one_clock() {
    let words = ["Date.now(", "new Date()", "performance.now("];
    let found = page().into_iter().filter(|s| !is_test(s) && !is_spared(&s.path, MAY_READ_A_CLOCK));
    let found = found.flat_map(|source| lines_with(&source, &words)).collect();
    none(found, "Ask ui/src/parts/clock.ts: rows that count together never disagree, and tests wind it by hand.");
}

#[test]
fn no_test_waits_by_the_clock() {
    let words = ["setTimeout(", "setInterval(", "waitForTimeout(", "timers/promises"];
    let all = page().into_iter().filter(is_test).chain(sources("ui/tests", &[".ts", ".tsx"])).chain(scripts());
    let found = all.filter(|s| !is_spared(&s.path, MAY_WAIT_IN_TESTS)).flat_map(|source| lines_with(&source, &words));
    none(found.collect(), "A test that waits by the clock is slow and still guesses. Wait for the thing itself.");
}

#[test]
fn what_is_spared_is_still_there() {
    still_there(MAY_WAIT_IN_TESTS);
    still_there(MAY_READ_A_CLOCK);
}

/// Written by hand; what Rust generates is judged where it is generated.
fn page() -> Vec<Source> {
    sources("ui/src", &[".ts", ".tsx"]).into_iter().filter(|s| !s.path.starts_with("ui/src/bindings/")).collect()
}

/// The programs that drive the browser and the window.
fn scripts() -> Vec<Source> {
    sources("tests", &[".mjs", ".ts", ".js"])
}

fn index() -> Option<Source> {
    let path = "ui/index.html";
    let text = std::fs::read_to_string(root().join(path)).ok()?;
    Some(Source { path: path.into(), text })
}

fn is_test(source: &Source) -> bool {
    source.path.ends_with(".test.ts") || source.path.ends_with(".test.tsx")
}

fn without_names(source: &Source) -> Source {
    let text = NOT_FETCHED.iter().fold(source.text.clone(), |text, name| text.replace(name, ""));
    Source { path: source.path.clone(), text }
}

#[test]
fn a_far_address_is_seen_and_a_vocabulary_is_not() {
    let text = "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<link href=\"https://fonts.example/a.css\">\n";
    let source = without_names(&Source { path: "a.html".into(), text: text.into() });
    assert_eq!(lines_with(&source, &["http://", "https://"]), ["a.html:2: https://"]);
}
