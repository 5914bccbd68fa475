//! The e-mail channel against a real Dovecot and a real Postfix. Each test has mailboxes of its own on one pair of servers.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use channels::email::Email;
use channels::{
    Channel, Class, Cursor, Fault, File, Found, Incoming, Message, NotBrought, Outcome, Outgoing, Part, Party, Receipt,
    Side,
};
use tests::mail::{Cut, MailServers, NO_IDLE, PASSWORD, PUT_OFF, Person, REFUSED, available, cable};

/// Longest wait for something that comes at once unless it is broken.
const SOON: Duration = Duration::from_secs(60);
/// A wait that a test never sits out.
const LONG: Duration = Duration::from_secs(3600);

fn servers() -> Option<&'static MailServers> {
    static SERVERS: OnceLock<Option<MailServers>> = OnceLock::new();
    let start = || {
        let dir = std::env::temp_dir().join(format!("retorno-mail-{}", std::process::id()));
        available().then(|| MailServers::start(&dir).unwrap_or_else(|error| panic!("{error:#}")))
    };
    SERVERS.get_or_init(start).as_ref()
}

/// A mailbox of ours with its channel, first look done, and a customer.
struct Desk {
    servers: &'static MailServers,
    address: String,
    channel: Arc<Email>,
    cursor: Cursor,
    ana: Person,
}

impl Desk {
    async fn open(name: &str) -> Option<Desk> {
        Desk::open_with(name, &[]).await
    }

    async fn open_with(name: &str, settings: &[(&str, &str)]) -> Option<Desk> {
        let servers = servers()?;
        let address = servers.mailbox(name).unwrap();
        let ana = servers.person(&servers.mailbox(&format!("ana-{name}")).unwrap());
        let channel = Arc::new(channel(servers, &address, settings, PASSWORD));
        let mut desk = Desk { servers, address, channel, cursor: Cursor::new(), ana };
        assert_eq!(desk.read().await, vec![]);
        Some(desk)
    }

    /// What is there now, page by page.
    async fn read(&mut self) -> Vec<Incoming> {
        let mut events = Vec::new();
        loop {
            let pulled = self.channel.pull(&self.cursor, Duration::ZERO).await.unwrap();
            self.cursor = pulled.cursor;
            events.extend(pulled.events);
            if pulled.complete {
                return events;
            }
        }
    }

    /// Waits for the next events.
    async fn next(&mut self) -> Vec<Incoming> {
        let pulled = tokio::time::timeout(SOON, self.channel.pull(&self.cursor, LONG)).await;
        let pulled = pulled.unwrap_or_else(|_| panic!("no news\n{}", self.servers.logs())).unwrap();
        self.cursor = pulled.cursor;
        pulled.events
    }

    /// Waits for the next message of the customer's; our own copies pass by.
    async fn next_from_customer(&mut self) -> Message {
        loop {
            for event in self.next().await {
                if let Incoming::Message(message) = event
                    && message.side == Side::Customer
                {
                    return message;
                }
            }
        }
    }

    fn to_ana(&self, key: &str) -> Outgoing {
        outgoing(key, &self.ana.address)
    }
}

fn channel(servers: &MailServers, address: &str, changes: &[(&str, &str)], password: &str) -> Email {
    let mut settings = servers.settings(address);
    settings.extend(changes.iter().map(|&(name, value)| (name.to_string(), value.to_string())));
    Email::open(&settings, password).unwrap()
}

fn outgoing(key: &str, to: &str) -> Outgoing {
    Outgoing {
        key: key.to_string(),
        to: Party { address: to.to_string(), name: "Ana Conceição".to_string() },
        subject: "Atualização do pedido nº 7 😀".to_string(),
        text: "Olá, Ana!\n\nAinda está aí? 😀\n.\nAbraço".to_string(),
        refs: Vec::new(),
        automatic: false,
    }
}

