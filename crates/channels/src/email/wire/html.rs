//! HTML to plain text, for mails that bring nothing else. It reads structure (lines, lists, links), never style, loads
//! nothing and keeps no markup.

use mail_parser::decoders::html::add_html_token;

/// Content that is never for reading.
const HIDDEN: [&str; 5] = ["script", "style", "head", "title", "template"];
/// Elements that stand on lines of their own.
const LINES: [&str; 17] = [
    "div", "tr", "ul", "ol", "dl", "dt", "dd", "section", "article", "header", "footer", "address", "center", "pre",
    "hr", "form", "table",
];
/// Elements with an empty line around them.
const PARAGRAPHS: [&str; 8] = ["p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"];

pub(super) fn to_text(html: &str) -> String {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        page.words(&rest[..start]);
        let tail = &rest[start..];
        rest = if let Some(comment) = tail.strip_prefix("<!--") {
            comment.find("-->").map_or("", |end| &comment[end + 3..])
        } else if let Some((tag, after)) = tag(tail) {
            if HIDDEN.contains(&tag.name.as_str()) && !tag.closes {
                past_closing(after, &tag.name)
            } else {
                page.tag(&tag);
                after
            }
        } else {
            page.words("<");
            &tail[1..]
        };
    }
    page.words(rest);
    page.text.trim().to_string()
}

struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: &'a str,
}

/// Splits a tag off the front of a text that begins with `<`.
fn tag(text: &str) -> Option<(Tag<'_>, &str)> {
    let inner = &text[1..];
    let first = inner.chars().next()?;
    if !(first.is_ascii_alphabetic() || matches!(first, '/' | '!' | '?')) {
        return None;
    }
    let mut quote = None;
    let end = inner.char_indices().find_map(|(at, c)| match (quote, c) {
        (None, '>') => Some(at),
        (None, '"' | '\'') => {
            quote = Some(c);
            None
        }
        (Some(open), c) if open == c => {
            quote = None;
            None
        }
        (None | Some(_), _) => None,
    });
    // A stray quote must not swallow the rest of the message.
    let end = end.or_else(|| inner.find('>'))?;
    let (inside, after) = (&inner[..end], &inner[end + 1..]);
    let body = inside.trim_start_matches('/');
    let cut = body.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(body.len());
    let tag = Tag { name: body[..cut].to_ascii_lowercase(), closes: inside.starts_with('/'), attributes: &body[cut..] };
    Some((tag, after))
}

fn past_closing<'a>(text: &'a str, name: &str) -> &'a str {
    let closing = format!("</{name}");
    let found = text.char_indices().map(|(at, _)| at).find(|&at| {
        text.as_bytes()[at..].get(..closing.len()).is_some_and(|head| head.eq_ignore_ascii_case(closing.as_bytes()))
    });
    match found.and_then(|at| text[at..].find('>').map(|end| at + end + 1)) {
        Some(after) => &text[after..],
        None => "",
    }
}

fn attribute(attributes: &str, name: &str) -> Option<String> {
    let lower = attributes.to_ascii_lowercase();
    let start = lower.match_indices(name).find_map(|(at, _)| {
        let before = lower[..at].chars().next_back()?;
        let after = lower[at + name.len()..].trim_start();
        (before.is_whitespace() && after.starts_with('=')).then(|| attributes.len() - after.len() + 1)
    })?;
    let value = attributes[start..].trim_start();
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split(char::is_whitespace).next()?,
    };
    Some(decoded(value))
}

/// Character references resolved; unknown ones stay as they are.
fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        let tail = &rest[start..];
        let length = tail[1..].find(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).map_or(0, |at| at + 1);
        if length > 1 && tail.as_bytes()[length] == b';' {
            add_html_token(&mut out, &tail.as_bytes()[..=length], false);
            rest = &tail[length + 1..];
        } else {
            out.push('&');
            rest = &tail[1..];
        }
    }
    out.push_str(rest);
    out
}

