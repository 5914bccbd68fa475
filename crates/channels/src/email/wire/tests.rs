//! Reading and writing mail, as tables: one line a message, whole results compared.

use std::path::Path;
use std::time::{Duration, SystemTime};

use super::*;
use crate::email::account::Account;
use crate::{Incoming, Outgoing, Party, Receipt, Settings, Side, TEXT_BYTES_MAX};

const OWN: &str = "loja@retorno.test";

fn raw(bytes: &[u8]) -> Raw<'_> {
    Raw { bytes, shelf: Shelf::Inbox, said_at_ms: 7, history: false, cut_from: None }
}

/// Reads a mail of the given header lines and body.
fn mail(headers: &str, body: &str) -> Incoming {
    read(OWN, &raw(format!("{}\r\n\r\n{body}", headers.replace('\n', "\r\n")).as_bytes()))
}

fn message(incoming: Incoming) -> crate::Message {
    match incoming {
        Incoming::Message(message) => message,
        other @ (Incoming::Receipt { .. } | Incoming::Skipped { .. }) => panic!("no message: {other:?}"),
    }
}

fn account() -> Account {
    let settings = [
        ("address", OWN),
        ("name", "Loja São João"),
        ("imap_host", "imap.retorno.test"),
        ("smtp_host", "smtp.retorno.test"),
    ];
    let settings: Settings = settings.into_iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    Account::read(&settings, "segredo").ok().unwrap()
}

fn outgoing() -> Outgoing {
    Outgoing {
        key: "0197-aa".to_string(),
        to: Party { address: "ana@exemplo.com".to_string(), name: "Ana Conceição".to_string() },
        subject: "Seu pedido nº 7 😀".to_string(),
        text: "Olá, Ação!\nTudo certo? 😀\n.\nFim".to_string(),
        refs: vec!["a@x".to_string(), "sem-id.00ff".to_string(), "b@x".to_string()],
        automatic: true,
    }
}

fn written(out: &Outgoing) -> String {
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_790_000_000);
    String::from_utf8(compose(&account(), out, Some(date)).unwrap().formatted()).unwrap()
}

#[test]
fn every_sample_mail_is_read_without_a_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs/eml");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("PULADO: {} não existe aqui; os e-mails de amostra não foram lidos.", folder.display());
        return;
    };
    let (mut samples, mut unread) = (0, Vec::new());
    for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "eml")) {
        let bytes = std::fs::read(&path).unwrap();
        for shelf in [Shelf::Inbox, Shelf::Sent] {
            // A beginning is what is downloaded of a mail that is too large.
            for end in [bytes.len(), bytes.len() / 2, bytes.len() / 7] {
                let cut_from = (end < bytes.len()).then_some(bytes.len());
                read(OWN, &Raw { bytes: &bytes[..end], shelf, said_at_ms: 7, history: false, cut_from });
            }
        }
        // A third of the samples names no readable sender; given one, every one of them must come out as something.
        let unsigned =
            bytes.split_inclusive(|&b| b == b'\n').filter(|line| !line.to_ascii_lowercase().starts_with(b"from:"));
        let signed = [b"From: ana@exemplo.com\r\n", unsigned.collect::<Vec<_>>().concat().as_slice()].concat();
        if let Incoming::Skipped { why, .. } = read(OWN, &raw(&signed)) {
            unread.push(format!("{}: {why}", path.display()));
        }
        samples += 1;
    }
    println!("{samples} e-mails de amostra lidos");
    assert!(samples > 100, "{samples} samples");
    assert_eq!(unread, Vec::<String>::new());
}

#[test]
fn what_we_write_is_read_back_as_it_was_meant() {
    let out = outgoing();
    let text = written(&out);
    let back = message(read(OWN, &Raw { shelf: Shelf::Sent, ..raw(text.as_bytes()) }));
    let expected = crate::Message {
        external_id: "retorno.0197-aa@retorno.test".to_string(),
        side: Side::Automation,
        contact: out.to.clone(),
        said_at_ms: 7,
        subject: out.subject.clone(),
        text: out.text.clone(),
        refs: vec!["b@x".to_string(), "a@x".to_string()],
        attachments: vec![],
        answers: false,
        history: false,
    };
    assert_eq!(back, expected);
    let typed = written(&Outgoing { automatic: false, ..out });
    let back = message(read(OWN, &Raw { shelf: Shelf::Sent, ..raw(typed.as_bytes()) }));
    assert_eq!((back.side, back.answers), (Side::Ours, true));
}

