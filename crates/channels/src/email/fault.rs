//! What can go wrong with a mailbox, in words for the person who connects it. Every [`Fault`] of this channel is made
//! here, so that class, part and sentence stay together. No sentence carries a password or a message's text.

use std::error::Error;

use rustls::CertificateError;

use super::account::Server;
use crate::{Class, Fault, Part};

/// Longest piece of a server's own words that is shown, in characters.
const SAID_CHARS_MAX: usize = 200;

/// Which of the two servers of a mailbox is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Way::In => "servidor de entrada",
            Way::Out => "servidor de saída",
        }
    }

    fn code(self, what: &str) -> String {
        match self {
            Way::In => format!("imap.{what}"),
            Way::Out => format!("smtp.{what}"),
        }
    }

    fn fault(self, class: Class, part: Part, what: &str, detail: String) -> Fault {
        Fault { class, part, code: self.code(what), detail, retry_after: None }
    }
}

pub(super) fn recipient_unreadable(address: &str) -> Fault {
    let detail = format!("O endereço «{address}» não é um e-mail válido.");
    Fault { class: Class::Recipient, part: Part::Other, code: "address".to_string(), detail, retry_after: None }
}

pub(super) fn sender_unreadable(address: &str) -> Fault {
    let detail = format!("O endereço da conexão, «{address}», não é um e-mail válido.");
    Fault { class: Class::Config, part: Part::Other, code: "address".to_string(), detail, retry_after: None }
}

pub(super) fn unknown_host(way: Way, server: &Server) -> Fault {
    let detail = format!("Confira o nome do {}: «{}» não foi encontrado.", way.name(), server.host);
    way.fault(Class::Transient, Part::Host, "dns", detail)
}

pub(super) fn refused(way: Way, server: &Server) -> Fault {
    let detail =
        format!("Confira o {} e a porta: «{}:{}» não aceitou a conexão.", way.name(), server.host, server.port);
    way.fault(Class::Transient, Part::Host, "refused", detail)
}

pub(super) fn silent(way: Way, server: &Server) -> Fault {
    let detail = format!(
        "Confira o {}, a porta e a segurança: «{}:{}» não respondeu a tempo.",
        way.name(),
        server.host,
        server.port
    );
    way.fault(Class::Transient, Part::Host, "timeout", detail)
}

pub(super) fn lost(way: Way, server: &Server) -> Fault {
    let detail = format!("A conexão com o {} «{}» caiu.", way.name(), server.host);
    way.fault(Class::Transient, Part::Host, "lost", detail)
}

/// The handshake failed: the certificate, when it is that, else the encryption as such.
pub(super) fn handshake(way: Way, server: &Server, error: &(dyn Error + 'static)) -> Fault {
    match rustls_error(error) {
        Some(rustls::Error::InvalidCertificate(why)) => {
            let detail = format!("Confira o certificado do {} «{}»: {}.", way.name(), server.host, certificate(why));
            way.fault(Class::Config, Part::Certificate, "certificate", detail)
        }
        Some(_) => {
            let detail = format!(
                "Confira a segurança escolhida: «{}:{}» não fala TLS nesta porta, ou fala uma versão antiga.",
                server.host, server.port
            );
            way.fault(Class::Config, Part::Certificate, "tls", detail)
        }
        None => lost(way, server),
    }
}

pub(super) fn no_starttls(way: Way, server: &Server) -> Fault {
    let detail = format!("Confira a segurança escolhida: «{}:{}» não oferece STARTTLS.", server.host, server.port);
    way.fault(Class::Config, Part::Certificate, "starttls", detail)
}

/// The server did not take the name and password.
pub(super) fn wrong_login(way: Way, server: &Server) -> Fault {
    let detail = format!("Confira o usuário e a senha: o {} «{}» não os aceitou.", way.name(), server.host);
    way.fault(Class::Auth, Part::Password, "login", detail)
}

/// IMAP has one word, NO, for a wrong password and for "not now"; only the text behind it tells.
pub(super) fn imap_login(server: &Server, words: &str) -> Fault {
    let way = Way::In;
    let lower = words.to_lowercase();
    let crowded = ["limit", "too many", "overquota", "excess"].iter().any(|word| lower.contains(word));
    let broken =
        ["unavailable", "internal error", "temporar", "try again", "later"].iter().any(|word| lower.contains(word));
    if crowded || broken {
        let detail = format!("O {} «{}» não aceita entradas agora: {}", way.name(), server.host, said(words));
        return way.fault(if crowded { Class::Limited } else { Class::Transient }, Part::Other, "login", detail);
    }
    wrong_login(way, server)
}

pub(super) fn no_password_login(way: Way, server: &Server) -> Fault {
    let detail = format!("O {} «{}» não aceita entrada com senha nesta porta.", way.name(), server.host);
    way.fault(Class::Auth, Part::Password, "mechanism", detail)
}

/// The server answered, but not with what was asked for.
pub(super) fn unexpected(way: Way, server: &Server, words: &str) -> Fault {
    let detail = format!("O {} «{}» respondeu de forma inesperada: {}", way.name(), server.host, said(words));
    way.fault(Class::Transient, Part::Other, "answer", detail)
}

pub(super) fn no_folder(folder: &str) -> Fault {
    let detail = format!("Confira o campo «Pasta de enviados»: «{folder}» não existe nesta caixa.");
    Fault { class: Class::Config, part: Part::Other, code: "sent_folder".to_string(), detail, retry_after: None }
}

/// Shortened to what a screen can show, on one line.
pub(super) fn said(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SAID_CHARS_MAX).collect()
}

