//! The words of one scenario line, each with its column, and a reader over them. Knows quotes, commas, bars and comments;
//! what a word means is the parser's business.

use engine::Span;

/// Why a scenario cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub message: String,
}

pub(super) type Parsed<T> = Result<T, ParseError>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Word,
    Quoted,
    Comma,
    /// `|` between two statements of a line.
    Bar,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    form: Form,
    text: String,
    column: usize,
    /// In the file, quotes included.
    width: usize,
}

/// A line being read from left to right.
#[derive(Debug)]
pub(super) struct Reader {
    line: usize,
    tokens: Vec<Token>,
    next: usize,
    /// Where the line ends: the column of what is missing.
    end: usize,
}

impl Reader {
    pub fn new(line: usize, text: &str) -> Parsed<Reader> {
        let tokens = split(line, text)?;
        let end = tokens.last().map_or(1, |last| last.column + last.width);
        Ok(Reader { line, tokens, next: 0, end })
    }

    pub fn line(&self) -> usize {
        self.line
    }

    pub fn at_end(&self) -> bool {
        self.next == self.tokens.len()
    }

    /// The next bare word, without taking it.
    pub fn peek(&self) -> Option<&str> {
        self.word_at(self.next)
    }

    /// The bare word this many tokens further on.
    pub fn peek_after(&self, tokens: usize) -> Option<&str> {
        self.word_at(self.next + tokens)
    }

    /// Where the next token stands.
    pub fn column(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |token| token.column)
    }

    pub fn next_is_quoted(&self) -> bool {
        self.tokens.get(self.next).is_some_and(|token| token.form == Form::Quoted)
    }

    /// Takes the next token if it is this bare word.
    pub fn eat(&mut self, word: &str) -> bool {
        let hit = self.peek() == Some(word);
        self.next += usize::from(hit);
        hit
    }

    /// A comma is next, and what follows it is quoted or a bare word that fits.
    pub fn next_after_comma(&self, fits: impl Fn(&str) -> bool) -> bool {
        let comma = self.tokens.get(self.next).is_some_and(|token| token.form == Form::Comma);
        let after = self.tokens.get(self.next + 1);
        comma && after.is_some_and(|token| token.form == Form::Quoted || token.form == Form::Word && fits(&token.text))
    }

    pub fn eat_comma(&mut self) -> bool {
        self.eat_form(Form::Comma)
    }

    pub fn eat_bar(&mut self) -> bool {
        self.eat_form(Form::Bar)
    }

    /// Takes this bare word or says that it was expected.
    pub fn expect(&mut self, word: &str) -> Parsed<()> {
        if self.eat(word) { Ok(()) } else { Err(self.unknown(&format!("“{word}”"))) }
    }

    /// Any bare word.
    pub fn word(&mut self, wanted: &str) -> Parsed<String> {
        match self.tokens.get(self.next) {
            Some(Token { form: Form::Word, text, .. }) => {
                self.next += 1;
                Ok(text.clone())
            }
            Some(_) | None => Err(self.unknown(wanted)),
        }
    }

    /// A name: a bare word, or anything in quotes.
    pub fn name(&mut self, wanted: &str) -> Parsed<String> {
        if self.next_is_quoted() { self.quoted(wanted) } else { self.word(wanted) }
    }

    pub fn quoted(&mut self, wanted: &str) -> Parsed<String> {
        match self.tokens.get(self.next) {
            Some(Token { form: Form::Quoted, text, .. }) => {
                self.next += 1;
                Ok(text.clone())
            }
            Some(_) | None => Err(self.unknown(&format!("{wanted} entre aspas"))),
        }
    }

    /// A bare word that `read` understands.
    pub fn value<T>(&mut self, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Parsed<T> {
        match self.peek().and_then(read) {
            Some(value) => {
                self.next += 1;
                Ok(value)
            }
            None => Err(self.unknown(wanted)),
        }
    }

    pub fn number(&mut self) -> Parsed<u32> {
        self.value("um número", |word| word.parse().ok())
    }

    pub fn duration(&mut self) -> Parsed<Span> {
        self.value("uma duração como 10min, 24h, 3d ou 45s", duration)
    }

    /// The error that says what stands where something else was wanted.
    pub fn unknown(&self, wanted: &str) -> ParseError {
        let (column, message) = match self.tokens.get(self.next) {
            Some(found) => (found.column, format!("palavra desconhecida “{}”; esperava {wanted}", found.text)),
            None => (self.end, format!("a linha termina cedo; esperava {wanted}")),
        };
        ParseError { line: self.line, column, message }
    }

    pub fn bar_is_next(&self) -> bool {
        self.tokens.get(self.next).is_some_and(|token| token.form == Form::Bar)
    }

    fn word_at(&self, index: usize) -> Option<&str> {
        let token = self.tokens.get(index)?;
        (token.form == Form::Word).then_some(token.text.as_str())
    }

    fn eat_form(&mut self, form: Form) -> bool {
        let hit = self.tokens.get(self.next).is_some_and(|token| token.form == form);
        self.next += usize::from(hit);
        hit
    }
}

