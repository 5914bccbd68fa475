//! The listener: how many may be inside, and how long each may take. Whoever connects and says nothing is the first to
//! leave when it gets full, so that idle connections cannot keep a good request out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio_io_timeout::TimeoutStream;

const CONNECTIONS_MAX: usize = 64;
const HEADER_WAIT: Duration = Duration::from_secs(5);
const HEADER_BYTES_MAX: usize = 16 * 1024;
const HEADERS_MAX: usize = 64;
/// Longest that a reader may keep an answer waiting.
const WRITE_WAIT: Duration = Duration::from_secs(10);
/// What is being answered at the end may still finish within this.
const FAREWELL_WAIT: Duration = Duration::from_secs(3);

/// Serves until `closing` turns true, then lets the answers under way finish.
pub async fn serve(listener: TcpListener, router: Router, mut closing: watch::Receiver<bool>) {
    let room = Arc::new(Room::default());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = closed(&mut closing) => break,
        };
        match accepted {
            Ok((stream, _)) => {
                if let Some(place) = room.enter() {
                    tokio::spawn(guest(stream, router.clone(), place, Arc::clone(&room), closing.clone()));
                }
            }
            // Out of file descriptors: those inside have to leave first.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    let _late = tokio::time::timeout(FAREWELL_WAIT, room.emptied()).await;
}

/// Returns once the hub is closing, or nobody is left to say so.
pub async fn closed(closing: &mut watch::Receiver<bool>) {
    let _told = closing.wait_for(|closing| *closing).await;
}

/// One connection from its first byte to its last.
async fn guest(
    stream: TcpStream,
    router: Router,
    place: Arc<Place>,
    room: Arc<Room>,
    mut closing: watch::Receiver<bool>,
) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_WAIT));
    let inside = Arc::clone(&place);
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<Incoming>| {
        let (inside, router) = (Arc::clone(&inside), router.clone());
        async move {
            inside.busy.store(true, Ordering::Relaxed);
            let answer = hyper::service::Service::call(&router, request.map(Body::new)).await;
            // A stream of changes is an answer that goes on.
            let goes_on = answer.as_ref().is_ok_and(|answer| {
                answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream")
            });
            inside.busy.store(goes_on, Ordering::Relaxed);
            answer
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_WAIT)
        .max_header_size(HEADER_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = place.leave.notified() => Ok(()),
        () = closed(&mut closing) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
    room.left(&place);
}

/// Who is inside, oldest first.
#[derive(Default)]
struct Room {
    places: Mutex<Vec<Arc<Place>>>,
    left: Notify,
}

#[derive(Default)]
struct Place {
    /// Being answered; such a one is never sent away.
    busy: AtomicBool,
    leave: Notify,
}

impl Room {
    /// A place, if need be that of the oldest who is doing nothing.
    fn enter(&self) -> Option<Arc<Place>> {
        let mut places = self.places();
        if places.len() >= CONNECTIONS_MAX {
            let idle = places.iter().position(|place| !place.busy.load(Ordering::Relaxed))?;
            places.remove(idle).leave.notify_one();
        }
        let place = Arc::new(Place::default());
        places.push(Arc::clone(&place));
        Some(place)
    }

    fn left(&self, place: &Arc<Place>) {
        self.places().retain(|other| !Arc::ptr_eq(other, place));
        self.left.notify_one();
    }

    async fn emptied(&self) {
        while !self.places().is_empty() {
            self.left.notified().await;
        }
    }

    fn places(&self) -> MutexGuard<'_, Vec<Arc<Place>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_room_sends_away_the_oldest_idle_one_and_nobody_who_is_being_answered() {
        let room = Room::default();
        let places: Vec<_> = (0..CONNECTIONS_MAX).map(|_| room.enter().unwrap()).collect();
        places[0].busy.store(true, Ordering::Relaxed);
        let newest = room.enter().unwrap();
        let inside = room.places().clone();
        assert_eq!(inside.len(), CONNECTIONS_MAX);
        assert!(Arc::ptr_eq(&inside[0], &places[0]) && Arc::ptr_eq(&inside[1], &places[2]));
        assert!(Arc::ptr_eq(inside.last().unwrap(), &newest));

        for place in inside {
            place.busy.store(true, Ordering::Relaxed);
        }
        assert!(room.enter().is_none());
    }
}
