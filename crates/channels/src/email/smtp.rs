//! SMTP, step by step, because only the step tells what a failure means: before the message was handed over it is proof
//! that nothing went out, after it nobody knows.

use std::error::Error as _;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::time::timeout;

use super::account::{Account, Security, Server};
use super::fault::{self, Way};
use super::line::{self, Trust};
use crate::{Class, Fault, Outcome, Part};

/// Longest wait for the answer to one command.
const COMMAND_LIMIT: Duration = Duration::from_secs(30);
/// Longest wait for STARTTLS, its handshake included.
const STARTTLS_LIMIT: Duration = Duration::from_secs(30);
/// Longest wait for the server to take the message; filters may think for minutes (RFC 5321, 4.5.3.2.6, asks for ten).
const TAKE_LIMIT: Duration = Duration::from_secs(10 * 60);
/// Leaving politely is not worth more.
const QUIT_LIMIT: Duration = Duration::from_secs(2);

/// Connects and logs in, as a send would, and leaves.
pub(super) async fn probe(account: &Account, trust: &Trust) -> Result<(), Fault> {
    let connection = log_in(account, trust).await?;
    leave(connection).await;
    Ok(())
}

/// Hands one message over. `id` is what an accepted message is known by.
pub(super) async fn submit(account: &Account, trust: &Trust, message: &Message, id: &str) -> Outcome {
    let mut connection = match log_in(account, trust).await {
        Ok(connection) => connection,
        Err(fault) => return Outcome::NotSent(fault),
    };
    if let Err(refused) = envelope(account, &mut connection, message).await {
        leave(connection).await;
        return refused;
    }
    let server = &account.smtp;
    match timeout(TAKE_LIMIT, connection.message(&message.formatted())).await {
        Ok(Ok(_)) => {
            leave(connection).await;
            Outcome::Accepted { external_id: id.to_string() }
        }
        Ok(Err(error)) if error.status().is_some() => {
            leave(connection).await;
            refusal(server, &error, Step::Message)
        }
        // Not even a time limit proves anything here: the server may take it after we stopped listening.
        Ok(Err(_)) | Err(_) => {
            Outcome::Unknown { note: format!("A conexão com «{}» caiu antes da confirmação.", server.host) }
        }
    }
}

/// Who it is from and for; up to and including the word that the message may come.
async fn envelope(account: &Account, connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), Outcome> {
    let (server, envelope) = (&account.smtp, message.envelope());
    let mut parameters = Vec::new();
    if envelope.to().iter().chain(envelope.from()).any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let to = envelope.to().first().map(ToString::to_string).unwrap_or_default();
            return Err(Outcome::Rejected(fault::recipient_unreadable(&to)));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    say(server, connection.command(Mail::new(envelope.from().cloned(), parameters)), Step::Sender).await?;
    for to in envelope.to() {
        say(server, connection.command(Rcpt::new(to.clone(), vec![])), Step::Recipient).await?;
    }
    say(server, connection.command(Data), Step::Data).await
}

async fn say<T>(server: &Server, command: impl Future<Output = Result<T, Error>>, step: Step) -> Result<(), Outcome> {
    match timeout(COMMAND_LIMIT, command).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(refusal(server, &error, step)),
        Err(_) => Err(Outcome::NotSent(fault::silent(Way::Out, server))),
    }
}

async fn log_in(account: &Account, trust: &Trust) -> Result<AsyncSmtpConnection, Fault> {
    let server = &account.smtp;
    let line = line::dial(Way::Out, server).await?;
    let line = match server.security {
        Security::Tls => line::encrypt(Way::Out, server, trust, line).await?,
        Security::StartTls | Security::None => line,
    };
    let name = ClientId::default();
    let greeting = timeout(COMMAND_LIMIT, AsyncSmtpConnection::connect_with_transport(Box::new(line), &name)).await;
    let mut connection = match greeting {
        Ok(Ok(connection)) => connection,
        Ok(Err(error)) => return Err(spoken(server, &error)),
        Err(_) => return Err(fault::silent(Way::Out, server)),
    };
    if server.security == Security::StartTls {
        if !connection.can_starttls() {
            leave(connection).await;
            return Err(fault::no_starttls(Way::Out, server));
        }
        let tls = tls(account)?;
        match timeout(STARTTLS_LIMIT, connection.starttls(tls, &name)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) if error.status().is_some() => return Err(fault::no_starttls(Way::Out, server)),
            Ok(Err(error)) => return Err(fault::handshake(Way::Out, server, &error)),
            Err(_) => return Err(fault::silent(Way::Out, server)),
        }
    }
    let credentials = Credentials::new(account.username.clone(), account.password.clone());
    let accepted = timeout(COMMAND_LIMIT, connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)).await;
    match accepted {
        Ok(Ok(_)) => Ok(connection),
        Ok(Err(error)) => {
            let fault = match error.status() {
                Some(_) if error.is_transient() => spoken(server, &error),
                Some(_) => fault::wrong_login(Way::Out, server),
                None if error.is_client() => fault::no_password_login(Way::Out, server),
                None => spoken(server, &error),
            };
            leave(connection).await;
            Err(fault)
        }
        Err(_) => Err(fault::silent(Way::Out, server)),
    }
}

/// The same trust as [`Trust`], in the words of the mail library, whose connection does STARTTLS itself.
fn tls(account: &Account) -> Result<TlsParameters, Fault> {
    let mut builder = TlsParameters::builder(account.smtp.host.clone());
    for authority in super::account::authorities(&account.ca_pem) {
        if let Ok(certificate) = Certificate::from_der(authority.to_vec()) {
            builder = builder.add_root_certificate(certificate);
        }
    }
    builder.build().map_err(|error| fault::handshake(Way::Out, &account.smtp, &error))
}