#[derive(Default)]
struct Page {
    text: String,
    /// A gap was seen and is written only if a word follows on the same line.
    gap: bool,
    /// Where the open link's words begin, and where it leads.
    link: Option<(usize, String)>,
}

impl Page {
    fn words(&mut self, html: &str) {
        for c in decoded(html).chars() {
            if c.is_whitespace() || c.is_control() {
                self.gap = true;
            } else if !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}') {
                if self.gap && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.gap = false;
                self.text.push(c);
            }
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        match name {
            "br" => self.text.push('\n'),
            "li" if !tag.closes => {
                self.line(1);
                self.words("- ");
            }
            "td" | "th" => self.gap = true,
            "a" if tag.closes => self.close_link(),
            "a" => {
                if self.gap && !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push(' ');
                }
                self.gap = false;
                self.link = attribute(tag.attributes, "href").map(|href| (self.text.len(), href));
            }
            "img" => {
                if let Some(alt) = attribute(tag.attributes, "alt") {
                    self.words(&alt);
                }
            }
            _ if PARAGRAPHS.contains(&name) => self.line(2),
            _ if LINES.contains(&name) => self.line(1),
            _ => {}
        }
    }

    /// A link whose words do not say where it leads gets its address behind them.
    fn close_link(&mut self) {
        if let Some((start, href)) = self.link.take() {
            let shown = self.text.get(start..).unwrap_or_default().trim();
            let leads = href.starts_with("http://") || href.starts_with("https://");
            let said = href.trim_end_matches('/').ends_with(shown.trim_end_matches('/'));
            if leads && !shown.is_empty() && !said {
                self.text.push_str(&format!(" ({href})"));
            }
        }
    }

    /// Makes the text end in at least this many line breaks.
    fn line(&mut self, breaks: usize) {
        self.gap = false;
        let kept = self.text.trim_end_matches([' ', '\n']).len();
        if kept == 0 {
            return;
        }
        let had = self.text[kept..].matches('\n').count();
        self.text.truncate(kept);
        self.text.push_str(&"\n".repeat(had.max(breaks).min(2)));
    }
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn structure_becomes_lines_and_markup_disappears() {
        let table = [
            ("<p>Ol&aacute;,</p><p>tudo&nbsp;certo?</p>", "Olá,\n\ntudo certo?"),
            ("<div>um</div><div>dois<br>tr&#234;s</div>", "um\ndois\ntrês"),
            ("<div>um</div>\n  <div><br></div>\n<div>dois</div>", "um\n\ndois"),
            ("<ul><li>a</li><li>b</li></ul>fim", "- a\n- b\nfim"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("<style>p{color:red}</style><SCRIPT>var a='<b>';</SCRIPT>oi", "oi"),
            ("<head><title>x</title></head><body>oi</body>", "oi"),
            ("<!-- <p>não</p> -->sim", "sim"),
            ("preço < 10 & > 5", "preço < 10 & > 5"),
            ("a<b>c</b>d", "acd"),
            ("<a href=\"https://x.com/y\">clique</a> já", "clique (https://x.com/y) já"),
            ("veja <a href='https://x.com/'>x.com</a>", "veja x.com"),
            ("<a href=\"mailto:a@x.com\">a@x.com</a>", "a@x.com"),
            ("<img src=x alt=\"Foto do produto\"><img src=pixel>", "Foto do produto"),
            ("<p title=\"a > b\">ok</p>", "ok"),
            ("&unknown; &#x1F600; &amp;lt;", "&unknown; 😀 &lt;"),
            ("linha\n   quebrada   no\tfonte", "linha quebrada no fonte"),
            ("<script>nunca fecha", ""),
            ("<p", "<p"),
            ("", ""),
        ];
        for (html, text) in table {
            assert_eq!(to_text(html), text, "{html}");
        }
    }
}
