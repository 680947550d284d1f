//! A database's own command line client, which runs scripts.

/// How a database's own client runs a script as the driver would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptClient {
    /// The command that runs a script, up to its first error.
    pub command: &'static str,
    /// The statements that prepare the session as the driver prepares it.
    pub session: Vec<String>,
    /// The statements that put the session back after the user's own.
    pub restoration: Vec<String>,
    /// First words of the user's statements that nothing in a script takes back.
    pub lasting: &'static [&'static str],
}
