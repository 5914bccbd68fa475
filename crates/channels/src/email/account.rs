//! The settings of a mailbox, read into what they mean. It knows the fields and their rules; it opens nothing.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::field::{Field, FieldKind, Form, choice};
use crate::{Fault, Settings};

/// A mailbox whose settings have been checked. No `Debug`: it holds the password.
#[derive(Clone)]
pub(super) struct Account {
    /// Lower-cased.
    pub(super) address: String,
    pub(super) domain: String,
    /// Shown as the sender; empty: the bare address.
    pub(super) name: String,
    pub(super) imap: Server,
    pub(super) smtp: Server,
    pub(super) username: String,
    pub(super) password: String,
    /// Certification authority of its own, PEM as typed; empty: only the system's.
    pub(super) ca_pem: String,
    /// Fixed by the settings; else asked of the server.
    pub(super) sent_folder: Option<String>,
    pub(super) append_sent: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// Encrypted from the first byte.
    Tls,
    /// Starts open and must become encrypted before anything secret is said.
    StartTls,
    /// Open; allowed only to this very machine.
    None,
}

/// Providers that file a copy of what goes out through their SMTP by themselves.
const FILES_SENT_ITSELF: [&str; 5] = ["gmail.com", "googlemail.com", "google.com", "outlook.com", "office365.com"];

pub(crate) fn fields() -> Vec<Field> {
    let security = || choice(&[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", "Nenhuma (só neste computador)")]);
    vec![
        Field::new("address", "Endereço de e-mail", FieldKind::Text).required(),
        Field::new("name", "Nome do remetente", FieldKind::Text).hint("Como o cliente vê quem escreveu."),
        Field::new("username", "Usuário", FieldKind::Text).hint("Deixe vazio para usar o endereço de e-mail."),
        Field::new("password", "Senha", FieldKind::Password)
            .required()
            .hint("Gmail e outros pedem uma senha de aplicativo."),
        Field::new("imap_host", "Servidor de entrada (IMAP)", FieldKind::Text).required(),
        Field::new("imap_port", "Porta de entrada", FieldKind::Number).default("993"),
        Field::new("imap_security", "Segurança da entrada", security()).default("tls"),
        Field::new("smtp_host", "Servidor de saída (SMTP)", FieldKind::Text).required(),
        Field::new("smtp_port", "Porta de saída", FieldKind::Number).default("465"),
        Field::new("smtp_security", "Segurança da saída", security()).default("tls"),
        Field::new("ca_pem", "Certificado da autoridade própria (PEM)", FieldKind::Multiline)
            .hint("Só para servidores da própria empresa; deixe vazio para os demais."),
        Field::new("sent_folder", "Pasta de enviados", FieldKind::Text).hint("Deixe vazio para perguntar ao servidor."),
        Field::new(
            "append_sent",
            "Guardar cópia em enviados",
            choice(&[("auto", "Automático"), ("true", "Sim"), ("false", "Não: o servidor já guarda")]),
        )
        .default("auto")
        .hint("Gmail e Outlook já guardam a cópia por conta própria."),
    ]
}

impl Account {
    pub(super) fn read(settings: &Settings, secret: &str) -> Result<Account, Fault> {
        let form = Form::check(fields(), settings)?;
        let address = form.text("address").to_lowercase();
        let domain = match address.rsplit_once('@') {
            Some((local, domain)) if is_address(&address, local, domain) => domain.to_string(),
            Some(_) | None => return Err(form.fault("address", "escreva um endereço como loja@exemplo.com.br")),
        };
        if secret.is_empty() {
            return Err(form.fault("password", "não pode ficar vazio"));
        }
        let imap = server(&form, "imap_host", "imap_port", "imap_security")?;
        let smtp = server(&form, "smtp_host", "smtp_port", "smtp_security")?;
        let ca_pem = form.text("ca_pem").to_string();
        if !ca_pem.is_empty() && authorities(&ca_pem).is_empty() {
            return Err(form.fault("ca_pem", "cole o certificado inteiro, de BEGIN CERTIFICATE a END CERTIFICATE"));
        }
        let username = form.text("username");
        Ok(Account {
            username: if username.is_empty() { address.clone() } else { username.to_string() },
            name: form.text("name").to_string(),
            append_sent: match form.text("append_sent") {
                "auto" => !files_sent_itself(&smtp.host),
                answer => answer == "true",
            },
            sent_folder: Some(form.text("sent_folder")).filter(|name| !name.is_empty()).map(str::to_string),
            password: secret.to_string(),
            address,
            domain,
            imap,
            smtp,
            ca_pem,
        })
    }
}

/// The certificates of a PEM text; empty when none can be read.
pub(super) fn authorities(pem: &str) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<Vec<_>, _>>().unwrap_or_default()
}

fn server(form: &Form<'_>, host: &str, port: &str, security: &str) -> Result<Server, Fault> {
    let server = Server {
        host: form.text(host).to_string(),
        port: form.port(port)?,
        security: match form.text(security) {
            "starttls" => Security::StartTls,
            "none" => Security::None,
            _ => Security::Tls,
        },
    };
    if server.host.contains(|c: char| c.is_whitespace() || c == '/' || c == ':') && !is_ip(&server.host) {
        return Err(form.fault(host, "escreva só o nome do servidor, sem «://» nem porta"));
    }
    if server.security == Security::None && !is_this_machine(&server.host) {
        return Err(form.fault(security, "escolha TLS ou STARTTLS, para que a senha não viaje aberta"));
    }
    Ok(server)
}

fn is_address(address: &str, local: &str, domain: &str) -> bool {
    let dotted = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
    let plain = !address.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"()".contains(c));
    !local.is_empty() && dotted && plain
}

