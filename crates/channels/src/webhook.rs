//! "Chamar webhook": one POST of JSON to an address a supervisor typed. No redirects, no answer read: 2xx is yes.

use std::sync::OnceLock;
use std::time::Duration;

use crate::{Class, Fault, Part};

/// Longest connect and longest whole call.
const CONNECT_MAX: Duration = Duration::from_secs(5);
const CALL_MAX: Duration = Duration::from_secs(15);

/// Posts `body`.
///
/// # Errors
/// The address does not answer, or not with 2xx.
pub async fn post(url: &str, body: &str) -> Result<(), Fault> {
    let client = client().map_err(|error| fault("client", &error))?;
    let sent = client
        .post(url)
        .header("content-type", "application/json")
        .header("user-agent", concat!("Retorno/", env!("CARGO_PKG_VERSION")))
        .body(body.to_owned())
        .send()
        .await
        // The address may carry a token; it stays out of errors.
        .map_err(|error| fault("http", &error.without_url().to_string()))?;
    let status = sent.status();
    if status.is_success() { Ok(()) } else { Err(fault("status", &format!("o endereço respondeu {status}"))) }
}

fn client() -> Result<&'static reqwest::Client, String> {
    static CLIENT: OnceLock<Result<reqwest::Client, String>> = OnceLock::new();
    let made = CLIENT.get_or_init(|| {
        let mut roots = rustls::RootCertStore::empty();
        for certificate in rustls_native_certs::load_native_certs().certs {
            // A root this machine keeps and rustls cannot read is one fewer to trust.
            let _ = roots.add(certificate);
        }
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_MAX)
            .timeout(CALL_MAX)
            .build()
            .map_err(|error| error.to_string())
    });
    made.as_ref().map_err(Clone::clone)
}

fn fault(code: &str, detail: &str) -> Fault {
    Fault {
        class: Class::Transient,
        part: Part::Host,
        code: code.to_owned(),
        detail: format!("Não foi possível chamar o webhook: {detail}."),
        retry_after: None,
    }
}
