//! Connections to the two servers of a mailbox: name, socket, encryption, each with its time limit and its own fault. It
//! speaks neither IMAP nor SMTP.

use std::fmt::Debug;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::account::{Server, authorities};
use super::fault::{self, Way};
use crate::Fault;

/// Longest wait for a name to be resolved.
const LOOKUP_LIMIT: Duration = Duration::from_secs(10);
/// Longest wait for one address to accept.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Longest wait for the encryption to stand.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(15);
/// Most addresses of one name that are tried.
const ADDRESSES_MAX: usize = 4;

/// A connection, open or encrypted.
#[derive(Debug)]
pub(super) struct Line {
    stream: Box<dyn Stream>,
    peer: Option<SocketAddr>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug> Stream for T {}

/// How servers are trusted: the system's authorities and, if given, one of the settings' own.
#[derive(Clone)]
pub(super) struct Trust(TlsConnector);

impl Trust {
    /// Reads the system's store: some milliseconds, so once per channel.
    pub(super) fn new(ca_pem: &str) -> Trust {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(authorities(ca_pem));
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks the protocol versions rustls was built with")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Trust(TlsConnector::from(Arc::new(config)))
    }
}

/// Connects, without encryption yet.
pub(super) async fn dial(way: Way, server: &Server) -> Result<Line, Fault> {
    let found = timeout(LOOKUP_LIMIT, lookup_host((server.host.as_str(), server.port))).await;
    let addresses: Vec<SocketAddr> = match found {
        Ok(Ok(addresses)) => addresses.take(ADDRESSES_MAX).collect(),
        Ok(Err(_)) | Err(_) => return Err(fault::unknown_host(way, server)),
    };
    let mut last = fault::unknown_host(way, server);
    for address in addresses {
        match timeout(CONNECT_LIMIT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Commands are small and waited for.
                let _ = stream.set_nodelay(true);
                return Ok(Line { stream: Box::new(stream), peer: Some(address) });
            }
            Ok(Err(_)) => last = fault::refused(way, server),
            Err(_) => last = fault::silent(way, server),
        }
    }
    Err(last)
}

/// Encrypts an open connection; the server must prove its name.
pub(super) async fn encrypt(way: Way, server: &Server, trust: &Trust, line: Line) -> Result<Line, Fault> {
    let name = ServerName::try_from(server.host.clone()).map_err(|_| fault::unknown_host(way, server))?;
    let Line { stream, peer } = line;
    match timeout(HANDSHAKE_LIMIT, trust.0.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Line { stream: Box::new(stream), peer }),
        Ok(Err(error)) => Err(fault::handshake(way, server, &error)),
        Err(_) => Err(fault::silent(way, server)),
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Line {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.peer.ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected))
    }
}
