//! The one command of the page and its way to the program: a call goes out with a number, and its answer comes back with
//! the same one, in whatever order. Which commands there are, and who may call them, is decided there.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use retorno_wire::{Broken, Call, Reply, ToHost, ToWindow, read, write};
use serde_json::{Value, json};
use tauri::ipc::Response;
use tauri::{AppHandle, Emitter, Manager, State};
use tokio::sync::oneshot;

use crate::page;

/// Longest for a window that was told to end. One that is stuck is ended by force.
const ENDING_MAX: Duration = Duration::from_secs(3);

/// Our end of the pipe to the program, and who waits for what.
pub struct Line {
    to_host: Mutex<Box<dyn Write + Send>>,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    last: u64,
    calls: BTreeMap<u64, oneshot::Sender<Reply>>,
}

impl Line {
    pub fn new(to_host: impl Write + Send + 'static) -> Self {
        Line { to_host: Mutex::new(Box::new(to_host)), waiting: Mutex::default() }
    }

    /// Sends a call whose number is chosen here.
    fn ask(&self, mut call: Call) -> Result<oneshot::Receiver<Reply>, Broken> {
        let (answer, answered) = oneshot::channel();
        {
            let mut waiting = locked(&self.waiting);
            waiting.last += 1;
            call.id = waiting.last;
            waiting.calls.insert(call.id, answer);
        }
        let id = call.id;
        self.tell(&ToHost::Call(call)).inspect_err(|_| drop(locked(&self.waiting).calls.remove(&id)))?;
        Ok(answered)
    }

    /// Gives an answer to who waits for it; the page may have gone to another document meanwhile.
    fn answer(&self, id: u64, reply: Reply) {
        if let Some(waiting) = locked(&self.waiting).calls.remove(&id) {
            let _gone = waiting.send(reply);
        }
    }

    /// Says something to the program.
    ///
    /// # Errors
    /// It is too long, or the program is gone.
    pub fn tell(&self, frame: &ToHost) -> Result<(), Broken> {
        write(&mut *locked(&self.to_host), frame)
    }
}

/// Calls `command` with `args` as the profile chosen in the page, from where the page is.
#[tauri::command]
pub async fn call(
    line: State<'_, Line>,
    command: String,
    args: Value,
    profile: Option<i64>,
    place: Option<String>,
) -> Result<Response, Value> {
    let asked = line.ask(Call { id: 0, command, args, profile, place });
    let answered = match asked {
        Ok(answered) => answered.await,
        Err(Broken::TooLong(_)) => return Err(refusal("invalid", "Isso é grande demais para ser feito de uma vez.")),
        Err(Broken::Pipe(_) | Broken::Json(_)) => return Err(refusal("unavailable", "O Retorno está encerrando.")),
    };
    match answered {
        Ok(Ok(reply)) => Ok(Response::new(reply.get().to_owned())),
        Ok(Err(failure)) => Err(serde_json::from_str(failure.get()).unwrap_or(Value::Null)),
        Err(_ended) => Err(refusal("unavailable", "O Retorno está encerrando.")),
    }
}

fn refusal(code: &str, message: &str) -> Value {
    json!({ "code": code, "message": message, "field": null, "problems": [] })
}

/// Does what the program says until it is gone, and ends with it.
pub fn follow(app: &AppHandle, mut from_host: impl std::io::Read) {
    loop {
        match read(&mut from_host) {
            Ok(Some(ToWindow::Answer { id, reply })) => app.state::<Line>().answer(id, reply),
            Ok(Some(ToWindow::Changed(batch))) => {
                if let Err(error) = app.emit("changed", &batch) {
                    tracing::warn!(%error, "the page could not be told");
                }
            }
            Ok(Some(ToWindow::Open { path })) => page::open(app, path),
            Ok(None) => break,
            Err(error) => {
                tracing::error!(%error, "the program could not be understood");
                break;
            }
        }
    }
    page::end(app);
    std::thread::sleep(ENDING_MAX);
    std::process::exit(1);
}

fn locked<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io::pipe;

    use serde_json::value::to_raw_value;

    use super::*;

    fn call(command: &str) -> Call {
        Call { id: 0, command: command.into(), args: json!({}), profile: None, place: None }
    }

    #[test]
    fn answers_find_their_calls_in_whatever_order_they_come() {
        let (mut host, to_host) = pipe().expect("a system has pipes");
        let line = Line::new(to_host);
        let asked = ["board", "status", "ticket"].map(|command| line.ask(call(command)).expect("the pipe is open"));
        let mut calls = Vec::new();
        for _ in &asked {
            let Some(ToHost::Call(call)) = read(&mut host).expect("it was written whole") else {
                panic!("only calls were sent");
            };
            calls.push(call);
        }
        for call in calls.iter().rev() {
            line.answer(call.id, Ok(to_raw_value(&call.command).expect("a text is JSON")));
        }
        let told =
            asked.map(|answer| answer.blocking_recv().expect("it was answered").expect("with a reply").to_string());
        assert_eq!(told, [r#""board""#, r#""status""#, r#""ticket""#]);
        assert!(locked(&line.waiting).calls.is_empty());
    }

    #[test]
    fn an_answer_nobody_waits_for_disturbs_no_other() {
        let line = Line::new(std::io::sink());
        let asked = line.ask(call("board")).expect("a sink takes all");
        line.answer(99, Ok(to_raw_value("no").expect("a text is JSON")));
        line.answer(1, Ok(to_raw_value("yes").expect("a text is JSON")));
        assert_eq!(asked.blocking_recv().expect("it was answered").expect("with a reply").get(), r#""yes""#);
    }

    #[test]
    fn a_call_that_cannot_be_sent_is_not_waited_for() {
        let (host, to_host) = pipe().expect("a system has pipes");
        let line = Line::new(to_host);
        drop(host);
        assert!(matches!(line.ask(call("board")), Err(Broken::Pipe(_))));
        let long = Call { args: Value::String("a".repeat(retorno_wire::FRAME_BYTES_MAX)), ..call("board") };
        assert!(matches!(line.ask(long), Err(Broken::TooLong(_))));
        assert!(locked(&line.waiting).calls.is_empty());
    }
}
