//! A cable between a program and a real server that breaks at a chosen word: what a lost connection looks like, on demand.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use anyhow::Result;

/// Longest wait for the server's last words before the cable breaks.
const LAST_WORDS_LIMIT: Duration = Duration::from_secs(20);

/// When the cable breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The client says this, and the server never hears it.
    Before(&'static str),
    /// The client says this, the server hears and answers, and the client never hears that.
    After(&'static str),
}

/// Lays a cable to a server of this machine; returns the port of its near end. It lives as long as the process.
pub fn cable(server_port: u16, cut: Cut) -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || carry(client, server_port, cut));
        }
    });
    Ok(port)
}

fn carry(mut client: TcpStream, server_port: u16, cut: Cut) -> std::io::Result<()> {
    let mut server = TcpStream::connect(("127.0.0.1", server_port))?;
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    let (word, heard) = match cut {
        Cut::Before(word) => (word, false),
        Cut::After(word) => (word, true),
    };
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = from_server.read(&mut buffer) {
            if to_client.write_all(&buffer[..read]).is_err() {
                break;
            }
        }
    });
    let (mut said, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = client.read(&mut buffer) {
        said.extend_from_slice(&buffer[..read]);
        if said.windows(word.len()).any(|window| window == word.as_bytes()) {
            // From here on the client hears nothing.
            client.shutdown(Shutdown::Both)?;
            if heard {
                server.set_read_timeout(Some(LAST_WORDS_LIMIT))?;
                server.write_all(&buffer[..read])?;
                server.write_all(b"QUIT\r\n")?;
                let mut rest = Vec::new();
                let _ = server.read_to_end(&mut rest);
            }
            return server.shutdown(Shutdown::Both);
        }
        server.write_all(&buffer[..read])?;
    }
    server.shutdown(Shutdown::Both)
}