/// `10min`, `24h`, `3d`, `45s`, and several in a row (`1h30min`).
pub(super) fn duration(word: &str) -> Option<Span> {
    let mut rest = word;
    let mut total = 0_i64;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let count: i64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let each = match &rest[..unit] {
            "s" => Span::seconds(1),
            "min" => Span::minutes(1),
            "h" => Span::hours(1),
            "d" => Span::days(1),
            _ => return None,
        };
        total = total.checked_add(count.checked_mul(each.0)?)?;
        rest = &rest[unit..];
    }
    (!word.is_empty()).then_some(Span(total))
}

fn split(line: usize, text: &str) -> Parsed<Vec<Token>> {
    let chars: Vec<char> = text.trim_start_matches('\u{feff}').chars().collect();
    let mut tokens = vec![];
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest = &chars[at..];
        let (form, text, width) = match c {
            '#' => break,
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            ',' => (Form::Comma, ",".into(), 1),
            '|' => (Form::Bar, "|".into(), 1),
            '"' => {
                let unclosed = || ParseError { line, column: at + 1, message: "aspas sem par".into() };
                let (text, width) = quoted(rest).ok_or_else(unclosed)?;
                (Form::Quoted, text, width)
            }
            _ => {
                let ends = |c: &char| c.is_whitespace() || matches!(c, ',' | '|' | '"' | '#');
                let width = rest.iter().position(ends).unwrap_or(rest.len());
                (Form::Word, rest[..width].iter().collect(), width)
            }
        };
        tokens.push(Token { form, text, column: at + 1, width });
        at += width;
    }
    Ok(tokens)
}

/// What stands between the quote at the start and its twin, and how much both take; `\"` is a quote inside.
fn quoted(chars: &[char]) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = 1;
    loop {
        match (chars.get(at)?, chars.get(at + 1)) {
            ('"', _) => return Some((text, at + 1)),
            ('\\', Some('"')) => {
                text.push('"');
                at += 2;
            }
            (&c, _) => {
                text.push(c);
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_in_every_unit_and_nothing_else_is() {
        let read = ["45s", "10min", "24h", "3d", "1h30min", "10", "min", "", "3x", "-3h", "h3"].map(duration);
        let minutes = |n| Some(Span::minutes(n));
        assert_eq!(
            read,
            [
                Some(Span::seconds(45)),
                minutes(10),
                minutes(1_440),
                minutes(4_320),
                minutes(90),
                None,
                None,
                None,
                None,
                None,
                None
            ]
        );
    }

    #[test]
    fn quotes_hide_commas_bars_and_comments() {
        let mut reader = Reader::new(1, r#"  diz "a, b | c # d \"e\"" , fim # resto"#).unwrap();
        assert!(reader.eat("diz"));
        assert_eq!(reader.quoted("texto").unwrap(), r#"a, b | c # d "e""#);
        assert!(reader.eat_comma());
        assert!(reader.eat("fim"));
        assert!(reader.at_end());
    }

    #[test]
    fn an_open_quote_is_named_by_where_it_opens() {
        let error = Reader::new(7, r#"João "abre"#).unwrap_err();
        assert_eq!(error, ParseError { line: 7, column: 6, message: "aspas sem par".into() });
    }
}