async fn leave(mut connection: AsyncSmtpConnection) {
    let _ = timeout(QUIT_LIMIT, connection.quit()).await;
}

/// How far a send had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Sender,
    Recipient,
    Data,
    Message,
}

/// An error in words, before anything was handed over.
fn spoken(server: &Server, error: &Error) -> Fault {
    match error.status() {
        Some(code) => judged(server, u16::from(code), &words(error), Step::Sender).0,
        None if error.is_response() => fault::unexpected(Way::Out, server, "não é um servidor SMTP"),
        None => fault::lost(Way::Out, server),
    }
}

fn refusal(server: &Server, error: &Error, step: Step) -> Outcome {
    let Some(code) = error.status() else {
        return Outcome::NotSent(fault::lost(Way::Out, server));
    };
    match judged(server, u16::from(code), &words(error), step) {
        (fault, true) => Outcome::Rejected(fault),
        (fault, false) => Outcome::NotSent(fault),
    }
}

fn words(error: &Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

/// What a reply code means at a step, and whether it is the provider's final word.
fn judged(server: &Server, code: u16, words: &str, step: Step) -> (Fault, bool) {
    let class = class(code, words, step);
    let asks_for = match class {
        Class::Transient => "O servidor de saída pediu para tentar mais tarde",
        Class::Limited => "O servidor de saída limitou os envios por agora",
        Class::Auth => "Confira o usuário e a senha: o servidor de saída não os aceitou",
        Class::Blocked => "O provedor bloqueou os envios desta conta",
        Class::Recipient => "O servidor de saída não aceitou o destinatário",
        Class::Content => "O servidor de saída não aceitou a mensagem",
        Class::Config => "O servidor de saída não aceitou o remetente",
        Class::Window => "O servidor de saída não aceita mensagens agora",
    };
    let part = if class == Class::Auth { Part::Password } else { Part::Other };
    let detail = format!("{asks_for} («{}»): {code} {}", server.host, fault::said(words));
    let fault = Fault { class, part, code: format!("smtp.{code}"), detail, retry_after: None };
    (fault, matches!(class, Class::Recipient | Class::Content | Class::Blocked))
}

/// Enhanced codes (RFC 3463) where the server gives one, else the step and the first digit.
fn class(code: u16, words: &str, step: Step) -> Class {
    let enhanced = words.split_whitespace().next().unwrap_or_default();
    let mut parts = enhanced.split('.').map(|part| part.parse::<u16>().ok());
    let enhanced = match (parts.next().flatten(), parts.next().flatten(), parts.next().flatten()) {
        (Some(_), Some(subject), Some(detail)) => Some((subject, detail)),
        _ => None,
    };
    let lower = words.to_lowercase();
    let limited = ["rate limit", "too many", "quota exceeded", "limit exceeded", "sending limit"];
    if enhanced == Some((4, 5)) || (limited.iter().any(|said| lower.contains(said)) && step != Step::Recipient) {
        return Class::Limited;
    }
    match (code / 100, enhanced) {
        (4, _) => Class::Transient,
        (_, Some((7, 8 | 9 | 30))) => Class::Auth,
        _ if code == 530 || code == 535 || code == 534 => Class::Auth,
        (_, Some((1, 0..=6 | 9 | 10) | (2, _))) if step == Step::Recipient || step == Step::Message => Class::Recipient,
        (_, Some((2, 1))) => Class::Blocked,
        (_, _) => match step {
            Step::Sender => Class::Config,
            Step::Recipient => Class::Recipient,
            Step::Data | Step::Message => Class::Content,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reply_codes_mean_what_their_step_says() {
        use Class::{Auth, Blocked, Config, Content, Limited, Recipient, Transient};
        let table = [
            (550, "5.1.1 <x@y>: Recipient address rejected: User unknown", Step::Recipient, Recipient, true),
            (550, "No such user here", Step::Recipient, Recipient, true),
            (552, "5.2.2 mailbox full", Step::Recipient, Recipient, true),
            (450, "4.2.0 greylisted", Step::Recipient, Transient, false),
            (451, "4.3.0 try again", Step::Sender, Transient, false),
            (421, "4.7.0 too many connections", Step::Sender, Limited, false),
            (550, "5.4.5 Daily user sending quota exceeded", Step::Message, Limited, false),
            (552, "5.3.4 Message size exceeds fixed limit", Step::Message, Content, true),
            (554, "5.7.1 message looks like spam", Step::Message, Content, true),
            (554, "no valid recipients", Step::Data, Content, true),
            (550, "5.1.1 unknown", Step::Message, Recipient, true),
            (553, "5.7.1 sender address rejected: not owned by user", Step::Sender, Config, false),
            (550, "5.2.1 account suspended", Step::Sender, Blocked, true),
            (530, "5.7.0 Authentication required", Step::Sender, Auth, false),
            (550, "5.7.30 Basic authentication is not supported", Step::Sender, Auth, false),
            (535, "5.7.8 Error: authentication failed", Step::Sender, Auth, false),
        ];
        let server = Server { host: "smtp.x.com".to_string(), port: 465, security: Security::Tls };
        for (code, words, step, class, rejected) in table {
            let (fault, final_word) = judged(&server, code, words, step);
            assert_eq!((fault.class, final_word), (class, rejected), "{code} {words} at {step:?}");
            assert!(fault.detail.contains(&code.to_string()), "{}", fault.detail);
        }
    }
}
