//! What changed, carried to the window and to the icon by the clock.

use std::sync::Arc;

use api::Session;
use runtime::{Batches, Changed, Desk, Topic};
use serde_json::{Value, json};

use crate::{Program, tray};

/// Until the desk ends. There may be no window; then only the icon hears of it.
pub async fn follow(program: Arc<Program>, desk: Desk) {
    let mut batches = Batches::new(desk.subscribe());
    count(&program, &desk).await;
    while let Some(batch) = batches.next().await {
        program.window.changed(batch.as_ref());
        if may_change_count(batch.as_ref()) {
            count(&program, &desk).await;
        }
    }
}

fn may_change_count(batch: Option<&Changed>) -> bool {
    batch.is_none_or(|batch| batch.topics.contains(&Topic::Queue) || batch.topics.contains(&Topic::Tickets))
}

async fn count(program: &Arc<Program>, desk: &Desk) {
    let (program, desk) = (program.clone(), desk.clone());
    let asked = tokio::task::spawn_blocking(move || {
        let Ok(status) = api::call(&desk, &Session::of(&desk, None), "status", json!({})) else { return };
        if let Some(waiting) = status.get("waiting").and_then(Value::as_u64) {
            tray::count(&program, u32::try_from(waiting).unwrap_or(u32::MAX));
        }
    });
    if let Err(broken) = asked.await {
        tracing::error!(%broken, "who waits could not be counted");
    }
}
