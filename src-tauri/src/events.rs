//! What changed, carried to the page and to the icon by the clock.

use api::Session;
use runtime::{Batches, Changed, Desk, Topic};
use serde_json::{Value, json};
use tauri::{AppHandle, Emitter, async_runtime};

use crate::tray;

/// Until the desk ends. The page may not be there; then only the icon hears of it.
pub async fn follow(app: AppHandle, desk: Desk) {
    let mut batches = Batches::new(desk.subscribe());
    count(&app, &desk).await;
    while let Some(batch) = batches.next().await {
        if let Err(error) = app.emit("changed", &batch) {
            tracing::warn!(%error, "the page could not be told");
        }
        if may_change_count(batch.as_ref()) {
            count(&app, &desk).await;
        }
    }
}

fn may_change_count(batch: Option<&Changed>) -> bool {
    batch.is_none_or(|batch| batch.topics.contains(&Topic::Queue) || batch.topics.contains(&Topic::Tickets))
}

async fn count(app: &AppHandle, desk: &Desk) {
    let desk = desk.clone();
    let asked = async_runtime::spawn_blocking(move || {
        api::call(&desk, &Session::of(&desk, None), "status", json!({}))
            .ok()
            .and_then(|status| status.get("waiting").and_then(Value::as_u64))
    });
    if let Ok(Some(waiting)) = asked.await {
        tray::count(app, u32::try_from(waiting).unwrap_or(u32::MAX));
    }
}
