//! A field that no command knows is refused with its name, in Portuguese, wherever in the arguments it stands: a
//! misspelt one would otherwise be ignored in silence. What each command takes is read from its own description.

use api::{COMMANDS, Code};
use serde_json::{Value, json};

use crate::world::{SUPERVISOR, World, draft, short};

/// Sorts before every field there is, so that it is met first.
const STRANGE: &str = "_a_mais";
/// The one key of a map whose keys are free.
const FREE: &str = "livre";

#[test]
fn no_command_lets_a_field_pass_that_it_does_not_know() {
    let world = World::new();
    let all = api::openapi();
    let (mut tried, mut wrong) = (0, vec![]);
    for command in COMMANDS {
        let takes = &all["paths"][format!("/{}", command.name)]["post"]["requestBody"]["content"]["application/json"];
        for args in samples(&all, &takes["schema"]) {
            for place in objects(&args, String::new()) {
                let mut args = args.clone();
                args.pointer_mut(&place).unwrap()[STRANGE] = json!(1);
                tried += 1;
                let failure = match world.call(SUPERVISOR, command.name, args.clone()) {
                    Ok(_) => {
                        wrong.push(format!("{} at «{place}»: done", command.name));
                        continue;
                    }
                    Err(failure) => failure,
                };
                let told = failure.code == Code::Invalid
                    && failure.message == format!("Confira os dados enviados: o campo «{STRANGE}» não existe.")
                    && failure.field.as_deref().is_some_and(|field| field.ends_with(STRANGE));
                if !told {
                    wrong.push(format!("{} at «{place}»: {failure:?}", command.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried >= COMMANDS.len() * 2, "only {tried} places");
}

#[test]
fn no_type_of_action_lets_a_field_pass_that_it_does_not_have() {
    let world = World::new();
    for action in [
        json!({ "type": "send_message", "text": "Oi" }),
        json!({ "type": "add_tag", "tag": 1 }),
        json!({ "type": "remove_tag", "tag": 1 }),
        json!({ "type": "add_wallet", "user": 1, "mode": "replace" }),
        json!({ "type": "move_to_stage", "stage": 1 }),
        json!({ "type": "transfer_to_queue", "queue": 1 }),
        json!({ "type": "assign", "user": 1 }),
        json!({ "type": "close" }),
        json!({ "type": "note", "text": "Oi" }),
        json!({ "type": "notify", "user": 1, "text": "Oi" }),
        json!({ "type": "webhook", "url": "https://exemplo.invalid" }),
    ] {
        let rule = |action: &Value| {
            let mut rule = draft(24);
            rule["actions"] = json!([{ "type": "note", "text": "antes" }, action]);
            json!({ "rule": rule, "state": "off" })
        };
        world.must(SUPERVISOR, "save_rule", rule(&action));
        let mut strange = action.clone();
        strange["motivo"] = json!("x");
        let failure = world.refused(SUPERVISOR, "save_rule", rule(&strange));
        let told = (failure.code, failure.message.as_str(), failure.field.as_deref());
        let field = Some("rule.actions[1].motivo");
        assert_eq!(told, (Code::Invalid, "Confira os dados enviados: o campo «motivo» não existe.", field), "{action}");
    }
}

#[test]
fn what_is_wrong_with_the_arguments_is_said_in_portuguese() {
    let world = World::new();
    for (command, args, why) in [
        ("take", json!({}), "falta o campo «tickets»."),
        ("take", json!({ "tickets": ["a"] }), "um valor é de outro tipo: há um texto onde cabe um número inteiro."),
        ("take", json!([]), "um valor é de outro tipo: há uma lista onde cabe um objeto."),
        ("save_rule", json!({ "rule": draft(24), "state": "ligada" }), "«ligada» não é um valor possível."),
    ] {
        let failure = world.refused(SUPERVISOR, command, args.clone());
        assert_eq!(failure.message, format!("Confira os dados enviados: {why}"), "{command} {}", short(&args));
    }
}

/// Values of a schema: one of each kind of object that may stand somewhere in it.
fn samples(all: &Value, schema: &Value) -> Vec<Value> {
    if let Some(end) = schema["$ref"].as_str() {
        return samples(all, all.pointer(end.trim_start_matches('#')).unwrap());
    }
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return vec![value.clone()];
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let (objects, others): (Vec<Value>, Vec<Value>) = choices
                .iter()
                .flat_map(|one| samples(all, one))
                .filter(|one| !one.is_null())
                .partition(Value::is_object);
            return if objects.is_empty() { others.into_iter().take(1).collect() } else { objects };
        }
    }
    let kind = schema["type"].as_array().map_or(&schema["type"], |kinds| &kinds[0]);
    match kind.as_str().unwrap_or_else(|| panic!("what is {schema}?")) {
        "null" => vec![Value::Null],
        "boolean" => vec![json!(true)],
        "integer" | "number" => vec![json!(1)],
        "string" => vec![json!("x")],
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or(1).max(1);
            samples(all, &schema["items"]).into_iter().map(|one| (0..least).map(|_| one.clone()).collect()).collect()
        }
        "object" => object(all, schema),
        other => panic!("what is a {other}?"),
    }
}

/// All its fields, the first way each can be; then each other way of each field.
fn object(all: &Value, schema: &Value) -> Vec<Value> {
    if schema["additionalProperties"].is_object() {
        return vec![json!({ FREE: "x" })];
    }
    let none = serde_json::Map::new();
    let fields = schema["properties"].as_object().unwrap_or(&none);
    let ways: Vec<(&String, Vec<Value>)> = fields.iter().map(|(name, one)| (name, samples(all, one))).collect();
    let first: Value =
        ways.iter().map(|(name, ways)| ((*name).clone(), ways[0].clone())).collect::<serde_json::Map<_, _>>().into();
    let mut found = vec![first.clone()];
    for (name, others) in ways {
        for other in others.into_iter().skip(1) {
            let mut one = first.clone();
            one[name] = other;
            found.push(one);
        }
    }
    found
}

/// Where the objects of a value are whose fields are fixed.
fn objects(value: &Value, at: String) -> Vec<String> {
    match value {
        Value::Object(fields) if fields.contains_key(FREE) => vec![],
        Value::Object(fields) => {
            let inner = fields.iter().flat_map(|(name, value)| objects(value, format!("{at}/{name}")));
            inner.chain([at.clone()]).collect()
        }
        // The items of a sample are all the same.
        Value::Array(items) => items.first().map_or(vec![], |item| objects(item, format!("{at}/0"))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![],
    }
}