/// The TLS library's own error inside layers of others.
fn rustls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<rustls::Error>() {
            return Some(found);
        }
        // An I/O error hides what it wraps from `source`.
        let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source());
    }
    None
}

fn certificate(why: &CertificateError) -> &'static str {
    use CertificateError as E;
    if matches!(why, E::UnknownIssuer) {
        "não foi assinado por uma autoridade conhecida; se for da própria empresa, cole a autoridade no campo abaixo"
    } else if matches!(why, E::NotValidForName | E::NotValidForNameContext { .. }) {
        "foi feito para outro nome de servidor"
    } else if matches!(why, E::Expired | E::ExpiredContext { .. }) {
        "está vencido"
    } else if matches!(why, E::NotValidYet | E::NotValidYetContext { .. }) {
        "ainda não vale; confira também o relógio deste computador"
    } else if matches!(why, E::Revoked) {
        "foi revogado"
    } else {
        "não é válido"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::email::account::Security;

    fn server() -> Server {
        Server { host: "mail.x.com".to_string(), port: 993, security: Security::Tls }
    }

    #[test]
    fn the_tls_library_is_found_inside_other_errors() {
        let table = [
            (
                rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer),
                "imap.certificate",
                "autoridade conhecida",
            ),
            (rustls::Error::InvalidCertificate(CertificateError::NotValidForName), "imap.certificate", "outro nome"),
            (rustls::Error::InvalidCertificate(CertificateError::Expired), "imap.certificate", "vencido"),
            (rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType), "imap.tls", "não fala TLS"),
        ];
        for (error, code, words) in table {
            let wrapped = std::io::Error::other(std::io::Error::other(error));
            let fault = handshake(Way::In, &server(), &wrapped);
            assert_eq!((fault.class, fault.part, fault.code.as_str()), (Class::Config, Part::Certificate, code));
            assert!(fault.detail.contains(words), "{}", fault.detail);
        }
        let cut = handshake(Way::In, &server(), &std::io::Error::from(std::io::ErrorKind::UnexpectedEof));
        assert_eq!((cut.class, cut.part), (Class::Transient, Part::Host));
    }

    #[test]
    fn a_refused_login_is_the_password_unless_the_server_says_not_now() {
        for (words, class, part) in [
            ("code: None, info: Some(\"[AUTHENTICATIONFAILED] Authentication failed.\")", Class::Auth, Part::Password),
            ("Invalid credentials (Failure)", Class::Auth, Part::Password),
            ("[UNAVAILABLE] Temporary authentication failure.", Class::Transient, Part::Other),
            ("code: None, info: Some(\"Internal error occurred. Refer to server log\")", Class::Transient, Part::Other),
            ("[LIMIT] Too many simultaneous connections", Class::Limited, Part::Other),
        ] {
            let fault = imap_login(&server(), words);
            assert_eq!((fault.class, fault.part), (class, part), "{words}");
        }
    }
}
