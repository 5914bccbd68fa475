//! What one connection asks for: the described fields from which the settings form draws itself, and how their values
//! are read back. It deliberately knows no provider and keeps no value: values travel as [`Settings`].

use serde::Serialize;

use crate::{Class, Fault, Part, Settings};

/// One line of a settings form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Key in [`Settings`]; stable, as it is stored.
    pub name: &'static str,
    /// What the form shows, in Portuguese.
    pub label: &'static str,
    #[serde(flatten)]
    pub kind: FieldKind,
    pub required: bool,
    /// One sentence below the field; empty: none.
    pub hint: &'static str,
    /// What the form starts with, and what an absent value means.
    pub default: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Number,
    /// A secret: written, never read back, and handed to [`crate::open`] apart from the settings.
    Password,
    /// `true` or `false`.
    Checkbox,
    Choice {
        options: Vec<Choice>,
    },
    Multiline,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    pub value: &'static str,
    pub label: &'static str,
}

impl Field {
    /// A field that may stay empty, without hint or default.
    pub(crate) fn new(name: &'static str, label: &'static str, kind: FieldKind) -> Field {
        Field { name, label, kind, required: false, hint: "", default: "" }
    }

    pub(crate) fn required(self) -> Field {
        Field { required: true, ..self }
    }

    pub(crate) fn hint(self, hint: &'static str) -> Field {
        Field { hint, ..self }
    }

    pub(crate) fn default(self, default: &'static str) -> Field {
        Field { default, ..self }
    }

    /// Whether the value is a secret and so no part of [`Settings`].
    pub fn is_secret(&self) -> bool {
        matches!(self.kind, FieldKind::Password)
    }

    /// The value given, trimmed, or the default.
    pub(crate) fn value<'a>(&self, settings: &'a Settings) -> &'a str {
        match settings.get(self.name).map(|value| value.trim()) {
            Some(value) if !value.is_empty() => value,
            Some(_) | None => self.default,
        }
    }

    /// A [`Fault`] that names this field.
    pub(crate) fn fault(&self, why: &str) -> Fault {
        Fault {
            class: Class::Config,
            part: Part::Other,
            code: self.name.to_string(),
            detail: format!("Confira o campo «{}»: {why}.", self.label),
            retry_after: None,
        }
    }

    fn check(&self, settings: &Settings) -> Result<(), Fault> {
        let value = self.value(settings);
        if value.is_empty() {
            return if self.required && !self.is_secret() { Err(self.fault("não pode ficar vazio")) } else { Ok(()) };
        }
        match &self.kind {
            FieldKind::Text | FieldKind::Multiline | FieldKind::Password => Ok(()),
            FieldKind::Number => match value.parse::<u64>() {
                Ok(_) => Ok(()),
                Err(_) => Err(self.fault("use só algarismos")),
            },
            FieldKind::Checkbox if value == "true" || value == "false" => Ok(()),
            FieldKind::Checkbox => Err(self.fault("marque ou desmarque")),
            FieldKind::Choice { options } if options.iter().any(|option| option.value == value) => Ok(()),
            FieldKind::Choice { .. } => Err(self.fault("escolha uma das opções")),
        }
    }
}

pub(crate) fn choice(options: &[(&'static str, &'static str)]) -> FieldKind {
    FieldKind::Choice { options: options.iter().map(|&(value, label)| Choice { value, label }).collect() }
}

/// Settings whose every field has been checked against its description.
pub(crate) struct Form<'a> {
    fields: Vec<Field>,
    settings: &'a Settings,
}

impl<'a> Form<'a> {
    /// # Errors
    /// `Fault { class: Config }` naming the first bad field.
    pub(crate) fn check(fields: Vec<Field>, settings: &'a Settings) -> Result<Form<'a>, Fault> {
        for field in &fields {
            field.check(settings)?;
        }
        Ok(Form { fields, settings })
    }

    pub(crate) fn text(&self, name: &str) -> &'a str {
        self.field(name).value(self.settings)
    }

    pub(crate) fn port(&self, name: &str) -> Result<u16, Fault> {
        match self.text(name).parse() {
            Ok(0) | Err(_) => Err(self.field(name).fault("use um número de 1 a 65535")),
            Ok(port) => Ok(port),
        }
    }

    pub(crate) fn fault(&self, name: &str, why: &str) -> Fault {
        self.field(name).fault(why)
    }

    fn field(&self, name: &str) -> &Field {
        self.fields.iter().find(|field| field.name == name).expect("a channel reads only fields it described")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Vec<Field> {
        vec![
            Field::new("host", "Servidor", FieldKind::Text).required(),
            Field::new("port", "Porta", FieldKind::Number).default("993"),
            Field::new("safe", "Segurança", choice(&[("tls", "TLS"), ("none", "Nenhuma")])).default("tls"),
            Field::new("copy", "Guardar cópia", FieldKind::Checkbox).default("true"),
            Field::new("password", "Senha", FieldKind::Password).required(),
        ]
    }

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        pairs.iter().map(|&(name, value)| (name.to_string(), value.to_string())).collect()
    }

    #[test]
    fn the_first_bad_field_is_named_and_a_secret_is_not_looked_for() {
        let table = [
            (settings(&[]), "host"),
            (settings(&[("host", "  ")]), "host"),
            (settings(&[("host", "a"), ("port", "12x")]), "port"),
            (settings(&[("host", "a"), ("safe", "ssl")]), "safe"),
            (settings(&[("host", "a"), ("copy", "sim")]), "copy"),
            (settings(&[("host", "a")]), ""),
        ];
        for (given, bad) in table {
            let found = Form::check(form(), &given).err().map(|fault| fault.code).unwrap_or_default();
            assert_eq!(found, bad, "{given:?}");
        }
    }

    #[test]
    fn absent_and_blank_values_mean_the_default_and_values_are_trimmed() {
        let given = settings(&[("host", " imap.exemplo.com "), ("port", "")]);
        let form = Form::check(form(), &given).unwrap();
        assert_eq!((form.text("host"), form.port("port"), form.text("copy")), ("imap.exemplo.com", Ok(993), "true"));
    }

    #[test]
    fn the_form_is_drawn_from_flat_json() {
        let field = Field::new("safe", "Segurança", choice(&[("tls", "TLS")])).default("tls");
        assert_eq!(
            serde_json::to_value(field).unwrap(),
            serde_json::json!({
                "name": "safe", "label": "Segurança", "kind": "choice", "options": [{ "value": "tls", "label": "TLS" }],
                "required": false, "hint": "", "default": "tls",
            })
        );
    }
}
