//! `openapi.json`: the table for integrations, OpenAPI 3.1 with the JSON schemas of the same types.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value, json};

use crate::error::Failure;
use crate::table::{Command, Rows, Who, each};

/// The whole description.
#[must_use]
pub fn openapi() -> Value {
    let mut rows = Paths { schemas: generator(), paths: Map::new() };
    let failure = rows.schemas.subschema_for::<Failure>().to_value();
    each(&mut rows);
    let schemas = rows.schemas.take_definitions(true);
    let schemas: Map<String, Value> = schemas.into_iter().collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Retorno",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Cada comando é um POST com um objeto JSON. Instantes e durações são milissegundos.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/api" }],
        "security": [{ "token": [] }],
        "paths": rows.paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "responses": {
                "Failure": {
                    "description": "Não foi feito; `message` diz por quê, em português.",
                    "content": { "application/json": { "schema": failure } },
                },
            },
        },
    })
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator()
}

struct Paths {
    schemas: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Rows for Paths {
    fn row<A, R>(&mut self, command: &Command)
    where
        A: ts_rs::TS + schemars::JsonSchema + 'static,
        R: ts_rs::TS + schemars::JsonSchema + 'static,
    {
        let Command { name, who, stale, about } = command;
        let args = self.schemas.subschema_for::<A>().to_value();
        let reply = self.schemas.subschema_for::<R>().to_value();
        let operation = json!({
            "operationId": name,
            "summary": about.trim(),
            "x-who": who_word(*who),
            "x-stale": stale,
            "requestBody": { "required": true, "content": { "application/json": { "schema": args } } },
            "responses": {
                "200": { "description": "Feito.", "content": { "application/json": { "schema": reply } } },
                "default": { "$ref": "#/components/responses/Failure" },
            },
        });
        self.paths.insert(format!("/{name}"), json!({ "post": operation }));
    }
}

fn who_word(who: Who) -> &'static str {
    match who {
        Who::Anyone => "anyone",
        Who::Everyone => "everyone",
        Who::Worker => "worker",
        Who::Lead => "lead",
        Who::Supervisor => "supervisor",
    }
}
