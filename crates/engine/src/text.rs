//! The texts of messages and their variables, `{{contato.nome}}` and nothing else of the template language: a message is
//! written by a supervisor, not by a programmer. Values are put in as they are and never read as templates. Where the
//! values come from, and what happens to a message that lacks one, is not decided here.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{Environment, UndefinedBehavior};
use serde::{Deserialize, Serialize};

/// Longest text, before and after its values are put in: the least of what the channels take.
pub const TEXT_CHARS_MAX: usize = 4_096;
/// Steps one text may take to be put together; the longest legal one takes about a tenth.
const FUEL: u64 = 20_000;
/// How much of a person's typo is repeated to him.
const QUOTE_CHARS_MAX: usize = 40;

/// What a text may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub enum Variable {
    #[serde(rename = "contato.nome")]
    ContactName,
    #[serde(rename = "contato.primeiro_nome")]
    ContactFirstName,
    #[serde(rename = "atendente.nome")]
    AgentName,
    #[serde(rename = "atendente.primeiro_nome")]
    AgentFirstName,
    #[serde(rename = "lider.nome")]
    LeaderName,
    #[serde(rename = "equipe.nome")]
    TeamName,
    #[serde(rename = "ticket.protocolo")]
    Protocol,
    #[serde(rename = "empresa.nome")]
    Company,
    /// The wait of the rule, as a person reads it.
    #[serde(rename = "horas")]
    Hours,
    /// The next end of the day, as a person reads it.
    #[serde(rename = "fim_do_dia")]
    DayEnd,
}

impl Variable {
    pub const ALL: [Variable; 10] = [
        Variable::ContactName,
        Variable::ContactFirstName,
        Variable::AgentName,
        Variable::AgentFirstName,
        Variable::LeaderName,
        Variable::TeamName,
        Variable::Protocol,
        Variable::Company,
        Variable::Hours,
        Variable::DayEnd,
    ];

    /// As written between the braces.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.names().0
    }

    /// A shorter name that means the same.
    #[must_use]
    pub fn alias(self) -> Option<&'static str> {
        self.names().1
    }

    /// The variable of this name or alias.
    #[must_use]
    pub fn named(name: &str) -> Option<Variable> {
        Variable::ALL.into_iter().find(|variable| variable.name() == name || variable.alias() == Some(name))
    }

    fn names(self) -> (&'static str, Option<&'static str>) {
        match self {
            Variable::ContactName => ("contato.nome", Some("nome")),
            Variable::ContactFirstName => ("contato.primeiro_nome", Some("primeiro_nome")),
            Variable::AgentName => ("atendente.nome", Some("tecnico")),
            Variable::AgentFirstName => ("atendente.primeiro_nome", None),
            Variable::LeaderName => ("lider.nome", Some("lider")),
            Variable::TeamName => ("equipe.nome", Some("equipe")),
            Variable::Protocol => ("ticket.protocolo", Some("protocolo")),
            Variable::Company => ("empresa.nome", Some("empresa")),
            Variable::Hours => ("horas", None),
            Variable::DayEnd => ("fim_do_dia", None),
        }
    }
}

/// Why a text is refused at save, or has no words to send at run time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextProblem {
    #[error("Escreva o texto: ele está vazio.")]
    Blank,
    #[error("Encurte o texto: ele tem {chars} caracteres e cabem {TEXT_CHARS_MAX}.")]
    TooLong { chars: usize },
    /// `position` counts characters from 1.
    #[error("Apague o caractere invisível U+{code:04X} na posição {position}: ele não pode ser enviado.")]
    Control { position: usize, code: u32 },
    #[error("Troque {{{{{name}}}}}: essa variável não existe. As que existem são {}.", known())]
    Unknown { name: String },
    #[error("Simplifique {{{{{found}}}}}: entre as chaves cabe só o nome de uma variável.")]
    Expression { found: String },
    #[error("Apague {found}: em um texto cabem só variáveis, como {{{{contato.nome}}}}.")]
    Block { found: &'static str },
    #[error("Feche a variável com }}}} depois de {{{{{found}.")]
    Unclosed { found: String },
    #[error("Apague }}}} ou escreva {{{{ antes do nome da variável.")]
    Unopened,
    /// Only at run time.
    #[error("Preencha {{{{{}}}}}: não há valor para este atendimento.", .0.name())]
    Empty(Variable),
    /// The template engine refused what [`check`] let through; nothing is sent.
    #[error("Reescreva o texto: não foi possível montá-lo.")]
    Unrendered,
}

fn known() -> String {
    Variable::ALL.map(Variable::name).join(", ")
}

/// What the variables stand for on one ticket. What is not here is unknown, and blank is as good as not here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<Variable, String>);

impl Values {
    #[must_use]
    pub fn new() -> Values {
        Values::default()
    }

    /// Names come from outside: control characters are left out (a line break becomes a space), and so is the space
    /// around.
    pub fn set(&mut self, variable: Variable, value: &str) {
        let spaced = value.chars().map(|c| if c.is_whitespace() && c.is_control() { ' ' } else { c });
        let clean: String = spaced.filter(|c| !c.is_control()).collect();
        self.0.insert(variable, clean.trim().to_owned());
    }

