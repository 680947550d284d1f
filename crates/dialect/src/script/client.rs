//! A database's own command line client, which runs scripts.

/// How a database's own client runs a script as the driver would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptClient {
    /// The command that runs a script, up to its first error.
    pub command: &'static str,
    /// The statements that prepare the session as the driver prepares it.
    pub session: Vec<String>,
}