fn is_ip(host: &str) -> bool {
    host.parse::<std::net::IpAddr>().is_ok()
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn files_sent_itself(host: &str) -> bool {
    let host = host.to_lowercase();
    FILES_SENT_ITSELF.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        let base = [
            ("address", "Loja@Exemplo.com.br"),
            ("imap_host", "imap.exemplo.com.br"),
            ("smtp_host", "smtp.exemplo.com.br"),
        ];
        base.iter().chain(pairs).map(|&(name, value)| (name.to_string(), value.to_string())).collect()
    }

    #[test]
    fn a_bad_setting_is_named() {
        let table: [(&[(&str, &str)], &str); 9] = [
            (&[("address", "loja")], "address"),
            (&[("address", "loja@exemplo")], "address"),
            (&[("address", "a b@exemplo.com")], "address"),
            (&[("imap_host", "https://imap.exemplo.com")], "imap_host"),
            (&[("imap_port", "0")], "imap_port"),
            (&[("smtp_port", "70000")], "smtp_port"),
            (&[("imap_security", "none")], "imap_security"),
            (&[("smtp_security", "none")], "smtp_security"),
            (&[("ca_pem", "-----BEGIN CERTIFICATE-----\nlixo")], "ca_pem"),
        ];
        for (pairs, bad) in table {
            let fault = Account::read(&settings(pairs), "segredo").err().map(|fault| (fault.class, fault.code));
            assert_eq!(fault, Some((crate::Class::Config, bad.to_string())), "{pairs:?}");
        }
        assert_eq!(Account::read(&settings(&[]), "").err().map(|fault| fault.code), Some("password".to_string()));
    }

    #[test]
    fn an_open_line_is_allowed_only_to_this_machine() {
        for (host, allowed) in [
            ("127.0.0.1", true),
            ("::1", true),
            ("localhost", true),
            ("10.0.0.1", false),
            ("localhost.exemplo.com", false),
        ] {
            let given = settings(&[("imap_host", host), ("imap_security", "none")]);
            assert_eq!(Account::read(&given, "segredo").is_ok(), allowed, "{host}");
        }
    }

    #[test]
    fn defaults_follow_the_address_and_the_provider() {
        let account = Account::read(&settings(&[]), "segredo").ok().unwrap();
        assert_eq!(account.username, "loja@exemplo.com.br");
        assert_eq!((account.imap.port, account.imap.security), (993, Security::Tls));
        assert_eq!((account.smtp.port, account.smtp.security), (465, Security::Tls));
        assert!(account.append_sent);
        for (host, answer, appends) in [
            ("smtp.gmail.com", "auto", false),
            ("smtp.office365.com", "", false),
            ("smtp.gmail.com", "true", true),
            ("smtp.exemplo.com.br", "false", false),
            ("notgmail.com", "auto", true),
        ] {
            let given = settings(&[("smtp_host", host), ("append_sent", answer)]);
            assert_eq!(Account::read(&given, "s").ok().unwrap().append_sent, appends, "{host} {answer}");
        }
    }
}
