//! Ctrl-C: the first one cancels, the second one does not wait.

use aksara::Cancellation;

/// Cancels at Ctrl-C: the running statement stops, and what is open is rolled back. A second one does not wait for that.
pub fn listen(cancellation: Cancellation) {
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            if cancellation.is_cancelled() {
                std::process::exit(130);
            }
            cancellation.cancel();
        }
    });
}
