//! Rules as a JSON file that another house can take in: names instead of ids. A file is taken whole or refused whole,
//! with the line and the reason; what it brings is switched off until a person enables it.

use engine::*;
use runtime::{House, Problem};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::names::Names;
use super::{ExportRules, ImportRules, ImportedRules};
use crate::ask::Ask;
use crate::bounds::{IMPORT_BYTES_MAX, IMPORT_RULES_MAX};
use crate::error::{Code, Failure, FieldProblem, Result};
use crate::shape::TextFile;

const FORMAT: &str = "retorno.acoes";
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    format: String,
    version: u32,
    #[serde(borrow)]
    rules: Vec<&'a RawValue>,
}

/// What is read first, so that a file of another version is refused for that and not for its fields.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u32,
}

/// A rule by names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Portable {
    pub name: String,
    pub description: String,
    pub wait_ms: i64,
    pub actions: Vec<PortableAction>,
    pub scope: PortableScope,
    pub business_hours: bool,
    pub quiet_hours: bool,
    pub lateness_max_ms: Option<i64>,
    pub repeat: Repeat,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum PortableAction {
    SendMessage { text: String, connection: Option<String> },
    AddTag { tag: String },
    RemoveTag { tag: String },
    AddWallet { user: String, mode: WalletMode },
    MoveToStage { stage: PortableStage },
    TransferToQueue { queue: String },
    Assign { user: String },
    // With braces: a variant without fields would let any field through.
    Close {},
    Note { text: String },
    Notify { user: String, text: String },
    Webhook { url: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PortableStage {
    pub funnel: String,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PortableScope {
    pub statuses: Vec<Status>,
    pub stages: Vec<PortableStage>,
    pub queues: Vec<String>,
    pub connections: Vec<String>,
    pub tags_with: Vec<String>,
    pub tags_without: Vec<String>,
}

pub(crate) fn export_rules(ask: &Ask, args: ExportRules) -> Result<TextFile> {
    let rules = ask.stored(|store| store.rules())?;
    let names = Names(&ask.house);
    let wanted = rules.iter().filter(|stored| args.rules.is_empty() || args.rules.contains(&stored.rule.id));
    let portable: Vec<Portable> = wanted.map(|stored| names.portable(&stored.rule)).collect();
    if portable.is_empty() {
        return Err(Failure::not_found("Nenhuma ação para exportar. Atualize a lista."));
    }
    let file = serde_json::json!({ "format": FORMAT, "version": VERSION, "rules": portable });
    let text = serde_json::to_string_pretty(&file).unwrap_or_default() + "\n";
    Ok(TextFile { name: "acoes.json".into(), mime: "application/json".into(), text })
}

pub(crate) fn import_rules(ask: &Ask, args: ImportRules) -> Result<ImportedRules> {
    let text = args.text;
    if text.len() > IMPORT_BYTES_MAX {
        return Err(Failure::new(Code::TooLarge, "Escolha um arquivo de até 1 MB."));
    }
    let rules = parsed(&text, &ask.house)?;
    let me = ask.me();
    let done = ask.turn(move |turn| {
        // All are checked before the first is saved.
        for (line, rule) in &rules {
            let problems = turn.check_rule(rule);
            if !problems.is_empty() {
                return Ok(Err((*line, problems)));
            }
        }
        let mut ids = Vec::new();
        for (_, rule) in rules {
            ids.push(turn.save_rule(rule, false, me)?);
        }
        Ok(Ok(ids))
    })?;
    match done {
        Ok(rules) => Ok(ImportedRules { rules }),
        Err((line, problems)) => {
            Err(Failure::problems(problems.into_iter().map(|problem| at_line(line, problem)).collect()))
        }
    }
}

fn at_line(line: u32, problem: Problem) -> FieldProblem {
    refused(line, &problem.message)
}

fn refused(line: u32, why: &str) -> FieldProblem {
    FieldProblem { field: "text".into(), message: format!("Linha {line}: {why}"), line: Some(line) }
}

/// The rules of a file, each with the line it starts on.
fn parsed(text: &str, house: &House) -> Result<Vec<(u32, Rule)>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let fail = |line: u32, why: &str| Failure::problems(vec![refused(line, why)]);
    let head: Head = serde_json::from_str(text).map_err(|error| fail(line_of(&error), &wrong(&error)))?;
    if head.format != FORMAT {
        return Err(fail(1, "este não é um arquivo de ações do Retorno."));
    }
    if head.version != VERSION {
        let why = format!("o arquivo é da versão {}, e este programa entende a versão {VERSION}.", head.version);
        return Err(fail(1, &why));
    }
    let file: File = serde_json::from_str(text).map_err(|error| fail(line_of(&error), &wrong(&error)))?;
    if file.rules.is_empty() || file.rules.len() > IMPORT_RULES_MAX {
        return Err(fail(1, &format!("o arquivo deve ter de 1 a {IMPORT_RULES_MAX} ações.")));
    }
    let mut rules = Vec::new();
    let mut problems = Vec::new();
    for raw in file.rules {
        let start = line_at(text, raw.get());
        match serde_json::from_str::<Portable>(raw.get()) {
            Err(error) => problems.push(refused(start + line_of(&error) - 1, &wrong(&error))),
            Ok(portable) => match Names(house).rule(portable) {
                Ok(rule) => rules.push((start, rule)),
                Err(why) => problems.push(refused(start, &why)),
            },
        }
    }
    if problems.is_empty() { Ok(rules) } else { Err(Failure::problems(problems)) }
}

/// The line of a part of the text, from 1. `part` is a slice of `text`.
fn line_at(text: &str, part: &str) -> u32 {
    let offset = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}

fn line_of(error: &serde_json::Error) -> u32 {
    u32::try_from(error.line().max(1)).unwrap_or(u32::MAX)
}

/// As the end of a sentence that begins with the line.
fn wrong(error: &serde_json::Error) -> String {
    crate::reading::wrong(error)
        .unwrap_or_else(|| format!("o arquivo não é JSON válido: {}.", broken(&error.to_string())))
}

fn broken(about: &str) -> &'static str {
    const BEGINNINGS: [(&str, &str); 7] = [
        ("EOF", "ele termina antes do fim"),
        ("trailing comma", "há uma vírgula a mais"),
        ("trailing characters", "há algo depois do fim"),
        ("control character", "um texto tem uma quebra de linha ou um caractere invisível"),
        ("invalid escape", "um texto tem uma barra invertida que não cabe ali"),
        ("recursion limit", "há listas ou objetos demais um dentro do outro"),
        ("expected value", "falta um valor"),
    ];
    let known = BEGINNINGS.iter().find(|(beginning, _)| about.starts_with(beginning));
    known.map_or("confira vírgulas, aspas, colchetes e chaves", |(_, why)| why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_in_portuguese_and_names_the_field() {
        let table = [
            (r#"{"format":"x","version":"1"}"#, "um valor é de outro tipo: há um texto onde cabe um número inteiro."),
            (
                r#"{"format":"x","version":-1}"#,
                "um valor é de outro tipo: há um número negativo onde cabe um número inteiro.",
            ),
            (
                r#"{"format":"x","version":1.5}"#,
                "um valor é de outro tipo: há um número com decimais onde cabe um número inteiro.",
            ),
            (r#"{"format":["x"],"version":1}"#, "um valor é de outro tipo: há uma lista onde cabe um texto."),
            (r#"{"format":null,"version":1}"#, "um valor é de outro tipo: há um valor vazio onde cabe um texto."),
            (r#"{"format":{},"version":true}"#, "um valor é de outro tipo: há um objeto onde cabe um texto."),
            (r#"{"format":"x"}"#, "falta o campo «version»."),
            ("{", "o arquivo não é JSON válido: ele termina antes do fim."),
            ("olá", "o arquivo não é JSON válido: falta um valor."),
            (r#"{"format" "x"}"#, "o arquivo não é JSON válido: confira vírgulas, aspas, colchetes e chaves."),
            (r#"{"format":"x","version":1,}"#, "o arquivo não é JSON válido: há uma vírgula a mais."),
            (r#"{"format":"x","version":1} fim"#, "o arquivo não é JSON válido: há algo depois do fim."),
            (
                "{\"format\":\"\n\"}",
                "o arquivo não é JSON válido: um texto tem uma quebra de linha ou um caractere invisível.",
            ),
            ("[]", "um valor é de outro tipo: há uma lista onde cabe um objeto."),
        ];
        for (text, expected) in table {
            let error = serde_json::from_str::<Head>(text).err().unwrap();
            let found = wrong(&error);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_part_of_the_text_knows_its_line() {
        let text = "{\n  \"a\": [\n    {}\n  ]\n}";
        let part = text.get(text.find("{}").unwrap()..).unwrap();
        assert_eq!(line_at(text, part), 3);
        assert_eq!(line_at(text, text), 1);
    }
}
