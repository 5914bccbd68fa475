//! `openapi.json`: complete, consistent in itself, and true of what the commands really answer.

use std::collections::BTreeSet;

use api::COMMANDS;
use serde_json::Value;

#[test]
fn every_command_has_its_path_and_every_reference_its_end() {
    let all = api::openapi();
    assert_eq!(all["openapi"], "3.1.0");
    let paths: BTreeSet<&str> = all["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let named: BTreeSet<String> = COMMANDS.iter().map(|command| format!("/{}", command.name)).collect();
    assert_eq!(paths, named.iter().map(String::as_str).collect());
    assert_eq!(COMMANDS.len(), named.len(), "a name is in the table twice");
    let mut ends = BTreeSet::new();
    references(&all, &mut ends);
    assert!(!ends.is_empty());
    for end in ends {
        let pointer = end.strip_prefix('#').unwrap_or_else(|| panic!("{end} leads outside"));
        assert!(all.pointer(pointer).is_some(), "{end} leads nowhere");
    }
}

#[test]
fn every_operation_says_what_it_takes_gives_and_who_may() {
    let all = api::openapi();
    for command in COMMANDS {
        let operation = &all["paths"][format!("/{}", command.name)]["post"];
        assert_eq!(operation["operationId"], command.name);
        assert!(operation["summary"].as_str().is_some_and(|summary| summary.len() > 3), "{}", command.name);
        assert!(operation["x-who"].is_string(), "{}", command.name);
        for schema in [
            &operation["requestBody"]["content"]["application/json"]["schema"],
            &operation["responses"]["200"]["content"]["application/json"]["schema"],
        ] {
            assert!(schema.is_object(), "{}: {operation}", command.name);
        }
        assert_eq!(operation["responses"]["default"]["$ref"], "#/components/responses/Failure");
    }
}

#[test]
fn the_description_is_the_same_each_time() {
    assert_eq!(api::openapi().to_string(), api::openapi().to_string());
}

fn references(value: &Value, ends: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(end) if name == "$ref" => {
                        ends.insert(end.clone());
                    }
                    Value::Null
                    | Value::Bool(_)
                    | Value::Number(_)
                    | Value::String(_)
                    | Value::Array(_)
                    | Value::Object(_) => references(value, ends),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, ends)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
