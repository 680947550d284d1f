//! A proxy between a driver and a server that counts the statements that the driver sends: no counter of the
//! server's own sees one session alone.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// The messages that run something: a simple query, and Execute.
const RUNNING: &[u8] = b"QE";

/// A listening address that leads to the server.
pub struct CountingProxy {
    address: SocketAddr,
    queries: Arc<AtomicUsize>,
}

impl CountingProxy {
    /// Starts to listen for as long as the test's runtime lives.
    pub async fn start(url: &str) -> Self {
        let url = url::Url::parse(url).unwrap();
        let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let queries = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&queries);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&server).await.unwrap();
                let (from_client, mut to_client) = client.into_split();
                let (mut from_server, to_server) = server.into_split();
                tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
                tokio::spawn(forward(from_client, to_server, Arc::clone(&counter)));
            }
        });
        Self { address, queries }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many statements went through so far.
    pub fn queries(&self) -> usize {
        self.queries.load(Ordering::SeqCst)
    }
}

/// Hands the client's messages on, one by one. The first one has no letter.
async fn forward(mut client: OwnedReadHalf, mut server: OwnedWriteHalf, counter: Arc<AtomicUsize>) {
    let mut letter = None;
    while let Ok(length) = client.read_u32().await {
        let mut body = vec![0; length as usize - 4];
        client.read_exact(&mut body).await.unwrap();
        if letter.is_some_and(|letter| RUNNING.contains(&letter)) {
            counter.fetch_add(1, Ordering::SeqCst);
        }
        let mut message: Vec<u8> = letter.into_iter().collect();
        message.extend(length.to_be_bytes());
        message.extend(body);
        server.write_all(&message).await.unwrap();
        match client.read_u8().await {
            Ok(next) => letter = Some(next),
            Err(_) => return,
        }
    }
}