fn subject(event: &Incoming) -> &str {
    match event {
        Incoming::Message(message) => &message.subject,
        Incoming::Receipt { .. } | Incoming::Skipped { .. } => "",
    }
}

fn accepted(outcome: Outcome) -> String {
    match outcome {
        Outcome::Accepted { external_id } => external_id,
        other @ (Outcome::NotSent(_) | Outcome::Rejected(_) | Outcome::Unknown { .. }) => panic!("{other:?}"),
    }
}

fn has_header(raw: &str, header: &str) -> bool {
    raw.lines().any(|line| line == header)
}

#[tokio::test(flavor = "multi_thread")]
async fn test_says_whether_the_host_the_certificate_or_the_password_is_wrong() {
    let Some(servers) = servers() else { return };
    let address = servers.mailbox("prova").unwrap();
    let (imap, submission) = (servers.imap_port.to_string(), servers.submission_port.to_string());
    let other = servers.other_ca_pem.as_str();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, Class, Part, &'a str);
    let table: [Case<'_>; 9] = [
        ("wrong password", &[], "errada", Class::Auth, Part::Password, "imap.login"),
        ("no such user", &[("username", "x@retorno.test")], PASSWORD, Class::Auth, Part::Password, "imap.login"),
        ("no such host", &[("imap_host", "x.invalid")], PASSWORD, Class::Transient, Part::Host, "imap.dns"),
        ("nobody there", &[("imap_port", &closed)], PASSWORD, Class::Transient, Part::Host, "imap.refused"),
        ("nobody out there", &[("smtp_port", &closed)], PASSWORD, Class::Transient, Part::Host, "smtp.refused"),
        ("wrong authority", &[("ca_pem", other)], PASSWORD, Class::Config, Part::Certificate, "imap.certificate"),
        ("other name", &[("imap_host", "127.0.0.1")], PASSWORD, Class::Config, Part::Certificate, "imap.certificate"),
        (
            "other name out",
            &[("smtp_host", "127.0.0.1")],
            PASSWORD,
            Class::Config,
            Part::Certificate,
            "smtp.certificate",
        ),
        ("no TLS on this port", &[("imap_port", &imap)], PASSWORD, Class::Config, Part::Certificate, "imap.tls"),
    ];
    for (case, changes, password, class, part, code) in table {
        let fault = channel(servers, &address, changes, password).probe().await.unwrap_err();
        assert_eq!((fault.class, fault.part, fault.code.as_str()), (class, part, code), "{case}: {fault}");
        assert!(!fault.detail.contains(password), "{case}: {fault}");
    }
    let starttls = [
        ("imap_port", imap.as_str()),
        ("imap_security", "starttls"),
        ("smtp_port", &submission),
        ("smtp_security", "starttls"),
    ];
    let open = [
        ("imap_port", imap.as_str()),
        ("imap_security", "none"),
        ("smtp_port", &submission),
        ("smtp_security", "none"),
    ];
    for (case, changes) in [("TLS", [].as_slice()), ("STARTTLS", &starttls), ("open, on this machine", &open)] {
        let info = channel(servers, &address, changes, PASSWORD)
            .probe()
            .await
            .unwrap_or_else(|fault| panic!("{case}: {fault}"));
        assert_eq!(info.address, address, "{case}");
        assert!(info.detail.contains("avisa na hora; pasta de enviados «Enviadas»"), "{case}: {}", info.detail);
    }
    let mut wrong_authority = starttls.to_vec();
    wrong_authority.extend([("ca_pem", other), ("imap_port", "1")]);
    let outcome = channel(servers, &address, &wrong_authority, PASSWORD).send(&outgoing("starttls", &address)).await;
    let Outcome::NotSent(fault) = outcome else { panic!("{outcome:?}") };
    assert_eq!((fault.part, fault.code.as_str()), (Part::Certificate, "smtp.certificate"), "{fault}");
    let missing = channel(servers, &address, &[("sent_folder", "Não há")], PASSWORD).probe().await.unwrap_err();
    assert_eq!(missing.code, "sent_folder");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_with_accents_opens_both_servers() {
    let Some(servers) = servers() else { return };
    let password = "ação \"e\" \\ reação";
    let address = servers.mailbox_with_password("acento", password).unwrap();
    assert_eq!(channel(servers, &address, &[], password).probe().await.unwrap().address, address);
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_wakes_for_the_inbox_and_for_sent_mail() {
    let Some(mut desk) = Desk::open("acorda").await else { return };
    let listen = |channel: Arc<Email>, cursor: Cursor| tokio::spawn(async move { channel.pull(&cursor, LONG).await });

    let pull = listen(desk.channel.clone(), desk.cursor.clone());
    desk.servers.wait_until_idle(&desk.address, 2).unwrap();
    desk.ana.write(&desk.address, "oi", "Preciso de ajuda", &[]).unwrap();
    let pulled = tokio::time::timeout(SOON, pull).await.unwrap().unwrap().unwrap();
    assert_eq!(pulled.events.iter().map(subject).collect::<Vec<_>>(), ["oi"]);
    assert!(pulled.complete);
    desk.cursor = pulled.cursor;

    let pull = listen(desk.channel.clone(), desk.cursor.clone());
    desk.servers.wait_until_idle(&desk.address, 2).unwrap();
    let raw = format!(
        "From: {}\nTo: Ana <{}>\nSubject: do webmail\nMessage-ID: <w1@x>\n\nRespondi daqui",
        desk.address, desk.ana.address
    );
    desk.servers.person(&desk.address).file("Enviadas", &raw).unwrap();
    let pulled = tokio::time::timeout(SOON, pull).await.unwrap().unwrap().unwrap();
    let Incoming::Message(message) = &pulled.events[0] else { panic!("{:?}", pulled.events) };
    assert_eq!(
        (message.side, message.contact.address.as_str(), message.external_id.as_str(), message.history),
        (Side::Ours, desk.ana.address.as_str(), "w1@x", false)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_idle_is_asked() {
    let Some(servers) = servers() else { return };
    let port = servers.imap_port.to_string();
    let settings = [("imap_host", NO_IDLE), ("imap_port", port.as_str()), ("imap_security", "none")];
    let Some(mut desk) = Desk::open_with("surda", &settings).await else { return };
    let info = desk.channel.probe().await.unwrap();
    assert!(info.detail.contains("consultado a cada 20 segundos"), "{}", info.detail);
    desk.ana.write(&desk.address, "oi", "Alguém aí?", &[]).unwrap();
    assert_eq!(desk.next_from_customer().await.subject, "oi");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_accents_emoji_and_attachments_arrive_whole_both_ways() {
    let Some(mut desk) = Desk::open("acentos").await else { return };
    let raw = format!(
        "From: =?utf-8?q?Ana_Concei=C3=A7=C3=A3o?= <{}>\nTo: {}\nSubject: =?utf-8?b?w5NsZW8g8J+YgA==?=\nMessage-ID: <a1@x>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n\
         <p>Ol&aacute;, ação 😀</p><p>até</p>\n--B\nContent-Type: application/pdf; name=\"nota.pdf\"\nContent-Transfer-Encoding: base64\n\n\
         JVBERi0xLjQ=\n--B--\n",
        desk.ana.address, desk.address
    );
    desk.ana.send(&desk.address, raw.as_bytes()).unwrap();
    let message = desk.next_from_customer().await;
    assert_eq!((message.subject.as_str(), message.text.as_str()), ("Óleo 😀", "Olá, ação 😀\n\naté"));
    assert_eq!((message.contact.name.as_str(), message.external_id.as_str()), ("Ana Conceição", "a1@x"));
    let listed: Vec<_> = message.attachments.iter().map(|a| (a.name.as_str(), a.mime.as_str(), a.bytes)).collect();
    assert_eq!(listed, [("nota.pdf", "application/pdf", 8)]);
    assert!(message.answers && !message.history && message.said_at_ms > 1_700_000_000_000);

    let out = desk.to_ana("acentos-1");
    accepted(desk.channel.send(&out).await);
    let got = desk.ana.wait_for("INBOX", SOON, |raw| raw.contains("retorno.acentos-1@")).unwrap();
    // Read by the channel of the customer's own mailbox, for want of another reader of MIME here.
    let mailbox = channel(desk.servers, &desk.ana.address, &[], PASSWORD);
    let pulled = mailbox.pull(&Cursor::new(), Duration::ZERO).await.unwrap();
    let Incoming::Message(read) = &pulled.events[0] else { panic!("{got}") };
    assert_eq!((&read.subject, &read.text), (&out.subject, &out.text));
    assert_eq!((read.contact.address.as_str(), read.contact.name.as_str()), (desk.address.as_str(), "Loja São João"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_names_what_it_answers_and_ours_names_the_thread() {
    let Some(mut desk) = Desk::open("fio").await else { return };
    let first = accepted(desk.channel.send(&desk.to_ana("fio-1")).await);
    assert_eq!(desk.channel.id_of("fio-1"), Some(first.clone()));
    desk.ana.wait_for("INBOX", SOON, |raw| has_header(raw, &format!("Message-ID: <{first}>"))).unwrap();
    let answer = format!("In-Reply-To: <{first}>");
    desk.ana.write(&desk.address, "Re: pedido", "Sim!", &["Message-ID: <r1@x>", &answer]).unwrap();
    let message = desk.next_from_customer().await;
    assert_eq!(message.refs, std::slice::from_ref(&first));

    let second = Outgoing { refs: vec![first.clone(), message.external_id], ..desk.to_ana("fio-2") };
    accepted(desk.channel.send(&second).await);
    let raw = desk.ana.wait_for("INBOX", SOON, |raw| raw.contains("retorno.fio-2@")).unwrap();
    assert!(has_header(&raw, "In-Reply-To: <r1@x>"), "{raw}");
    assert!(has_header(&raw, &format!("References: <{first}> <r1@x>")), "{raw}");
    assert!(!raw.contains("Auto-Submitted"), "a person typed it");
}

#[tokio::test(flavor = "multi_thread")]
async fn our_own_copies_come_back_under_the_id_they_were_accepted_with() {
    let Some(mut desk) = Desk::open("copias").await else { return };
    let typed = accepted(desk.channel.send(&desk.to_ana("copia-1")).await);
    let automatic = accepted(desk.channel.send(&Outgoing { automatic: true, ..desk.to_ana("copia-2") }).await);
    let seen: Vec<_> = desk
        .read()
        .await
        .into_iter()
        .map(|event| match event {
            Incoming::Message(m) => (m.external_id, m.side, m.contact.address, m.history),
            other @ (Incoming::Receipt { .. } | Incoming::Skipped { .. }) => panic!("{other:?}"),
        })
        .collect();
    let ana = desk.ana.address.clone();
    assert_eq!(seen, [(typed, Side::Ours, ana.clone(), false), (automatic, Side::Automation, ana, false)]);
    let raw = desk.ana.wait_for("INBOX", SOON, |raw| raw.contains("retorno.copia-2@")).unwrap();
    assert!(has_header(&raw, "Auto-Submitted: auto-generated"), "{raw}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_send_is_found_by_its_copy_or_by_an_answer_and_never_declared_unsent() {
    let Some(mut desk) = Desk::open("achar").await else { return };
    let id = accepted(desk.channel.send(&desk.to_ana("achar-1")).await);
    assert_eq!(desk.channel.find("achar-1").await, Found::Sent { external_id: id });
    assert_eq!(desk.channel.find("achar-2").await, Found::CannotTell);

    let bare = channel(desk.servers, &desk.address, &[("append_sent", "false")], PASSWORD);
    let id = accepted(bare.send(&desk.to_ana("achar-3")).await);
    assert_eq!(bare.find("achar-3").await, Found::CannotTell);
    let answer = format!("References: <outra@x> <{id}>");
    desk.ana.write(&desk.address, "Re: x", "Recebi", &[&answer]).unwrap();
    desk.next_from_customer().await;
    assert_eq!(bare.find("achar-3").await, Found::Sent { external_id: id });
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_machine_wrote_is_shown_but_answers_nothing() {
    let Some(mut desk) = Desk::open("ferias").await else { return };
    desk.ana.write(&desk.address, "Fora", "Volto dia 10", &["Auto-Submitted: auto-replied"]).unwrap();
    let away = desk.next_from_customer().await;
    assert_eq!((away.text.as_str(), away.answers), ("Volto dia 10", false));
    desk.ana.write(&desk.address, "Voltei", "Oi", &[]).unwrap();
    assert!(desk.next_from_customer().await.answers);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_becomes_news_of_the_message_that_came_back() {
    let Some(mut desk) = Desk::open("devolve").await else { return };
    for (key, to) in [("dev-1", "ninguem-devolve@retorno.test"), ("dev-2", "alguem@fora.test")] {
        let id = accepted(desk.channel.send(&outgoing(key, to)).await);
        let failed = loop {
            let found = desk.next().await.into_iter().find_map(|event| match event {
                Incoming::Receipt { external_id, state, detail } => Some((external_id, state, detail)),
                Incoming::Message(_) | Incoming::Skipped { .. } => None,
            });
            if let Some(found) = found {
                break found;
            }
        };
        assert_eq!((failed.0, failed.1), (id, Receipt::Failed));
        assert!(failed.2.contains(to), "{}", failed.2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_whether_to_try_again() {
    let Some(desk) = Desk::open("recusa").await else { return };
    let refused = desk.channel.send(&outgoing("rec-1", REFUSED)).await;
    assert!(matches!(&refused, Outcome::Rejected(Fault { class: Class::Recipient, .. })), "{refused:?}");
    let later = desk.channel.send(&outgoing("rec-2", PUT_OFF)).await;
    assert!(matches!(&later, Outcome::NotSent(Fault { class: Class::Transient, .. })), "{later:?}");
    let wrong = channel(desk.servers, &desk.address, &[], "errada").send(&outgoing("rec-3", REFUSED)).await;
    let Outcome::NotSent(fault) = wrong else { panic!("{wrong:?}") };
    assert_eq!((fault.class, fault.part, fault.code.as_str()), (Class::Auth, Part::Password, "smtp.login"));
    let huge = Outgoing { text: "x".repeat(tests::mail::MESSAGE_BYTES_MAX + 1), ..desk.to_ana("rec-4") };
    let huge = desk.channel.send(&huge).await;
    assert!(matches!(&huge, Outcome::Rejected(Fault { class: Class::Content, .. })), "{huge:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_proof_before_the_message_and_doubt_after_it() {
    let Some(servers) = servers() else { return };
    let port = |cut| cable(servers.submission_port, cut).unwrap().to_string();
    let (before, after) = (port(Cut::Before("RCPT TO")), port(Cut::After("\r\n.\r\n")));
    let on = |port: &str| [("smtp_port", port.to_string()), ("smtp_security", "none".to_string())];
    let Some(mut desk) = Desk::open("cabo").await else { return };
    let cut = |port: &str| {
        let changes = on(port);
        let changes: Vec<(&str, &str)> = changes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        channel(servers, &desk.address, &changes, PASSWORD)
    };
    let (proof, doubt) = (cut(&before), cut(&after));

    let outcome = proof.send(&desk.to_ana("cabo-1")).await;
    assert!(matches!(&outcome, Outcome::NotSent(Fault { class: Class::Transient, .. })), "{outcome:?}");
    let outcome = doubt.send(&desk.to_ana("cabo-2")).await;
    assert!(matches!(&outcome, Outcome::Unknown { .. }), "{outcome:?}");
    // It did go out, and only the customer's answer proves it.
    let raw = desk.ana.wait_for("INBOX", SOON, |raw| raw.contains("retorno.cabo-2@")).unwrap();
    assert!(!raw.contains("cabo-1"));
    assert_eq!(doubt.find("cabo-2").await, Found::CannotTell);
    let id = doubt.id_of("cabo-2").unwrap();
    desk.ana.write(&desk.address, "Re: x", "Recebi", &[&format!("In-Reply-To: <{id}>")]).unwrap();
    desk.next_from_customer().await;
    assert_eq!(doubt.find("cabo-2").await, Found::Sent { external_id: id });
    assert_eq!(desk.ana.count("INBOX").unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_before_the_connection_is_history_and_what_comes_after_is_not() {
    let Some(servers) = servers() else { return };
    let address = servers.mailbox("antes").unwrap();
    let ana = servers.person(&servers.mailbox("ana-antes").unwrap());
    let owner = servers.person(&address);
    for n in 0..3 {
        ana.write(&address, &format!("antigo {n}"), "oi", &[]).unwrap();
        owner.wait_for("INBOX", SOON, |raw| raw.contains(&format!("antigo {n}"))).unwrap();
    }
    owner
        .file("Enviadas", &format!("From: {address}\nTo: {}\nSubject: antigo 3\nMessage-ID: <s@x>\n\noi", ana.address))
        .unwrap();
    let channel = channel(servers, &address, &[], PASSWORD);
    let first = channel.pull(&Cursor::new(), Duration::ZERO).await.unwrap();
    let seen: Vec<(String, bool)> = first
        .events
        .iter()
        .map(|event| (subject(event).to_string(), matches!(event, Incoming::Message(m) if m.history)))
        .collect();
    assert_eq!(seen, (0..4).map(|n| (format!("antigo {n}"), true)).collect::<Vec<_>>());
    ana.write(&address, "novo", "oi", &[]).unwrap();
    let next = tokio::time::timeout(SOON, channel.pull(&first.cursor, LONG)).await.unwrap().unwrap();
    let Incoming::Message(message) = &next.events[0] else { panic!("{:?}", next.events) };
    assert_eq!((message.subject.as_str(), message.history), ("novo", false));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_sent_mail_that_appears_later_holds_no_history() {
    let Some(mut desk) = Desk::open_with("saida", &[("sent_folder", "Saída")]).await else { return };
    let id = accepted(desk.channel.send(&desk.to_ana("saida-1")).await);
    let events = desk.read().await;
    let Incoming::Message(copy) = &events[0] else { panic!("{events:?}") };
    assert_eq!((&copy.external_id, copy.side, copy.history), (&id, Side::Ours, false));
    assert_eq!(desk.servers.person(&desk.address).count("Sa&AO0-da").unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_renumbering_nothing_is_missed_and_ids_stay() {
    let Some(mut desk) = Desk::open("renumera").await else { return };
    let ids = |events: &[Incoming]| -> Vec<String> {
        let id = |event: &Incoming| match event {
            Incoming::Message(m) => format!("{} {}", m.external_id, m.history),
            Incoming::Receipt { .. } | Incoming::Skipped { .. } => "other".to_string(),
        };
        events.iter().map(id).collect()
    };
    for n in 1..3 {
        desk.ana.write(&desk.address, "x", "oi", &[&format!("Message-ID: <n{n}@x>")]).unwrap();
        assert_eq!(desk.next_from_customer().await.external_id, format!("n{n}@x"));
    }
    desk.servers.renumber(&desk.address, "INBOX", 4_000_000_001).unwrap();
    desk.ana.write(&desk.address, "x", "oi", &["Message-ID: <n3@x>"]).unwrap();
    desk.servers.person(&desk.address).wait_for("INBOX", SOON, |raw| raw.contains("<n3@x>")).unwrap();
    assert_eq!(ids(&desk.read().await), ["n1@x false", "n2@x false", "n3@x false"]);
    assert_eq!(ids(&desk.read().await), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_up_while_we_listen_costs_nothing() {
    let Some(mut desk) = Desk::open("queda").await else { return };
    let (channel, cursor) = (desk.channel.clone(), desk.cursor.clone());
    let pull = tokio::spawn(async move { channel.pull(&cursor, LONG).await });
    desk.servers.wait_until_idle(&desk.address, 2).unwrap();
    desk.servers.hang_up(&desk.address).unwrap();
    let pulled = tokio::time::timeout(SOON, pull).await.unwrap().unwrap().unwrap();
    assert_eq!(pulled.events, vec![]);
    desk.ana.write(&desk.address, "depois da queda", "oi", &[]).unwrap();
    assert_eq!(desk.next_from_customer().await.subject, "depois da queda");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_mail_arrives_whole_and_a_larger_one_with_its_beginning_and_a_note() {
    let Some(mut desk) = Desk::open("grande").await else { return };
    let mail = |id: &str, attachment_bytes: usize| {
        let line = format!("{}\r\n", "QUJD".repeat(19));
        let body = line.repeat(attachment_bytes / 57);
        format!(
            "From: {}\r\nTo: {}\r\nSubject: {id}\r\nMessage-ID: <{id}@x>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSegue o vídeo\r\n\
             --B\r\nContent-Type: video/mp4; name=video.mp4\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}--B--\r\n",
            desk.ana.address, desk.address
        )
    };
    let (whole, beginning) = (mail("inteiro", 10_000_000), mail("comeco", 20_000_000));
    assert!(whole.len() < channels::RAW_BYTES_MAX && beginning.len() > channels::RAW_BYTES_MAX);
    desk.ana.send(&desk.address, whole.as_bytes()).unwrap();
    let message = desk.next_from_customer().await;
    assert_eq!((message.subject.as_str(), message.text.as_str()), ("inteiro", "Segue o vídeo"));
    assert_eq!(
        (message.attachments[0].name.as_str(), message.attachments[0].bytes),
        ("video.mp4", 10_000_000 / 57 * 57)
    );
    desk.ana.send(&desk.address, beginning.as_bytes()).unwrap();
    let message = desk.next_from_customer().await;
    assert_eq!((message.subject.as_str(), message.external_id.as_str(), message.answers), ("comeco", "comeco@x", true));
    assert!(
        message.text.starts_with("Segue o vídeo\n\n[Mensagem de 26 MB: só o começo foi baixado."),
        "{}",
        message.text
    );
    assert_eq!((message.attachments[0].name.as_str(), message.attachments[0].bytes), ("video.mp4", 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attachment_is_brought_while_its_mail_is_there_and_the_mail_stays_unread() {
    let Some(mut desk) = Desk::open("anexos").await else { return };
    let owner = desk.servers.person(&desk.address);
    let mail = |from: &str, to: &str, id: &str, names: [&str; 2]| {
        let parts = names.map(|name| {
            format!(
                "--B\nContent-Type: application/pdf; name=\"{name}\"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQ=\n"
            )
        });
        format!(
            "From: {from}\nTo: {to}\nSubject: anexos\n{id}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n\
             --B\nContent-Type: text/plain\n\nsegue\n{}--B--\n",
            parts.concat()
        )
    };
    let (ana, loja) = (desk.ana.address.clone(), desk.address.clone());
    // The id of the first is a part of the second's.
    for (id, names) in [("anexo@x", ["um.pdf", "dois.pdf"]), ("outro.anexo@x", ["tres.pdf", "../quatro.pdf"])] {
        desk.ana.send(&loja, mail(&ana, &loja, &format!("Message-ID: <{id}>\n"), names).as_bytes()).unwrap();
        assert_eq!(desk.next_from_customer().await.external_id, id);
    }
    owner.file("Enviadas", &mail(&loja, &ana, "Message-ID: <nosso@x>\n", ["cinco.pdf", "seis.pdf"])).unwrap();
    owner.file("INBOX", &mail(&ana, &loja, "", ["sete.pdf", "oito.pdf"])).unwrap();
    let nameless = desk.next_from_customer().await.external_id;
    assert!(nameless.starts_with("sem-id."), "{nameless}");

    let max = channels::ATTACHMENT_BYTES_MAX;
    let pdf = |name: &str| {
        let bytes = b"%PDF-1.4".to_vec();
        Ok(File { name: name.to_string(), mime: "application/pdf".to_string(), bytes })
    };
    for (id, position, bytes_max, expected) in [
        ("anexo@x", 0, max, pdf("um.pdf")),
        ("anexo@x", 1, max, pdf("dois.pdf")),
        ("anexo@x", 2, max, Err(NotBrought::NoSuchAttachment)),
        ("outro.anexo@x", 1, max, pdf("-quatro.pdf")),
        ("nosso@x", 1, max, pdf("seis.pdf")),
        (&nameless, 0, max, pdf("sete.pdf")),
        ("anexo", 0, max, Err(NotBrought::MessageGone)),
        ("nunca@x", 0, max, Err(NotBrought::MessageGone)),
        ("\" OR ALL \"", 0, max, Err(NotBrought::MessageGone)),
    ] {
        assert_eq!(desk.channel.attachment(id, position, bytes_max).await, expected, "{id} {position}");
    }
    let too_large = desk.channel.attachment("anexo@x", 0, 200).await;
    assert!(matches!(too_large, Err(NotBrought::TooLarge { bytes: 201.. })), "{too_large:?}");
    let wrong = channel(desk.servers, &desk.address, &[], "errada").attachment("anexo@x", 0, max).await;
    assert!(matches!(&wrong, Err(NotBrought::Fault(Fault { class: Class::Auth, .. }))), "{wrong:?}");

    // Only the one we filed as read is read.
    assert_eq!(owner.unread("INBOX").unwrap(), 2);
    owner.empty("INBOX").unwrap();
    assert_eq!(desk.channel.attachment("anexo@x", 0, max).await, Err(NotBrought::MessageGone));
    assert_eq!(desk.channel.attachment("nosso@x", 0, max).await, pdf("cinco.pdf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_odd_mail_becomes_exactly_one_event_and_stops_none_behind_it() {
    let Some(mut desk) = Desk::open("estranhos").await else { return };
    let owner = desk.servers.person(&desk.address);
    let mut mails: Vec<String> = [
        "From: a@x.com\nSubject: sem texto\n\n",
        "From: a@x.com\nContent-Type: text/plain; charset=nao-existe\n\n=?\u{fffd}",
        "Subject: sem remetente\n\noi",
        "From: a@x.com\nContent-Type: multipart/mixed; boundary=\"\n\nsem fim",
        "nada de cabecalho",
    ]
    .into_iter()
    .map(str::to_string)
    .collect();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs/eml");
    match std::fs::read_dir(&samples) {
        Ok(entries) => mails.extend(entries.map(|entry| entry.unwrap().path()).filter_map(|path| {
            // IMAP carries no NUL; what is no text cannot be filed as such.
            std::fs::read_to_string(path).ok().filter(|text| !text.contains('\0'))
        })),
        Err(_) => {
            println!("PULADO: {} não existe aqui; só os e-mails escritos no teste foram lidos.", samples.display())
        }
    }
    for mail in &mails {
        owner.file("INBOX", mail).unwrap();
    }
    let events = desk.read().await;
    assert_eq!(events.len(), mails.len());
    assert!(events.iter().any(|event| matches!(event, Incoming::Message(m) if m.text == "(mensagem sem texto)")));
}
