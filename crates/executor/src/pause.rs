//! Waiting without any async runtime's clock: programs may drive the executor with whichever runtime they have.

use std::thread;
use std::time::Duration;

use futures::channel::oneshot;

/// Ends after a time. It costs a thread for that time, and is used only where a run has to wait anyway.
pub(crate) async fn pause(duration: Duration) {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        thread::sleep(duration);
        // Whoever waited may have given up.
        let _ = sender.send(());
    });
    // The sender is dropped only after sending, or where no thread could be made: then there is no pause.
    let _ = receiver.await;
}
