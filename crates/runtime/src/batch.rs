//! Changes as a screen wants to hear them: those that come close together as one, and "perhaps everything" instead of
//! a long list or of what a slow listener missed.

use std::time::Duration;

use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::change::Changed;

/// How long the first change of a batch waits for company; too short for the eye.
const GATHER: Duration = Duration::from_millis(50);
/// A batch that names more tickets than fit on a screen names none.
const TICKETS_MAX: usize = 500;

/// A subscription, in batches.
pub struct Batches(Receiver<Changed>);

impl Batches {
    #[must_use]
    pub fn new(changes: Receiver<Changed>) -> Self {
        Batches(changes)
    }

    /// The next batch; `Some(None)` is "perhaps everything", and `None` the end.
    pub async fn next(&mut self) -> Option<Option<Changed>> {
        let mut batch = match self.0.recv().await {
            Ok(change) => Some(change),
            Err(RecvError::Lagged(_)) => None,
            Err(RecvError::Closed) => return None,
        };
        let gathered = tokio::time::sleep(GATHER);
        let mut gathered = std::pin::pin!(gathered);
        loop {
            let more = tokio::select! {
                more = self.0.recv() => more,
                () = gathered.as_mut() => break,
            };
            match more {
                Ok(change) => {
                    if let Some(batch) = &mut batch {
                        batch.merge(change);
                    }
                }
                Err(RecvError::Lagged(_)) => batch = None,
                Err(RecvError::Closed) => break,
            }
        }
        Some(batch.filter(|batch| batch.tickets.len() <= TICKETS_MAX))
    }
}

#[cfg(test)]
mod tests {
    use engine::TicketId;
    use tokio::sync::broadcast;

    use super::*;
    use crate::change::Topic;

    fn of(topic: Topic, ticket: i64) -> Changed {
        let mut changed = Changed::default();
        changed.touch(topic);
        changed.ticket(TicketId(ticket));
        changed
    }

    /// What a listener hears of these, when the sender then goes away.
    async fn heard(kept: usize, changes: impl IntoIterator<Item = Changed>) -> Vec<Option<Changed>> {
        let (say, hear) = broadcast::channel(kept);
        for change in changes {
            say.send(change).unwrap();
        }
        drop(say);
        let (mut batches, mut heard) = (Batches::new(hear), Vec::new());
        while let Some(batch) = batches.next().await {
            heard.push(batch);
        }
        heard
    }

    #[tokio::test]
    async fn changes_close_together_are_one() {
        let mut both = of(Topic::Queue, 1);
        both.merge(of(Topic::Rules, 2));
        assert_eq!(heard(8, [of(Topic::Queue, 1), of(Topic::Rules, 2)]).await, [Some(both)]);
        assert!(heard(8, []).await.is_empty());
    }

    #[tokio::test]
    async fn what_was_missed_or_is_too_long_to_name_is_perhaps_everything() {
        assert_eq!(heard(2, (1..=5).map(|id| of(Topic::Queue, id))).await, [None]);
        let many = i64::try_from(TICKETS_MAX).unwrap() + 1;
        assert_eq!(heard(1024, (1..=many).map(|id| of(Topic::Queue, id))).await, [None]);
    }
}
