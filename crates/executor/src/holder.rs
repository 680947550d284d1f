//! The runner that holds the lock.

use std::fmt;

use aksara_driver::OtherSession;

/// The holder of the lock that keeps other runners out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LockHolder {
    /// A session of the database, which gives the lock back when it ends.
    Session(OtherSession),
    /// A runner with a lease, which ends when nobody renews it.
    Lease(LeaseHolder),
}

/// A runner with a lease, by its row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeaseHolder {
    /// The number of the lease, greater than that of every lease before it.
    pub token: i64,
    /// The user of the machine who runs it.
    pub user: Option<String>,
    /// The machine.
    pub host: Option<String>,
    /// Its process there.
    pub process: Option<i64>,
    /// For how many seconds it has had the lease.
    pub seconds: i64,
    /// How many seconds ago it was renewed.
    pub renewed: i64,
    /// In how many seconds it ends, unless it is renewed.
    pub rest: i64,
}

impl LockHolder {
    /// Whether both are the same hold of the lock.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Session(one), Self::Session(other)) => one.id == other.id,
            (Self::Lease(one), Self::Lease(other)) => one.token == other.token,
            (Self::Session(_), Self::Lease(_)) | (Self::Lease(_), Self::Session(_)) => false,
        }
    }
}

impl fmt::Display for LockHolder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(session) => session.fmt(formatter),
            Self::Lease(lease) => lease.fmt(formatter),
        }
    }
}

impl fmt::Display for LeaseHolder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "lease {}", self.token)?;
        let process = self.process.map(|process| process.to_string());
        let known = [("user", &self.user), ("host", &self.host), ("process", &process)];
        let known: Vec<String> = known
            .into_iter()
            .filter_map(|(word, value)| Some(format!("{word} {}", value.as_ref()?)))
            .collect();
        if !known.is_empty() {
            write!(formatter, " ({})", known.join(", "))?;
        }
        let Self {
            seconds,
            renewed,
            rest,
            ..
        } = self;
        write!(
            formatter,
            ", for {seconds} s, renewed {renewed} s ago; it ends in {rest} s unless it is renewed"
        )
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_lease_says_whose_it_is_and_when_it_ends() {
        let lease = LeaseHolder {
            token: 7,
            user: Some("app".to_owned()),
            host: Some("web-1".to_owned()),
            process: Some(4711),
            seconds: 12,
            renewed: 3,
            rest: 17,
        };
        assert_eq!(
            LockHolder::Lease(lease.clone()).to_string(),
            "lease 7 (user app, host web-1, process 4711), for 12 s, renewed 3 s ago; it ends in 17 s unless it is renewed"
        );
        let session = OtherSession {
            id: 7,
            ..OtherSession::default()
        };
        assert!(!LockHolder::Lease(lease).is(&LockHolder::Session(session)));
    }
}