#[test]
fn the_headers_of_an_automatic_message_keep_machines_from_answering() {
    let text = written(&outgoing());
    for line in [
        "Message-ID: <retorno.0197-aa@retorno.test>\r\n",
        "In-Reply-To: <b@x>\r\n",
        "References: <a@x> <b@x>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    assert!(text.is_ascii(), "every server takes it");
    assert!(!written(&Outgoing { automatic: false, ..outgoing() }).contains("Auto-Submitted"));
}

#[test]
fn a_line_break_in_a_field_makes_no_header() {
    let mut out = outgoing();
    out.subject = "oi\r\nBcc: todos@exemplo.com".to_string();
    out.to.name = "Ana\nX-Mal: 1".to_string();
    out.refs = vec!["a\r\nX-Mal: 2@x".to_string()];
    let text = written(&out);
    assert!(!text.contains("\nBcc:") && !text.contains("\nX-Mal"), "{text}");
}

#[test]
fn a_long_thread_names_its_first_and_its_newest() {
    let refs: Vec<String> = (0..60).map(|n| format!("{n}@x")).collect();
    let text = written(&Outgoing { refs, ..outgoing() });
    let back = message(read("outra@retorno.test", &raw(text.as_bytes())));
    assert_eq!(back.refs.len(), 20);
    assert_eq!((back.refs[0].as_str(), back.refs[19].as_str()), ("59@x", "0@x"));
}

#[test]
fn an_address_that_is_none_is_the_recipients_fault() {
    let mut out = outgoing();
    out.to.address = "ana".to_string();
    let fault = compose(&account(), &out, None).map(|_| ()).unwrap_err();
    assert_eq!((fault.class, fault.part), (crate::Class::Recipient, crate::Part::Other));
}

#[test]
fn keys_become_ids_one_to_one() {
    let keys = ["a", "A", "a.b", "a=2eb", "a b", "ação", "0197f2c0-1111-7aaa-8bbb-222222222222", ""];
    let ids: std::collections::BTreeSet<String> = keys.iter().map(|key| message_id(key, "x.com")).collect();
    assert_eq!(ids.len(), keys.len());
    assert_eq!(message_id("a b.c", "x.com"), "retorno.a=20b=2ec@x.com");
    assert!(ids.iter().all(|id| ident::is_own(id, "X.com") && !ident::is_own(id, "y.com")));
}

#[test]
fn what_a_machine_wrote_is_no_answer() {
    let table = [
        ("", true),
        ("Auto-Submitted: no", true),
        ("Auto-Submitted: auto-replied", false),
        ("Auto-Submitted: auto-generated; owner=x", false),
        ("auto-submitted: AUTO-REPLIED", false),
        ("Precedence: bulk", false),
        ("Precedence: list", false),
        ("Precedence: junk", false),
        ("Precedence: auto_reply", false),
        ("Precedence: first-class", true),
        ("X-Autoreply: yes", false),
        ("X-Autorespond: Fora", false),
        ("Return-Path: <>", false),
        ("Return-Path: <ana@exemplo.com>", true),
    ];
    for (header, answers) in table {
        let headers =
            format!("From: Ana <ana@exemplo.com>\nTo: {OWN}\nMessage-ID: <1@exemplo.com>\nSubject: x\n{header}");
        let found = message(mail(headers.trim_end(), "oi"));
        assert_eq!((found.side, found.answers), (Side::Customer, answers), "{header}");
    }
}

#[test]
fn the_thread_is_newest_first_without_repeats() {
    let table: [(&str, &[&str]); 6] = [
        ("In-Reply-To: <b@x>\nReferences: <a@x> <b@x>", &["b@x", "a@x"]),
        ("References: <a@x> <b@x> <c@x>", &["c@x", "b@x", "a@x"]),
        ("References: <a@x>\n <b@x>", &["b@x", "a@x"]),
        ("In-Reply-To: <c@x>\nReferences: <a@x>", &["c@x", "a@x"]),
        ("In-Reply-To: <1@exemplo.com>", &[]),
        ("X-Nada: 1", &[]),
    ];
    for (headers, refs) in table {
        let found = message(mail(&format!("From: ana@exemplo.com\nMessage-ID: <1@exemplo.com>\n{headers}"), "oi"));
        assert_eq!(found.refs, refs, "{headers}");
    }
}

#[test]
fn the_side_and_the_contact_follow_from_who_wrote_to_whom_and_where_it_lay() {
    let table = [
        (Shelf::Inbox, "From: Ana <ANA@Exemplo.com>\nTo: loja@retorno.test", "Customer ana@exemplo.com Ana"),
        (Shelf::Inbox, "From: Loja <Loja@Retorno.test>\nTo: Ana <ana@exemplo.com>", "Ours ana@exemplo.com Ana"),
        (Shelf::Sent, "From: vendas@retorno.test\nTo: ana@exemplo.com", "Ours ana@exemplo.com "),
        (Shelf::Sent, "From: loja@retorno.test\nTo: loja@retorno.test\nCc: bia@x.com", "Ours bia@x.com "),
        (Shelf::Sent, "From: loja@retorno.test\nBcc: bia@x.com", "Ours bia@x.com "),
        (
            Shelf::Sent,
            "From: loja@retorno.test\nTo: ana@exemplo.com\nAuto-Submitted: auto-generated",
            "Automation ana@exemplo.com ",
        ),
        (
            Shelf::Inbox,
            "From: loja@retorno.test\nTo: ana@exemplo.com\nAuto-Submitted: auto-generated",
            "Automation ana@exemplo.com ",
        ),
        (Shelf::Inbox, "From: Site <site@x.com>\nReply-To: Ana <ana@exemplo.com>", "Customer ana@exemplo.com Ana"),
        (Shelf::Inbox, "From: Ana <ana@exemplo.com>\nReply-To: ana@exemplo.com", "Customer ana@exemplo.com Ana"),
        (Shelf::Inbox, "From: site@x.com\nReply-To: loja@retorno.test", "Customer site@x.com "),
        (
            Shelf::Inbox,
            "From: loja@retorno.test\nTo: loja@retorno.test\nReply-To: Ana <ana@exemplo.com>",
            "Customer ana@exemplo.com Ana",
        ),
        (Shelf::Inbox, "From: loja@retorno.test\nTo: bia@x.com\nReply-To: ana@exemplo.com", "Ours bia@x.com "),
        (Shelf::Inbox, "Sender: ana@exemplo.com", "Customer ana@exemplo.com "),
        (Shelf::Inbox, "Return-Path: <ana@exemplo.com>", "Customer ana@exemplo.com "),
        (Shelf::Inbox, "From: =?ISO-8859-1?Q?Jos=E9?= <jose@x.com>", "Customer jose@x.com José"),
        (Shelf::Inbox, "Subject: só isso", "Mensagem sem remetente."),
        (Shelf::Sent, "From: loja@retorno.test\nTo: loja@retorno.test", "Mensagem sem outro destinatário."),
    ];
    for (shelf, headers, expected) in table {
        let bytes = format!("{headers}\nMessage-ID: <1@x>\n\noi");
        let found = match read(OWN, &Raw { shelf, ..raw(bytes.as_bytes()) }) {
            Incoming::Message(m) => format!("{:?} {} {}", m.side, m.contact.address, m.contact.name),
            Incoming::Skipped { why, .. } => why,
            other @ Incoming::Receipt { .. } => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{headers}");
    }
}

#[test]
fn a_mail_without_message_id_always_gets_the_same_and_its_own() {
    let id =
        |date: &str, body: &str| message(mail(&format!("From: a@x.com\nDate: {date}\nSubject: s"), body)).external_id;
    let (one, two) = ("Mon, 1 Jun 2026 10:00:00 -0300", "Mon, 1 Jun 2026 10:00:01 -0300");
    assert_eq!(id(one, "oi"), id(one, "oi"));
    assert_ne!(id(one, "oi"), id(two, "oi"));
    assert_ne!(id(one, "oi"), id(one, "oi!"));
    assert!(id(one, "oi").starts_with("sem-id."));
}

#[test]
fn exchange_keeps_our_id_in_a_header_of_its_own() {
    let bytes = b"From: loja@retorno.test\nTo: a@x.com\nMessage-ID: <novo@prod.outlook.com>\nX-Microsoft-Original-Message-ID:\n <retorno.k@retorno.test>\n\noi";
    assert_eq!(message(read(OWN, &Raw { shelf: Shelf::Sent, ..raw(bytes) })).external_id, "retorno.k@retorno.test");
    assert_eq!(message(read(OWN, &raw(bytes))).external_id, "novo@prod.outlook.com");
}

#[test]
fn words_are_found_in_every_kind_of_body() {
    let head = "From: a@x.com\nMessage-ID: <1@x>";
    let table: [(&str, &[u8], &str); 10] = [
        ("Content-Type: text/plain; charset=utf-8", "Ação 😀\r\nfim".as_bytes(), "Ação 😀\nfim"),
        ("Content-Type: text/plain; charset=iso-8859-1", b"A\xe7\xe3o", "Ação"),
        ("Content-Type: text/plain; charset=utf-8", b"A\xe7\xe3o", "Ação"),
        ("Content-Type: text/plain; charset=nao-existe", b"A\xe7\xe3o", "Ação"),
        ("Subject: nada declarado", b"A\xe7\xe3o", "Ação"),
        ("Content-Type: text/plain; charset=utf-8", b"A\xc3\xa7\xc3\xa3o cortad\xc3", "Ação cortad\u{fffd}"),
        ("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable", b"A=E7=E3o", "Ação"),
        ("Content-Type: text/html; charset=utf-8", "<p>Ol&aacute;</p><p>Ação</p>".as_bytes(), "Olá\n\nAção"),
        ("Subject: vazio", b"", "(mensagem sem texto)"),
        ("Subject: controle", b"a\x00b\x07c", "abc"),
    ];
    for (headers, body, text) in table {
        let bytes = [format!("{head}\n{headers}\n\n").as_bytes(), body].concat();
        assert_eq!(message(read(OWN, &raw(&bytes))).text, text, "{headers}");
    }
}

#[test]
fn our_own_words_below_an_answer_to_us_are_not_repeated() {
    let body = "SAIR\r\n\r\nEm seg., Loja <loja@retorno.test> escreveu:\r\n> Olá\r\n> responda SAIR\r\n";
    let head = "From: a@x.com\nMessage-ID: <1@x>\nContent-Type: text/plain; charset=utf-8";
    assert_eq!(message(mail(&format!("{head}\nIn-Reply-To: <retorno.k@retorno.test>"), body)).text, "SAIR");
    assert!(message(mail(&format!("{head}\nIn-Reply-To: <outra@x>"), body)).text.contains("> responda SAIR"));
}

#[test]
fn parts_become_text_and_attachments() {
    let bytes = "From: a@x.com\nMessage-ID: <1@x>\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\
        Content-Type: multipart/alternative; boundary=C\n\n--C\nContent-Type: text/html\n\n<p>oi <b>você</b></p>\n--C--\n--B\n\
        Content-Type: application/pdf; name=\"nota.pdf\"\nContent-Disposition: attachment; filename*=UTF-8''nota%20fiscal%20n%C2%BA7.pdf\n\
        Content-Transfer-Encoding: base64\n\nQUJDRA==\n--B\nContent-Type: image/png; name=foto.png\nContent-Transfer-Encoding: base64\n\nQUI=\n--B--\n";
    let found = message(read(OWN, &raw(bytes.as_bytes())));
    let listed: Vec<String> = found.attachments.iter().map(|a| format!("{} {} {}", a.name, a.mime, a.bytes)).collect();
    assert_eq!(found.text, "oi você");
    assert_eq!(listed, ["nota fiscal nº7.pdf application/pdf 4", "foto.png image/png 2"]);
}

/// Of every attachment in turn: name, kind, size as listed, and what is brought for that place.
fn brought(bytes: &[u8]) -> Vec<(String, String, usize, Vec<u8>)> {
    let listed = message(read(OWN, &raw(bytes))).attachments;
    let each = listed.into_iter().enumerate().map(|(position, one)| {
        let found = file(bytes, position).unwrap();
        assert_eq!((&found.name, &found.mime), (&one.name, &one.mime));
        (one.name, one.mime, one.bytes, found.bytes)
    });
    let all: Vec<_> = each.collect();
    assert_eq!(file(bytes, all.len()), None, "beyond the last there is none");
    all
}

#[test]
fn the_attachment_that_is_brought_is_the_one_that_was_listed_byte_for_byte() {
    let bytes = b"From: a@x.com\nMessage-ID: <1@x>\nContent-Type: multipart/mixed; boundary=A\n\n\
        --A\nContent-Type: multipart/related; boundary=B\n\n--B\nContent-Type: multipart/alternative; boundary=C\n\n\
        --C\nContent-Type: text/plain\n\noi\n--C\nContent-Type: text/html\n\n<p>oi</p>\n--C--\n\n\
        --B\nContent-Type: image/png; name=foto.png\nContent-ID: <f>\nContent-Disposition: inline\n\
        Content-Transfer-Encoding: base64\n\niVBORw==\n--B--\n\n\
        --A\nContent-Type: text/csv; charset=windows-1252; name=dados.csv\nContent-Disposition: attachment; filename=dados.csv\n\
        Content-Transfer-Encoding: quoted-printable\n\nA=E7=E3o;1=\n;2\n\
        --A\nContent-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename=errado.txt\n\n\xe7 cru\n\
        --A\nContent-Type: message/rfc822\n\nFrom: b@x.com\nSubject: um/dois\nContent-Type: multipart/mixed; boundary=D\n\n\
        --D\nContent-Type: text/plain\n\ndentro\n--D\nContent-Type: application/zip; name=dentro.zip\n\
        Content-Transfer-Encoding: base64\n\nUEs=\n--D--\n\
        --A\nContent-Type: application/pdf; name=nota.pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQ=\n--A--\n";
    let all = brought(bytes);
    let told: Vec<_> =
        all.iter().map(|(name, mime, size, found)| format!("{name} {mime} {size} {}", found.len())).collect();
    assert_eq!(
        told,
        [
            "foto.png image/png 4 4",
            "dados.csv text/csv 8 8",
            "errado.txt text/plain 5 5",
            "um-dois.eml message/rfc822 207 207",
            "nota.pdf application/pdf 8 8"
        ]
    );
    assert_eq!(all[0].3, b"\x89PNG");
    assert_eq!(all[1].3, b"A\xe7\xe3o;1;2", "in the charset of its sender");
    assert_eq!(all[2].3, b"\xe7 cru", "whatever charset it claims");
    let inner = "From: b@x.com\nSubject: um/dois\nContent-Type: multipart/mixed; boundary=D\n\n\
        --D\nContent-Type: text/plain\n\ndentro\n--D\nContent-Type: application/zip; name=dentro.zip\n\
        Content-Transfer-Encoding: base64\n\nUEs=\n--D--";
    assert_eq!(String::from_utf8_lossy(&all[3].3), inner, "the inner mail alone");
    assert_eq!(all[4].3, b"%PDF-1.4");
}

#[test]
fn the_name_of_an_attachment_leads_nowhere_and_hides_nothing() {
    let long = "é".repeat(600);
    let table = [
        ("nota.pdf", "nota.pdf"),
        ("nota 1/2.pdf", "nota 1-2.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("..\\..\\Windows\\system.ini", "-..-Windows-system.ini"),
        ("..", "anexo"),
        (".bashrc", "bashrc"),
        ("nota.pdf. . ", "nota.pdf"),
        ("fatura\u{202e}fdp.exe", "faturafdp.exe"),
        ("fatura\u{2066}\u{200b}\u{feff}.pdf", "fatura.pdf"),
        ("nota\u{7}\u{0}.pdf", "nota .pdf"),
        ("", "anexo"),
        (&long, &long[..1000]),
    ];
    for (given, expected) in table {
        let encoded: String = given.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let bytes = format!(
            "From: a@x.com\nMessage-ID: <1@x>\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\noi\n\
             --B\nContent-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''{encoded}\n\n%PDF\n--B--\n"
        );
        let names: Vec<String> = brought(bytes.as_bytes()).into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, [expected], "{given:?}");
    }
}

#[test]
fn a_message_is_found_again_by_its_id_and_told_from_others() {
    for (id, asked) in [
        ("a1@x.com", "OR HEADER Message-ID \"<a1@x.com>\" HEADER Message-ID \"a1@x.com\""),
        ("a\"b c\\d\r\ne@x.com", "HEADER Message-ID \"e@x.com\""),
        ("ação@exemplo.com", "HEADER Message-ID \"o@exemplo.com\""),
        ("sem-id.00ff", "NOT HEADER Message-ID \"\""),
    ] {
        assert_eq!(query(id, Shelf::Inbox), asked);
    }
    assert!(query("k@x", Shelf::Sent).starts_with("OR HEADER X-Microsoft-Original-Message-ID \"k@x\" OR HEADER"));

    let exchange =
        b"From: loja@retorno.test\nTo: a@x.com\nMessage-ID: <novo@x>\nX-Microsoft-Original-Message-ID: <k@x>\n\noi";
    assert!(holds(exchange, Shelf::Sent, "k@x") && !holds(exchange, Shelf::Inbox, "k@x"));
    assert!(holds(exchange, Shelf::Inbox, "novo@x") && !holds(exchange, Shelf::Inbox, "ovo@x"));
    let nameless = b"From: a@x.com\nSubject: s\n\noi";
    let Incoming::Message(stored) = read(OWN, &raw(nameless)) else { panic!("no message") };
    assert!(holds(nameless, Shelf::Inbox, &stored.external_id));
    assert!(!holds(b"From: a@x.com\nSubject: s\n\noi!", Shelf::Inbox, &stored.external_id));
    assert!(!holds(b"", Shelf::Inbox, &stored.external_id));
}

#[test]
fn a_text_that_is_too_long_is_cut_between_characters_and_says_so() {
    let found = message(mail(
        "From: a@x.com\nMessage-ID: <1@x>\nContent-Type: text/plain; charset=utf-8",
        &"é".repeat(TEXT_BYTES_MAX),
    ));
    assert!(found.text.len() < TEXT_BYTES_MAX + 100);
    assert!(
        found.text.ends_with("[Texto cortado: a mensagem inteira tem 128 kB.]"),
        "{}",
        &found.text[TEXT_BYTES_MAX - 10..]
    );
}

#[test]
fn of_a_mail_that_is_too_large_the_beginning_is_kept_with_a_note() {
    let bytes = b"From: a@x.com\nMessage-ID: <1@x>\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nsegue o arquivo\n--B\nContent-Type: video/mp4; name=video.mp4\nContent-Transfer-Encoding: base64\n\nQUJDREVG";
    let found = message(read(OWN, &Raw { cut_from: Some(40 * 1024 * 1024), ..raw(bytes) }));
    assert_eq!(
        found.text,
        "segue o arquivo\n\n[Mensagem de 40 MB: só o começo foi baixado. Os anexos estão na caixa de e-mail.]"
    );
    assert_eq!((found.attachments[0].name.as_str(), found.attachments[0].bytes), ("video.mp4", 0));
}

/// A standard report: human words, machine words, and what came back of the original.
fn dsn(kind: &str, status: &str, returned: &str) -> String {
    format!(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.exemplo.com\nTo: {OWN}\nMessage-ID: <dsn@mx>\nAuto-Submitted: auto-replied\n\
         Content-Type: multipart/report; report-type={kind}; boundary=B\n\n--B\nContent-Type: text/plain\n\nSorry\n--B\n\
         Content-Type: message/{kind}\n\n{status}\n--B\n{returned}\n--B--\n"
    )
}

#[test]
fn a_report_is_news_of_the_message_it_names() {
    let original =
        "Content-Type: message/rfc822\n\nFrom: loja@retorno.test\nMessage-ID: <retorno.k@retorno.test>\n\noi";
    let headers =
        "Content-Type: text/rfc822-headers\n\nFrom: loja@retorno.test\nMessage-ID: <retorno.k@retorno.test>\n";
    let per_message = "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; Zeca@Exemplo.com\n";
    let gone = format!("{per_message}Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 unknown\n user");
    let full = format!("{per_message}Action: failed\nStatus: 5.2.2");
    let late = format!("{per_message}Action: delayed\nStatus: 4.4.1");
    let there = format!("{per_message}Action: delivered\nStatus: 2.0.0");
    let opened = "Final-Recipient: rfc822; zeca@exemplo.com\nOriginal-Message-ID: <retorno.k@retorno.test>\n\
                  Disposition: manual-action/MDN-sent-manually; displayed";
    let table = [
        (
            dsn("delivery-status", &gone, original),
            "retorno.k@retorno.test Failed O endereço zeca@exemplo.com não existe (5.1.1): 550 5.1.1 unknown user",
        ),
        (
            dsn("delivery-status", &full, headers),
            "retorno.k@retorno.test Failed A caixa zeca@exemplo.com está cheia (5.2.2).",
        ),
        (dsn("delivery-status", &late, original), "skipped O servidor ainda está tentando entregar a mensagem."),
        (dsn("delivery-status", &there, original), "retorno.k@retorno.test Delivered Entregue na caixa do cliente."),
        (dsn("disposition-notification", opened, ""), "retorno.k@retorno.test Read Aberta pelo cliente."),
        (
            dsn("delivery-status", &gone, "Content-Type: text/plain\n\nid <retorno.k2@retorno.test>"),
            "retorno.k2@retorno.test Failed O endereço zeca@exemplo.com não existe (5.1.1): 550 5.1.1 unknown user",
        ),
        (dsn("delivery-status", &gone, "Content-Type: text/plain\n\nnada"), "message zeca@exemplo.com answers=false"),
        (
            "Return-Path: <>\nFrom: Mailer-Daemon@x.com\nX-Failed-Recipients: zeca@exemplo.com\nMessage-ID: <e@x>\n\nMessage-Id: <retorno.k@retorno.test>\n".to_string(),
            "retorno.k@retorno.test Failed Não foi possível entregar a mensagem a zeca@exemplo.com.",
        ),
        (
            "From: MAILER-DAEMON@x.com\nMessage-ID: <e@x>\n\nfala de outra coisa\n".to_string(),
            "message mailer-daemon@x.com answers=false",
        ),
    ];
    for (bytes, expected) in table {
        let found = match read(OWN, &raw(bytes.as_bytes())) {
            Incoming::Receipt { external_id, state, detail } => format!("{external_id} {state:?} {detail}"),
            Incoming::Skipped { why, .. } => format!("skipped {why}"),
            Incoming::Message(m) => format!("message {} answers={}", m.contact.address, m.answers),
        };
        assert_eq!(found, expected, "{bytes}");
    }
    assert_ne!(Receipt::Failed, Receipt::Delivered);
}

#[test]
fn our_own_mail_is_never_taken_for_a_report() {
    let original =
        "Content-Type: message/rfc822\n\nFrom: loja@retorno.test\nMessage-ID: <retorno.k@retorno.test>\n\noi";
    let bytes = dsn("delivery-status", "Final-Recipient: rfc822; z@x.com\nAction: failed\nStatus: 5.1.1", original)
        .replace(&format!("To: {OWN}"), "To: bia@x.com");
    let found = message(read(OWN, &Raw { shelf: Shelf::Sent, ..raw(bytes.as_bytes()) }));
    assert_eq!((found.side, found.contact.address.as_str()), (Side::Automation, "bia@x.com"));
}

#[test]
fn what_is_no_mail_at_all_is_stored_as_seen() {
    assert!(matches!(read(OWN, &raw(b"")), Incoming::Skipped { .. }));
}
