//! Other sessions of a database: those that hold what this one waits for.

use std::fmt;

/// The greatest length of a statement that is shown.
const SHOWN: usize = 160;

/// Another session, as far as the database tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OtherSession {
    /// Its number there.
    pub id: i64,
    /// Who it is.
    pub user: Option<String>,
    /// The machine that it comes from.
    pub host: Option<String>,
    /// The program, by the name that it gives itself.
    pub program: Option<String>,
    /// For how many seconds its transaction or statement has lasted.
    pub seconds: Option<i64>,
    /// The statement that it runs, or ran last, without values.
    pub query: Option<String>,
}

impl OtherSession {
    /// The same with a statement on one line that is not too long.
    #[must_use]
    pub fn with_query(self, query: Option<String>) -> Self {
        let query = query
            .map(|query| shortened(&query))
            .filter(|query| !query.is_empty());
        Self { query, ..self }
    }
}

fn shortened(query: &str) -> String {
    let words: Vec<&str> = query.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or(&line)),
        None => line,
    }
}

impl fmt::Display for OtherSession {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "session {}", self.id)?;
        let known = [
            ("user", &self.user),
            ("host", &self.host),
            ("program", &self.program),
        ];
        let known: Vec<String> = known
            .into_iter()
            .filter_map(|(word, value)| Some(format!("{word} {}", value.as_ref()?)))
            .collect();
        if !known.is_empty() {
            write!(formatter, " ({})", known.join(", "))?;
        }
        if let Some(seconds) = self.seconds {
            write!(formatter, ", for {seconds} s")?;
        }
        match &self.query {
            Some(query) => write!(formatter, ": {query}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_session_says_what_is_known_of_it() {
        let session = OtherSession {
            id: 7,
            user: Some("app".to_owned()),
            seconds: Some(40),
            ..OtherSession::default()
        };
        assert_eq!(session.to_string(), "session 7 (user app), for 40 s");
        let busy = session.with_query(Some(format!("SELECT\n  1{}", " + 1".repeat(100))));
        assert!(
            busy.to_string()
                .starts_with("session 7 (user app), for 40 s: SELECT 1 + 1"),
            "{busy}"
        );
        assert!(busy.to_string().ends_with('…'), "{busy}");
        let unknown = OtherSession {
            id: 8,
            ..OtherSession::default()
        };
        assert_eq!(unknown.with_query(Some(" ".to_owned())).to_string(), "session 8");
    }
}
