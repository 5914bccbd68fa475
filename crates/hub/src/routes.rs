//! What can be asked over HTTP: the one table of commands, the stream of changes, the health, the description of it all
//! and the page. Everything but the last three wants the token. GET changes nothing.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use api::{Code, Failure, Session};
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::Stream;
use runtime::Desk;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::door::closed;
use crate::guard::{Names, guard};
use crate::page::Page;
use crate::token::Token;

const BODY_BYTES_MAX: usize = 1024 * 1024;
/// For the whole body, however slowly it comes.
const BODY_WAIT: Duration = Duration::from_secs(10);
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Who asks; without it, the first supervisor.
const PROFILE: &str = "retorno-profile";

/// What every answer is made from.
pub struct Hub {
    pub desk: Desk,
    pub token: Token,
    pub page: Page,
    pub closing: watch::Receiver<bool>,
}

pub fn router(hub: Arc<Hub>, names: Names) -> Router {
    Router::new()
        .route("/api/events", get(events))
        .route("/api/{command}", post(call))
        .layer(from_fn_with_state(Arc::clone(&hub), with_token))
        .route("/health", get(health))
        .route("/openapi.json", get(|| async { Json(api::openapi()) }))
        .fallback(page)
        .with_state(hub)
        .layer(from_fn_with_state(names, guard))
}

/// Nothing of a request is read before it has shown the token.
async fn with_token(State(hub): State<Arc<Hub>>, request: Request, next: Next) -> Response {
    let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let fits = shown.and_then(|shown| shown.strip_prefix("Bearer ")).is_some_and(|token| hub.token.fits(token));
    if fits {
        return next.run(request).await;
    }
    let said = "Informe o token de acesso que o retorno-hub mostrou na primeira vez que foi iniciado.";
    let mut answer = refused(StatusCode::UNAUTHORIZED, Code::Forbidden, said);
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
    answer
}

async fn call(State(hub): State<Arc<Hub>>, Path(command): Path<String>, headers: HeaderMap, body: Body) -> Response {
    let Some(session) = session(&hub.desk, &headers) else {
        return refused(StatusCode::BAD_REQUEST, Code::Invalid, "Informe o perfil como um número.");
    };
    let args = match args(&headers, body).await {
        Ok(args) => args,
        Err(answer) => return answer,
    };
    let desk = hub.desk.clone();
    let called = tokio::task::spawn_blocking(move || api::call(&desk, &session, &command, args)).await;
    match called {
        Ok(Ok(reply)) => Json(reply).into_response(),
        Ok(Err(failure)) => (status(failure.code), Json(failure)).into_response(),
        Err(panicked) => {
            tracing::error!(%panicked, "a command broke");
            let said = "O Retorno encontrou um defeito ao fazer isso. Nada foi mudado pela metade; tente de novo.";
            refused(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, said)
        }
    }
}

async fn args(headers: &HeaderMap, body: Body) -> Result<Value, Response> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    // The other kinds are those that a foreign page can send without asking.
    if !kind.eq_ignore_ascii_case("application/json") {
        let said = "Envie os argumentos como application/json.";
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::Invalid, said));
    }
    let too_large = || {
        let said = format!("Envie no máximo {BODY_BYTES_MAX} bytes por pedido.");
        refused(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge, &said)
    };
    let told = headers.get(header::CONTENT_LENGTH).and_then(|told| told.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|told| told > BODY_BYTES_MAX) {
        return Err(too_large());
    }
    let bytes: Bytes = match tokio::time::timeout(BODY_WAIT, axum::body::to_bytes(body, BODY_BYTES_MAX)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => return Err(too_large()),
        Err(_) => {
            let said = "O pedido demorou demais para chegar inteiro.";
            return Err(refused(StatusCode::REQUEST_TIMEOUT, Code::Unavailable, said));
        }
    };
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(&bytes)
        .map_err(|error| refused(StatusCode::BAD_REQUEST, Code::Invalid, &format!("Envie JSON válido: {error}.")))
}

/// `None` if a profile was named that cannot be one.
fn session(desk: &Desk, headers: &HeaderMap) -> Option<Session> {
    let Some(profile) = headers.get(PROFILE) else { return Some(Session::of(desk, None)) };
    let id = profile.to_str().ok()?.parse().ok()?;
    Some(Session::of(desk, Some(id)))
}

/// What became stale, as it happens; `null` means perhaps everything.
async fn events(State(hub): State<Arc<Hub>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = runtime::Batches::new(hub.desk.subscribe());
    let closing = hub.closing.clone();
    let stream = futures::stream::unfold((changes, closing), |(mut changes, mut closing)| async move {
        let batch = tokio::select! {
            batch = changes.next() => batch?,
            () = closed(&mut closing) => return None,
        };
        let event = Event::default().event("changed").json_data(&batch).ok()?;
        Some((Ok(event), (changes, closing)))
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

/// Whether the desk works; says nothing about what is in it.
async fn health(State(hub): State<Arc<Hub>>) -> Response {
    let status = hub.desk.status();
    let (code, state) = match status.problem {
        None => (StatusCode::OK, "ok"),
        Some(_) => (StatusCode::SERVICE_UNAVAILABLE, "trouble"),
    };
    // A wrong clock is no reason to start the program anew: only a person can set it.
    let ahead = status.doubt.map(|doubt| doubt.ahead.0 / 1_000);
    let said = json!({ "status": state, "version": env!("CARGO_PKG_VERSION"), "clock_ahead_seconds": ahead });
    (code, Json(said)).into_response()
}

async fn page(State(hub): State<Arc<Hub>>, request: Request) -> Response {
    if request.method() != axum::http::Method::GET && request.method() != axum::http::Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    hub.page.answer(Uri::path(request.uri()))
}

fn refused(status: StatusCode, code: Code, message: &str) -> Response {
    let failure = Failure { code, message: message.to_owned(), field: None, problems: Vec::new() };
    (status, Json(failure)).into_response()
}

fn status(code: Code) -> StatusCode {
    match code {
        Code::NotFound | Code::UnknownCommand => StatusCode::NOT_FOUND,
        Code::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::Conflict => StatusCode::CONFLICT,
        Code::Unavailable | Code::Damaged => StatusCode::SERVICE_UNAVAILABLE,
        Code::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
