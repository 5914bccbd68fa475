//! What somebody said in an answer, without our own message repeated below it. It cuts only at the end and only what
//! is surely a quotation; an answer written between the quoted lines stays whole.

/// Most lines the words "so-and-so wrote:" are broken into.
const ATTRIBUTION_LINES_MAX: usize = 3;

/// The words above a quotation; all of them when there is none, or nothing above it.
pub(super) fn said(text: &str) -> &str {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let cut = marked(&lines).into_iter().chain(headed(&lines)).min();
    let Some(cut) = cut else { return text };
    let said = text[..lines[..cut].iter().map(|line| line.len()).sum()].trim_end();
    if said.trim().is_empty() { text } else { said }
}

/// Where lines begin that are all marked with `>`, or one step up the words that introduce them.
fn marked(lines: &[&str]) -> Option<usize> {
    let own = lines.iter().rposition(|line| !line.trim().is_empty() && !line.starts_with('>'));
    let after = own.map_or(0, |at| at + 1);
    let first = after + lines[after..].iter().position(|line| line.starts_with('>'))?;
    let Some(last) = own.filter(|&last| introduces(lines[last])) else { return Some(first) };
    let start =
        (0..ATTRIBUTION_LINES_MAX).map_while(|up| last.checked_sub(up)).take_while(|&at| !lines[at].trim().is_empty());
    let begins = ["Em ", "On ", "El ", "Le ", "Am ", "No dia "];
    start.into_iter().find(|&at| begins.iter().any(|word| lines[at].starts_with(word))).or(Some(last))
}

fn introduces(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(':') && ["escreveu", "wrote", "escribió", "@"].iter().any(|word| line.contains(word))
}

/// Where the headers of the quoted message stand, as Outlook writes them.
fn headed(lines: &[&str]) -> Option<usize> {
    let named = |at: usize, names: &[&str]| {
        let line = lines.get(at).map_or("", |line| line.trim_start_matches('*').trim_start());
        names.iter().any(|name| line.starts_with(name))
    };
    let block = |at: usize| {
        named(at, &["De:", "From:"])
            && (1..=2).any(|next| named(at + next, &["Enviad", "Sent:", "Data:", "Date:"]))
            && (2..=4).any(|next| named(at + next, &["Para:", "To:"]))
    };
    let at = (0..lines.len()).find(|&at| block(at))?;
    let rule = |line: &str| {
        let line = line.trim();
        let ruled = line.len() >= 5 && (line.chars().all(|c| c == '_') || line.starts_with("-----"));
        ruled || line.is_empty()
    };
    Some(at - lines[..at].iter().rev().take_while(|line| rule(line)).count())
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn only_a_quotation_at_the_end_is_cut() {
        let table = [
            (
                "SAIR\n\nEm seg., 21 de set. de 2026 às 10:00, Loja <loja@x.com>\nescreveu:\n\n> Olá\n> responda SAIR\n",
                "SAIR",
            ),
            ("Sim\n\nOn Mon, Sep 21, 2026 at 10:00 AM Loja <l@x.com> wrote:\n> Hi\n>\n> bye", "Sim"),
            (
                "Sim\nEnviado do meu iPhone\n\n> Em 21 de set. de 2026, à(s) 10:00, Loja escreveu:\n> \n> oi",
                "Sim\nEnviado do meu iPhone",
            ),
            (
                "Sim\n\n________________________________\nDe: Loja <l@x.com>\nEnviado: segunda-feira\nPara: Ana\nAssunto: x\n\nOlá",
                "Sim",
            ),
            ("Sim\n\n-----Mensagem original-----\nDe: Loja\nEnviada em: hoje\nPara: Ana\nAssunto: x\n\nOlá", "Sim"),
            ("> pergunta um\nsim\n> pergunta dois\nnão", "> pergunta um\nsim\n> pergunta dois\nnão"),
            ("> só citação", "> só citação"),
            ("De: segunda a sexta\nPara: todos", "De: segunda a sexta\nPara: todos"),
            ("Os itens são:\n1. um", "Os itens são:\n1. um"),
            ("Veja o que ela disse:\n> oi", "Veja o que ela disse:"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}
