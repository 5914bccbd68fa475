//! Which process the window is, and what its end means. Decides only; `window.rs` starts, tells and listens.

use std::io::Write;
use std::sync::{Arc, Mutex};

/// Our end of the pipe to one window. The window ends when it is dropped.
pub type Pipe = Arc<Mutex<Box<dyn Write + Send>>>;

/// The window over the whole run of the program.
#[derive(Default)]
pub struct Life {
    running: Option<Running>,
    /// The place in the page where the window was last seen.
    place: Option<String>,
    started: u64,
    closed: u64,
    /// It died and was opened anew, and nobody has asked for it or closed it since.
    mourned: bool,
    /// The program is ending: no window comes any more.
    over: bool,
}

struct Running {
    nth: u64,
    pipe: Pipe,
    /// Closed by the person and kept, hidden.
    kept: bool,
}

/// What brings the window up.
pub enum Wanted {
    /// There is one: it only needs to be told.
    Tell(Pipe),
    /// There is none: one must be started, at this place.
    Start(Option<String>),
    Nothing,
}

/// What is to be done about a window that ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// It was to end.
    Expected,
    /// It died: it comes back once, at this place.
    Again(Option<String>),
    /// It died right after that. The person can still ask for it.
    Enough,
}

impl Life {
    /// Somebody wants to see the window, at a place or where it was.
    pub fn wanted(&mut self, path: Option<&str>) -> Wanted {
        self.mourned = false;
        if self.over {
            return Wanted::Nothing;
        }
        if let Some(path) = path {
            self.place = Some(path.to_owned());
        }
        match &mut self.running {
            Some(running) => {
                running.kept = false;
                Wanted::Tell(running.pipe.clone())
            }
            None => Wanted::Start(self.place.clone()),
        }
    }

    /// A window was started; gives back its number.
    pub fn begun(&mut self, pipe: Pipe) -> u64 {
        self.started += 1;
        self.running = Some(Running { nth: self.started, pipe, kept: false });
        self.started
    }

    /// Where this window is now; gives back the pipe to it, unless it was let go.
    pub fn seen(&mut self, nth: u64, place: Option<String>) -> Option<Pipe> {
        let running = self.running.as_ref().filter(|running| running.nth == nth)?;
        if place.is_some() {
            self.place = place;
        }
        Some(running.pipe.clone())
    }

    /// The person closed it; gives back which closing that was, for [`Life::enough`].
    pub fn closed(&mut self, nth: u64) -> Option<u64> {
        let running = self.running.as_mut().filter(|running| running.nth == nth)?;
        running.kept = true;
        self.mourned = false;
        self.closed += 1;
        Some(self.closed)
    }

    /// It was kept long enough: ends it, unless it has been wanted since that closing.
    pub fn enough(&mut self, closing: u64) {
        if closing == self.closed {
            self.running.take_if(|running| running.kept);
        }
    }

    /// The process of this window is gone.
    pub fn gone(&mut self, nth: u64) -> End {
        let Some(running) = self.running.take_if(|running| running.nth == nth) else { return End::Expected };
        if running.kept || self.over {
            return End::Expected;
        }
        if std::mem::replace(&mut self.mourned, true) { End::Enough } else { End::Again(self.place.clone()) }
    }

    /// Who hears of changes, hidden or not.
    pub fn pipe(&self) -> Option<Pipe> {
        self.running.as_ref().map(|running| running.pipe.clone())
    }

    /// The program ends, and the window with it.
    pub fn over(&mut self) {
        self.over = true;
        self.running = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(life: &mut Life) -> u64 {
        life.begun(Arc::new(Mutex::new(Box::new(std::io::sink()))))
    }

    fn starts_at(life: &mut Life, path: Option<&str>) -> Option<Option<String>> {
        match life.wanted(path) {
            Wanted::Start(place) => Some(place),
            Wanted::Tell(_) | Wanted::Nothing => None,
        }
    }

    #[test]
    fn a_window_that_was_closed_is_told_while_it_is_kept_and_started_at_its_place_afterwards() {
        let mut life = Life::default();
        assert_eq!(starts_at(&mut life, None), Some(None));
        let nth = begin(&mut life);
        life.seen(nth, Some("/painel".into()));
        let closing = life.closed(nth).expect("it was open");
        assert!(matches!(life.wanted(None), Wanted::Tell(_)), "it is still there, hidden");
        life.enough(closing);
        assert!(life.pipe().is_some(), "it was wanted since");
        let closing = life.closed(nth).expect("it was open");
        life.enough(closing);
        assert!(life.pipe().is_none());
        assert_eq!(life.gone(nth), End::Expected);
        assert_eq!(starts_at(&mut life, None), Some(Some("/painel".into())));
    }

    #[test]
    fn the_end_of_an_old_keep_does_not_end_a_new_one() {
        let mut life = Life::default();
        let nth = begin(&mut life);
        let first = life.closed(nth).expect("it was open");
        life.wanted(None);
        life.closed(nth);
        life.enough(first);
        assert!(life.pipe().is_some());
    }

    #[test]
    fn a_window_that_died_comes_back_once_at_its_place() {
        let mut life = Life::default();
        let first = begin(&mut life);
        life.seen(first, Some("/etiquetas".into()));
        assert_eq!(life.gone(first), End::Again(Some("/etiquetas".into())));
        let second = begin(&mut life);
        assert_eq!(life.gone(second), End::Enough);
        assert_eq!(starts_at(&mut life, Some("/atendimento/1")), Some(Some("/atendimento/1".into())));
        let third = begin(&mut life);
        assert_eq!(life.gone(third), End::Again(Some("/atendimento/1".into())), "somebody asked for it since");
    }

    #[test]
    fn a_kept_window_and_one_of_an_ended_program_are_not_missed() {
        let mut life = Life::default();
        let kept = begin(&mut life);
        life.closed(kept);
        assert_eq!(life.gone(kept), End::Expected);
        let last = begin(&mut life);
        life.over();
        assert_eq!(life.gone(last), End::Expected);
        assert!(matches!(life.wanted(None), Wanted::Nothing));
    }

    #[test]
    fn words_of_a_window_that_was_let_go_concern_no_other() {
        let mut life = Life::default();
        let old = begin(&mut life);
        let closing = life.closed(old).expect("it was open");
        life.enough(closing);
        begin(&mut life);
        assert!(life.seen(old, Some("/painel".into())).is_none(), "it is answered no more");
        assert_eq!((life.closed(old), life.gone(old)), (None, End::Expected));
        assert!(life.pipe().is_some());
    }
}
