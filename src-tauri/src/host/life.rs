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
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It has made no window yet and waits to be told where.
    Ready,
    Open,
    /// Closed by the person and kept, hidden.
    Kept,
}

/// What brings the window up.
pub enum Wanted {
    /// There is a process for it: it only needs to be told, with this place if there is one.
    Tell(Pipe, Option<String>),
    /// There is none: one must be started and then brought up ([`Life::up`]).
    Start,
    Nothing,
}

/// What is to be done about a window that ended.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// It was to end, or nobody has missed it.
    Expected,
    /// It was hidden, and what it used is free again: a ready one takes its place, so that the next wish finds it.
    Ready,
    /// It died: it comes back once, at its place.
    Again,
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
        let Some(running) = &mut self.running else { return Wanted::Start };
        let place = match std::mem::replace(&mut running.state, State::Open) {
            State::Ready => self.place.clone(),
            State::Open | State::Kept => path.map(str::to_owned),
        };
        Wanted::Tell(running.pipe.clone(), place)
    }

    /// The process that was just started is to be the window: gives back the pipe to it, and its place.
    pub fn up(&mut self) -> Option<(Pipe, Option<String>)> {
        let running = self.running.as_mut()?;
        running.state = State::Open;
        Some((running.pipe.clone(), self.place.clone()))
    }

    /// There is no process that could be told, and one may be started.
    pub fn lacks(&self) -> bool {
        self.running.is_none() && !self.over
    }

    /// A process was started, and is ready; gives back its number.
    pub fn begun(&mut self, pipe: Pipe) -> u64 {
        self.started += 1;
        self.running = Some(Running { nth: self.started, pipe, state: State::Ready });
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
        running.state = State::Kept;
        self.mourned = false;
        self.closed += 1;
        Some(self.closed)
    }

    /// It was kept long enough: ends it, unless it has been wanted since that closing.
    pub fn enough(&mut self, closing: u64) {
        if closing == self.closed {
            self.running.take_if(|running| running.state == State::Kept);
        }
    }

    /// The process of this window is gone.
    pub fn gone(&mut self, nth: u64) -> End {
        let was = match self.running.take_if(|running| running.nth == nth) {
            Some(running) => running.state,
            // It was let go, and another may have come since.
            None if self.lacks() => State::Kept,
            None => return End::Expected,
        };
        match was {
            // What ended it, while nobody used it, would end the next one as well. The next wish starts one from nothing.
            State::Ready => End::Expected,
            State::Kept => End::Ready,
            State::Open if std::mem::replace(&mut self.mourned, true) => End::Enough,
            State::Open => End::Again,
        }
    }

    /// Who hears of changes, hidden or not. A ready one has no page yet that could be stale.
    pub fn pipe(&self) -> Option<Pipe> {
        let running = self.running.as_ref()?;
        match running.state {
            State::Ready => None,
            State::Open | State::Kept => Some(running.pipe.clone()),
        }
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

    fn ready(life: &mut Life) -> u64 {
        life.begun(Arc::new(Mutex::new(Box::new(std::io::sink()))))
    }

    /// One that was started because it was wanted; gives back where it opened, too.
    fn begin(life: &mut Life) -> (u64, Option<String>) {
        let nth = ready(life);
        (nth, life.up().expect("it was started").1)
    }

    /// A word in short: what is told, a start, or nothing.
    fn wanted(life: &mut Life, path: Option<&str>) -> String {
        match life.wanted(path) {
            Wanted::Tell(_, place) => format!("tell {}", place.as_deref().unwrap_or("-")),
            Wanted::Start => "start".into(),
            Wanted::Nothing => "nothing".into(),
        }
    }

    /// A life whose window was open at "/painel", in this state and with its number.
    fn life(state: State) -> (Life, u64) {
        let mut life = Life::default();
        let (open, _) = begin(&mut life);
        life.seen(open, Some("/painel".into()));
        if state == State::Open {
            return (life, open);
        }
        let closing = life.closed(open).expect("it was open");
        if state == State::Kept {
            return (life, open);
        }
        life.enough(closing);
        assert_eq!(life.gone(open), End::Ready);
        let nth = ready(&mut life);
        (life, nth)
    }

    #[test]
    fn what_a_wish_and_an_end_come_to_in_every_state() {
        let table = [
            // In this state: a wish; one with a path; its end; its end while the program ends; whether it hears of changes.
            (State::Ready, "tell /painel", "tell /x", End::Expected, End::Expected, false),
            (State::Open, "tell -", "tell /x", End::Again, End::Expected, true),
            (State::Kept, "tell -", "tell /x", End::Ready, End::Expected, true),
        ];
        for (state, wish, with_path, end, last, hears) in table {
            let (mut one, nth) = life(state);
            assert_eq!((one.pipe().is_some(), one.lacks()), (hears, false), "{state:?}");
            assert_eq!(one.gone(nth), end, "{state:?}");
            assert_eq!((wanted(&mut one, None), one.lacks()), ("start".into(), true), "{state:?}");
            assert_eq!(begin(&mut one).1.as_deref(), Some("/painel"), "{state:?}");
            assert_eq!(wanted(&mut life(state).0, None), wish);
            assert_eq!(wanted(&mut life(state).0, Some("/x")), with_path);
            let (mut ending, nth) = life(state);
            ending.over();
            assert_eq!((ending.gone(nth), ending.lacks(), ending.pipe().is_none()), (last, false, true), "{state:?}");
            assert_eq!(wanted(&mut ending, None), "nothing");
        }
    }

    #[test]
    fn a_window_that_was_closed_is_told_while_it_is_kept_and_a_ready_one_comes_up_at_its_place_afterwards() {
        let mut life = Life::default();
        assert_eq!(wanted(&mut life, None), "start");
        let (nth, place) = begin(&mut life);
        assert_eq!(place, None);
        life.seen(nth, Some("/painel".into()));
        let closing = life.closed(nth).expect("it was open");
        assert_eq!(wanted(&mut life, None), "tell -", "it is still there, hidden, at its place");
        life.enough(closing);
        assert!(life.pipe().is_some(), "it was wanted since");
        let closing = life.closed(nth).expect("it was open");
        life.enough(closing);
        assert!(life.pipe().is_none());
        assert_eq!(life.gone(nth), End::Ready);
        ready(&mut life);
        assert_eq!(wanted(&mut life, None), "tell /painel");
        assert_eq!(wanted(&mut life, None), "tell -", "it is there, or on its way");
    }

    #[test]
    fn a_window_that_is_wanted_before_the_old_one_has_ended_leaves_no_place_for_a_ready_one() {
        let (mut life, old) = life(State::Kept);
        life.enough(1);
        assert_eq!(wanted(&mut life, None), "start");
        assert_eq!(begin(&mut life).1.as_deref(), Some("/painel"));
        assert_eq!(life.gone(old), End::Expected);
        assert!(life.pipe().is_some());
    }

    #[test]
    fn a_ready_one_that_died_on_its_way_up_is_a_window_that_died() {
        let (mut life, nth) = life(State::Ready);
        assert_eq!(wanted(&mut life, Some("/atendimento/1")), "tell /atendimento/1");
        assert_eq!(life.gone(nth), End::Again);
        let (second, place) = begin(&mut life);
        assert_eq!(place.as_deref(), Some("/atendimento/1"));
        assert_eq!(life.gone(second), End::Enough);
    }

    #[test]
    fn the_end_of_an_old_keep_does_not_end_a_new_one() {
        let mut life = Life::default();
        let (nth, _) = begin(&mut life);
        let first = life.closed(nth).expect("it was open");
        life.wanted(None);
        life.closed(nth);
        life.enough(first);
        assert!(life.pipe().is_some());
    }

    #[test]
    fn a_window_that_died_comes_back_once_at_its_place() {
        let mut life = Life::default();
        let (first, _) = begin(&mut life);
        life.seen(first, Some("/etiquetas".into()));
        assert_eq!(life.gone(first), End::Again);
        let (second, place) = begin(&mut life);
        assert_eq!(place.as_deref(), Some("/etiquetas"));
        assert_eq!(life.gone(second), End::Enough);
        assert_eq!(wanted(&mut life, Some("/atendimento/1")), "start");
        let (third, place) = begin(&mut life);
        assert_eq!(place.as_deref(), Some("/atendimento/1"));
        assert_eq!(life.gone(third), End::Again, "somebody asked for it since");
    }

    #[test]
    fn words_of_a_window_that_was_let_go_concern_no_other() {
        let mut life = Life::default();
        let (old, _) = begin(&mut life);
        let closing = life.closed(old).expect("it was open");
        life.enough(closing);
        begin(&mut life);
        assert!(life.seen(old, Some("/painel".into())).is_none(), "it is answered no more");
        assert_eq!((life.closed(old), life.gone(old)), (None, End::Expected));
        assert!(life.pipe().is_some());
    }
}