    #[must_use]
    pub fn with(mut self, variable: Variable, value: &str) -> Values {
        self.set(variable, value);
        self
    }

    /// The value, unless there is nothing to see in it.
    #[must_use]
    pub fn get(&self, variable: Variable) -> Option<&str> {
        self.0.get(&variable).map(String::as_str).filter(|value| !is_blank(value))
    }
}

/// Whether the text may be saved, and which variables it uses, each once, in order of appearance.
///
/// # Errors
/// The first problem in the text.
pub fn check(template: &str) -> Result<Vec<Variable>, TextProblem> {
    plain(template)?;
    let mut used = vec![];
    let mut rest = template;
    while let Some(open) = rest.find("{{") {
        outside(&rest[..open])?;
        let inside = &rest[open + 2..];
        let Some(close) = inside.find("}}") else {
            return Err(TextProblem::Unclosed { found: quote(inside) });
        };
        let variable = named(&inside[..close])?;
        if !used.contains(&variable) {
            used.push(variable);
        }
        rest = &inside[close + 2..];
    }
    outside(rest)?;
    Ok(used)
}

/// The text with its values put in.
///
/// # Errors
/// What [`check`] finds; [`TextProblem::Empty`] for the first used variable without a value; or a result too long.
pub fn render(template: &str, values: &Values) -> Result<String, TextProblem> {
    let used = check(template)?;
    if used.is_empty() {
        return Ok(template.to_owned());
    }
    for variable in used {
        values.get(variable).ok_or(TextProblem::Empty(variable))?;
    }
    let root = Named { name: String::new(), values: Arc::new(values.clone()) };
    let mut engine = Environment::empty();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_fuel(Some(FUEL));
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).build();
    engine.set_syntax(syntax.map_err(|_| TextProblem::Unrendered)?);
    let text = engine.render_str(template, Value::from_object(root)).map_err(|_| TextProblem::Unrendered)?;
    plain(&text)?;
    Ok(text)
}

/// The first word of a name.
#[must_use]
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().find(|word| !is_blank(word)).unwrap_or_default()
}

/// What is left of a line when case, accents and everything but its words are no matter: "Não, obrigado!" is
/// "nao obrigado".
#[must_use]
pub fn plain_words(line: &str) -> String {
    let joined: String = line.to_lowercase().chars().map(plain_letter).filter(|c| !is_accent(*c)).collect();
    joined.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The accents of Portuguese and Spanish, where they are part of the letter.
fn plain_letter(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// An accent that stands behind its letter.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

/// What holds for every text that goes out: something to see, not too long, no control characters.
fn plain(text: &str) -> Result<(), TextProblem> {
    let chars = text.chars().count();
    if chars > TEXT_CHARS_MAX {
        return Err(TextProblem::TooLong { chars });
    }
    let mut left = text.chars().enumerate().peekable();
    while let Some((index, c)) = left.next() {
        let fine = match c {
            '\n' | '\t' => true,
            '\r' => left.peek().is_some_and(|&(_, next)| next == '\n'),
            _ => !c.is_control(),
        };
        if !fine {
            return Err(TextProblem::Control { position: index + 1, code: u32::from(c) });
        }
    }
    if is_blank(text) { Err(TextProblem::Blank) } else { Ok(()) }
}

/// What may not stand between the variables.
fn outside(text: &str) -> Result<(), TextProblem> {
    if let Some(found) = ["{%", "%}", "{#", "#}"].into_iter().find(|mark| text.contains(mark)) {
        return Err(TextProblem::Block { found });
    }
    if text.contains("}}") { Err(TextProblem::Unopened) } else { Ok(()) }
}

fn named(inside: &str) -> Result<Variable, TextProblem> {
    let name = inside.trim_matches([' ', '\t', '\r', '\n']);
    if let Some(variable) = Variable::named(name) {
        return Ok(variable);
    }
    let like_a_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ' ');
    if !name.is_empty() && name.chars().all(like_a_name) {
        Err(TextProblem::Unknown { name: quote(name) })
    } else {
        Err(TextProblem::Expression { found: quote(inside) })
    }
}

fn quote(text: &str) -> String {
    text.chars().take(QUOTE_CHARS_MAX).collect()
}

/// Nothing a reader would see: spaces, joiners, direction marks, fillers.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        let invisible = matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}');
        invisible || c.is_whitespace() || c.is_control()
    })
}

/// A name, or the beginning of one, as the template engine looks it up: `equipe` is a word and also leads to
/// `equipe.nome`. The empty name leads to all.
#[derive(Debug)]
struct Named {
    name: String,
    values: Arc<Values>,
}

impl Object for Named {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let name = if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) };
        let leads_on = |whole: &str| whole.strip_prefix(&name).is_some_and(|rest| rest.starts_with('.'));
        let known = Variable::named(&name).is_some() || Variable::ALL.iter().any(|variable| leads_on(variable.name()));
        known.then(|| Value::from_object(Named { name, values: Arc::clone(&self.values) }))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = Variable::named(&self.name).and_then(|variable| self.values.get(variable));
        f.write_str(value.unwrap_or_default())
    }
}
