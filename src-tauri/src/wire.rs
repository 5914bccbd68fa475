//! What passes between the program and its window, which is a process of its own: frames over the two pipes the window is
//! started with. A frame is four bytes of length, the lowest first, and so many bytes of JSON. The end of a pipe between
//! two frames says that the other side is gone. Nothing here knows what a call asks for.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// The longest frame. An import or an export of ten million bytes fits even if every one of them is written as `\u0000`.
pub const FRAME_BYTES_MAX: usize = 64 * 1024 * 1024;
const LENGTH_BYTES: usize = 4;

/// From the window to the program.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToHost {
    Call(Call),
    Closed(Closed),
}

/// One call of the page; many may be under way.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Chosen by the window, and carried back with the answer.
    pub id: u64,
    pub command: String,
    pub args: Value,
    pub profile: Option<i64>,
    /// Where in the page it was asked, so that a window that died comes back there.
    pub place: Option<String>,
}

/// The person closed the window. It lives on, hidden, for as long as its pipe is open.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub place: Option<String>,
    /// Nobody has closed it on this machine before.
    pub first: bool,
}

/// From the program to the window.
#[derive(Debug, Serialize, Deserialize)]
pub enum ToWindow {
    Answer {
        id: u64,
        reply: Reply,
    },
    /// What became stale, as the page hears it.
    Changed(Box<RawValue>),
    /// To the front; with a path, at that place of the page. The first one has the window made: until then its process is
    /// only ready, and shows nothing.
    Open {
        path: Option<String>,
    },
}

/// What a call came to, as the page reads it: the window looks into neither.
pub type Reply = Result<Box<RawValue>, Box<RawValue>>;

/// Why a frame could not be carried.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("a frame of {0} bytes is longer than {FRAME_BYTES_MAX}")]
    TooLong(usize),
    #[error(transparent)]
    Pipe(#[from] io::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// The next frame; none if the other side ended after its last one.
///
/// # Errors
/// The pipe broke in the middle of a frame, or what came is no frame. Nothing sensible can follow.
pub fn read<T: DeserializeOwned>(from: &mut impl Read) -> Result<Option<T>, Broken> {
    let length = exactly(from, LENGTH_BYTES)?;
    if length.is_empty() {
        return Ok(None);
    }
    let length = length.iter().rev().fold(0, |sum, byte| (sum << 8) | usize::from(*byte));
    if length > FRAME_BYTES_MAX {
        return Err(Broken::TooLong(length));
    }
    let body = exactly(from, length)?;
    if body.is_empty() {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
    }
    Ok(Some(serde_json::from_slice(&body)?))
}

/// So many bytes, or none where nothing more comes. Grows as they come: a length that lies costs nothing.
fn exactly(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.by_ref().take(length as u64).read_to_end(&mut bytes)?;
    let whole = bytes.is_empty() || bytes.len() == length;
    whole.then_some(bytes).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// Writes one frame whole.
///
/// # Errors
/// It is too long, in which case nothing was written, or the other side is gone.
pub fn write<T: Serialize>(to: &mut impl Write, frame: &T) -> Result<(), Broken> {
    let mut bytes = vec![0; LENGTH_BYTES];
    serde_json::to_writer(&mut bytes, frame)?;
    let length = bytes.len() - LENGTH_BYTES;
    let told = u32::try_from(length).ok().filter(|_| length <= FRAME_BYTES_MAX).ok_or(Broken::TooLong(length))?;
    bytes[..LENGTH_BYTES].copy_from_slice(&told.to_le_bytes());
    to.write_all(&bytes)?;
    Ok(to.flush()?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serde_json::value::to_raw_value;

    use super::*;

    fn call(id: u64, args: Value) -> Call {
        Call { id, command: "board".into(), args, profile: Some(3), place: Some("/funil".into()) }
    }

    #[test]
    fn frames_come_out_as_they_went_in_and_the_end_is_told_from_a_frame() {
        let calls = [call(1, json!({ "text": "ação \u{0} \n" })), call(2, json!(null))];
        let mut pipe = Vec::new();
        for one in &calls {
            write(&mut pipe, one).expect("memory takes a frame");
        }
        let mut from = pipe.as_slice();
        for one in calls {
            assert_eq!(read::<Call>(&mut from).expect("it was written whole"), Some(one));
        }
        assert!(read::<Call>(&mut from).expect("the end is no fault").is_none());
    }

    #[test]
    fn an_answer_is_carried_as_it_was_written() {
        let reply = |text: &str| RawValue::from_string(text.to_owned()).expect("the table holds JSON");
        for (id, sent) in [(7, Ok(reply(r#"{"b":1.50,"a":[]}"#))), (8, Err(reply(r#"{"code":"invalid"}"#)))] {
            let mut pipe = Vec::new();
            write(&mut pipe, &ToWindow::Answer { id, reply: sent.clone() }).expect("memory takes a frame");
            let Some(ToWindow::Answer { id: to, reply }) = read(&mut pipe.as_slice()).expect("it was written whole")
            else {
                panic!("another frame came out");
            };
            let texts = |reply: Reply| reply.map(|raw| raw.to_string()).map_err(|raw| raw.to_string());
            assert_eq!((to, texts(reply)), (id, texts(sent)));
        }
    }

    #[test]
    fn a_frame_that_is_cut_off_is_a_fault_and_not_an_end() {
        let mut pipe = Vec::new();
        write(&mut pipe, &call(1, json!({}))).expect("memory takes a frame");
        for cut in 1..pipe.len() {
            let read = read::<Call>(&mut &pipe[..cut]);
            assert!(matches!(&read, Err(Broken::Pipe(error)) if error.kind() == io::ErrorKind::UnexpectedEof), "{cut}");
        }
    }

    #[test]
    fn a_frame_above_the_limit_is_neither_written_nor_read() {
        let long = to_raw_value(&"a".repeat(FRAME_BYTES_MAX)).expect("a text is JSON");
        let mut pipe = Vec::new();
        assert!(matches!(write(&mut pipe, &ToWindow::Changed(long)), Err(Broken::TooLong(_))));
        assert!(pipe.is_empty(), "the next frame is whole");
        let told = u32::try_from(FRAME_BYTES_MAX + 1).expect("the limit fits in its four bytes");
        let read = read::<Call>(&mut told.to_le_bytes().as_slice());
        assert!(matches!(read, Err(Broken::TooLong(_))));
    }

    #[test]
    fn ten_million_bytes_of_the_longest_kind_fit() {
        let mut pipe = Vec::new();
        write(&mut pipe, &call(1, json!({ "text": "\u{1}".repeat(10_000_000) }))).expect("it is below the limit");
        assert!(read::<Call>(&mut pipe.as_slice()).expect("it was written whole").is_some());
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        let mut pipe = 5_u32.to_le_bytes().to_vec();
        pipe.extend(b"hello");
        assert!(matches!(read::<Call>(&mut pipe.as_slice()), Err(Broken::Json(_))));
    }
}
