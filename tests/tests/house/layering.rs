//! Direction: `engine ← store`; `engine, store, channels ← runtime ← api ← {retorno, hub}`. Read from the packages
//! themselves, dependencies of tests included, because those compile too.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::files::{none, root, sources};

/// Who may know whom. A package that is not here may not exist.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("engine", &[]),
    ("channels", &[]),
    ("bare", &[]),
    ("store", &["engine"]),
    ("runtime", &["channels", "engine", "store"]),
    ("api", &["channels", "engine", "runtime", "store"]),
    ("hub", &["api", "channels", "runtime", "store"]),
    ("retorno", &["api", "channels", "runtime", "store"]),
    ("faults", &["channels", "engine", "runtime", "store"]),
    ("tests", &["api", "channels", "engine", "faults", "hub", "runtime", "store"]),
    ("xtask", &[]),
];

/// Outside packages that only one layer may know, by the start of their names.
const BELONGS_TO: &[(&str, &[&str])] = &[
    ("rusqlite", &["store", "faults", "tests"]),
    ("refinery", &["store"]),
    ("tauri", &["retorno", "bare"]),
    ("axum", &["hub", "tests"]),
    ("lettre", &["channels", "tests"]),
    ("async-imap", &["channels", "tests"]),
    ("reqwest", &["channels", "tests"]),
    ("notify-rust", &["retorno"]),
    ("zbus", &["retorno"]),
    ("ksni", &["retorno"]),
    ("x11rb", &["retorno"]),
];

/// All that the engine may stand on: values, text and calendars, and what describes them to a screen; nothing that can
/// reach outside.
const ENGINE_STANDS_ON: [&str; 8] =
    ["chrono", "chrono-tz", "minijinja", "schemars", "serde", "serde_json", "thiserror", "ts-rs"];

#[derive(Debug)]
struct Package {
    ours: BTreeSet<String>,
    outside: Vec<Outside>,
}

#[derive(Debug)]
struct Outside {
    name: String,
    /// Only when its own tests are compiled.
    for_tests: bool,
    features: Vec<String>,
    with_defaults: bool,
}

#[test]
fn every_package_knows_only_the_layers_below_it() {
    let packages = packages();
    let allowed: BTreeMap<&str, &[&str]> = MAY_KNOW.iter().copied().collect();
    let mut found = Vec::new();
    for (name, package) in &packages {
        let Some(allowed) = allowed.get(name.as_str()) else {
            found.push(format!("{name}: a package that no layer names"));
            continue;
        };
        let wrong = package.ours.iter().filter(|other| !allowed.contains(&other.as_str()));
        found.extend(wrong.map(|other| format!("{name} → {other}")));
    }
    none(found, "Dependencies point one way (docs/architecture.md): what decides never learns who carries.");
    assert_eq!(packages.len(), MAY_KNOW.len(), "a layer has no package: {:?}", packages.keys());
}

#[test]
fn sql_the_window_and_the_providers_are_each_known_to_one_layer() {
    let mut found = Vec::new();
    for (name, package) in packages() {
        for outside in &package.outside {
            let owner = BELONGS_TO.iter().find(|(start, _)| outside.name.starts_with(start));
            if owner.is_some_and(|(_, owners)| !owners.contains(&name.as_str())) {
                found.push(format!("{name} → {}", outside.name));
            }
        }
    }
    none(found, "An outside package that marks a layer (SQL, Tauri, a provider's protocol) stays inside that layer.");
}

#[test]
fn the_engine_stands_on_values_only_and_its_chrono_has_no_clock() {
    let packages = packages();
    let engine = packages.get("engine").expect("the engine is a package");
    let shipped: Vec<&Outside> = engine.outside.iter().filter(|outside| !outside.for_tests).collect();
    let strange = shipped.iter().filter(|outside| !ENGINE_STANDS_ON.contains(&outside.name.as_str()));
    let mut found: Vec<String> = strange.map(|outside| format!("engine → {}", outside.name)).collect();
    for chrono in shipped.iter().filter(|outside| outside.name == "chrono") {
        let clocks = chrono.features.iter().filter(|feature| ["clock", "now", "default"].contains(&feature.as_str()));
        found.extend(clocks.map(|feature| format!("engine → chrono with `{feature}`")));
        if chrono.with_defaults {
            found.push("engine → chrono with its default features".into());
        }
    }
    none(found, "The engine is pure: time is an argument and nothing in it can reach a file, a socket or a clock.");
}

