//! Who may ask at all, before anything is looked at: a page of another origin may not, nor a name that was turned to
//! point at this computer. And what every answer carries so that a browser keeps the page shut in.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
                   connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-src 'none'; \
                   frame-ancestors 'none'";

/// The names by which this hub may be called, port included.
#[derive(Clone)]
pub struct Names(Vec<String>);

impl Names {
    #[must_use]
    pub fn new(port: u16, more: &[String]) -> Self {
        let mut names: Vec<String> = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")).into();
        for name in more {
            names.push(name.clone());
            names.push(format!("{name}:{port}"));
        }
        Names(names)
    }

    fn has(&self, host: &str) -> bool {
        self.0.iter().any(|name| name.eq_ignore_ascii_case(host))
    }

    /// A request names exactly one host, ours; and if a page sent it, that page is ours too.
    fn allow(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        let host_is_ours = hosts.next().is_none() && host.is_some_and(|host| self.has(host));
        let origin_is_ours = headers.get_all(header::ORIGIN).iter().all(|origin| {
            let origin = origin.to_str().unwrap_or_default();
            let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            host.is_some_and(|host| self.has(host))
        });
        host_is_ours && origin_is_ours
    }
}

pub async fn guard(State(names): State<Names>, request: Request, next: Next) -> Response {
    let mut answer = if names.allow(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "Este endereço não pode chamar o Retorno.\n").into_response()
    };
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_name_and_our_own_page_are_let_in() {
        let names = Names::new(7878, &["casa.local".to_owned()]);
        let table: &[(&[&str], &[&str], bool)] = &[
            (&["127.0.0.1:7878"], &[], true),
            (&["LOCALHOST:7878"], &["http://localhost:7878"], true),
            (&["[::1]:7878"], &[], true),
            (&["casa.local"], &["https://casa.local"], true),
            (&[], &[], false),
            (&["127.0.0.1"], &[], false),
            (&["evil.example:7878"], &[], false),
            (&["127.0.0.1:7878", "evil.example"], &[], false),
            (&["127.0.0.1:7878"], &["http://evil.example"], false),
            (&["127.0.0.1:7878"], &["http://127.0.0.1:9999"], false),
            (&["127.0.0.1:7878"], &["null"], false),
            (&["127.0.0.1:7878"], &[""], false),
            (&["127.0.0.1:7878"], &["http://127.0.0.1:7878", "http://evil.example"], false),
        ];
        for (hosts, origins, allowed) in table {
            let mut headers = HeaderMap::new();
            for host in *hosts {
                headers.append(header::HOST, HeaderValue::from_static(host));
            }
            for origin in *origins {
                headers.append(header::ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(names.allow(&headers), *allowed, "{hosts:?} {origins:?}");
        }
    }
}
