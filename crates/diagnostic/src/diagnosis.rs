//! The shape that all errors share.

use std::error::Error;

use crate::{Code, Origin};

/// The parts of an error beside its message, which is its [`Display`](std::fmt::Display).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The stable code; `aksara explain` has a page for it.
    pub code: Code,
    /// The place in the user's file that the error is about.
    pub place: Option<Origin>,
    /// The state of the database or of the files now, where the error knows it.
    pub state: Option<String>,
    /// Advice.
    pub advice: Option<String>,
}

/// A line below an error's message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Footer {
    /// The place in the user's file.
    Place,
    /// The state of the database or of the files.
    State,
    /// Advice.
    Advice,
    /// The code.
    Code,
}

impl Footer {
    /// The first word of the line.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Place => "at",
            Self::State => "state",
            Self::Advice => "help",
            Self::Code => "code",
        }
    }
}

/// An error that says what to do next.
///
/// ```
/// use aksara_diagnostic::{Code, Diagnose, Diagnosis};
///
/// #[derive(Debug)]
/// struct NoScheme;
///
/// impl std::fmt::Display for NoScheme {
///     fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         formatter.write_str("the database URL has no scheme")
///     }
/// }
///
/// impl std::error::Error for NoScheme {}
///
/// impl Diagnose for NoScheme {
///     fn diagnosis(&self) -> Diagnosis {
///         Diagnosis::new(Code::SettingsUrlScheme).advise("write it like sqlite:app.db")
///     }
/// }
///
/// assert_eq!(NoScheme.diagnosis().advice.as_deref(), Some("write it like sqlite:app.db"));
/// ```
pub trait Diagnose: Error {
    /// Its code, place, state and advice.
    fn diagnosis(&self) -> Diagnosis;
}

impl Diagnosis {
    /// A code alone.
    pub const fn new(code: Code) -> Self {
        Self {
            code,
            place: None,
            state: None,
            advice: None,
        }
    }

    /// With a place, unless one is known already: the innermost place is the most exact.
    #[must_use]
    pub fn at(self, place: Option<&Origin>) -> Self {
        Self {
            place: self.place.or_else(|| place.cloned()),
            ..self
        }
    }

    /// With the state of the database or files, unless it is known already.
    #[must_use]
    pub fn with_state(self, state: impl Into<String>) -> Self {
        Self {
            state: self.state.or_else(|| Some(state.into())),
            ..self
        }
    }

    /// With advice after the advice that there is.
    #[must_use]
    pub fn advise(self, advice: impl Into<String>) -> Self {
        let advice = advice.into();
        let joined = match self.advice {
            Some(before) => format!("{before}\n{advice}"),
            None => advice,
        };
        Self {
            advice: Some(joined).filter(|text| !text.is_empty()),
            ..self
        }
    }

    /// The lines below the message, in order.
    pub fn footers(&self) -> impl Iterator<Item = (Footer, String)> {
        let place = self.place.as_ref().map(ToString::to_string);
        let all = [
            (Footer::Place, place),
            (Footer::State, self.state.clone()),
            (Footer::Advice, self.advice.clone()),
            (Footer::Code, Some(self.code.to_string())),
        ];
        all.into_iter().filter_map(|(footer, text)| Some((footer, text?)))
    }
}

/// An error as plain text: its message, and a line each for place, state, advice and code.
///
/// ```
/// use aksara_diagnostic::{Code, Diagnose, Diagnosis, full_text};
///
/// #[derive(Debug)]
/// struct Locked;
///
/// impl std::fmt::Display for Locked {
///     fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
///         formatter.write_str("the database is locked")
///     }
/// }
///
/// impl std::error::Error for Locked {}
///
/// impl Diagnose for Locked {
///     fn diagnosis(&self) -> Diagnosis {
///         Diagnosis::new(Code::DatabaseLocked).advise("run again")
///     }
/// }
///
/// assert_eq!(full_text(&Locked), "the database is locked\n  help: run again\n  code: database.locked");
/// ```
pub fn full_text(error: &dyn Diagnose) -> String {
    let diagnosis = error.diagnosis();
    let lines = diagnosis
        .footers()
        .map(|(footer, text)| format!("\n  {}: {text}", footer.label()));
    lines.fold(error.to_string(), |text, line| text + &line)
}

impl<'a, E: Diagnose + Send + Sync + 'a> From<E> for Box<dyn Diagnose + Send + Sync + 'a> {
    fn from(error: E) -> Self {
        Box::new(error)
    }
}