#[test]
fn the_engine_touches_no_file_socket_thread_or_task() {
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "std::sync::mpsc",
        "async fn",
        "println!",
        "HashMap",
    ];
    let found =
        sources("crates/engine/src", &[".rs"]).iter().flat_map(|s| crate::files::lines_with(s, &words)).collect();
    none(found, "The engine is pure and its results depend on no hash: same facts, same acts, on every machine.");
}

#[test]
fn xtask_is_std_only_and_a_plain_cargo_test_leaves_the_window_out() {
    let metadata = metadata();
    let xtask = &packages()["xtask"];
    assert!(xtask.outside.is_empty(), "xtask compiles in a second because it stands on std only: {:?}", xtask.outside);
    let ids = metadata["workspace_default_members"].as_array().expect("cargo lists the default members");
    let window: Vec<&Value> = ids.iter().filter(|id| id.as_str().is_some_and(|id| id.contains("src-tauri"))).collect();
    assert!(window.is_empty(), "`cargo test` would compile webkit: {window:?}");
}

#[test]
fn planted_bugs_are_switched_on_by_tests_alone() {
    const TESTS: [&str; 2] = ["tests", "faults"];
    let metadata = metadata();
    let listed = metadata["packages"].as_array().expect("cargo lists the packages");
    let plants =
        |features: &Value| features.as_array().is_some_and(|all| all.iter().any(|one| text(one).contains("plant")));
    let (mut found, mut seen) = (Vec::new(), 0);
    for package in listed {
        let name = text(&package["name"]);
        let wanted = package["dependencies"].as_array().expect("a package lists its dependencies").iter();
        let wanted = wanted.filter(|dependency| plants(&dependency["features"])).count();
        seen += wanted;
        if (wanted > 0 && !TESTS.contains(&name.as_str())) || plants(&package["features"]["default"]) {
            found.push(name);
        }
    }
    none(found, "A product is built without the planted bugs: no manifest but the tests' may ask for `plant`.");
    assert!(seen > 0, "no manifest asks for `plant`: this test looks for a word that is gone");
}

/// Least versions that mend what was made public, and what must not be there at all.
#[test]
fn nothing_stands_on_a_version_known_to_be_unsafe() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is kept");
    let version = |name: &str| {
        let (_, rest) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
        let numbers = rest.split_once('"')?.0.split(['.', '-']).map(|part| part.parse().unwrap_or(0));
        Some(numbers.take(3).collect::<Vec<u32>>())
    };
    for (name, least) in [("tauri", [2, 11, 1]), ("rusqlite", [0, 41, 0])] {
        let found = version(name).unwrap_or_else(|| panic!("{name} is not in the lock file"));
        assert!(found >= least.to_vec() && found < vec![least[0] + 1, 0, 0], "{name} {found:?}");
    }
    assert_eq!(version("tauri-plugin-updater"), None, "updates are not there, so not their weaknesses either");
}

fn packages() -> BTreeMap<String, Package> {
    let metadata = metadata();
    let listed = metadata["packages"].as_array().expect("cargo lists the packages");
    listed.iter().map(|package| (text(&package["name"]), package_of(package))).collect()
}

fn package_of(package: &Value) -> Package {
    let mut found = Package { ours: BTreeSet::new(), outside: Vec::new() };
    for dependency in package["dependencies"].as_array().expect("a package lists its dependencies") {
        let name = text(&dependency["name"]);
        if dependency["path"].is_string() {
            found.ours.insert(name);
            continue;
        }
        let features = dependency["features"].as_array().expect("a dependency lists its features");
        found.outside.push(Outside {
            name,
            for_tests: dependency["kind"] == "dev",
            features: features.iter().map(text).collect(),
            with_defaults: dependency["uses_default_features"] == true,
        });
    }
    found
}

fn metadata() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).current_dir(root());
    let out = command.output().expect("cargo runs this test, so it can be started");
    assert!(out.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).expect("cargo metadata prints JSON")
}

fn text(value: &Value) -> String {
    value.as_str().expect("cargo metadata names things by text").to_owned()
}
