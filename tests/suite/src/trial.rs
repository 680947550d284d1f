//! The tests of a program that runs them by itself: each is listed, chosen and run alone by its name.

use std::cell::RefCell;

use libtest_mimic::{Completion, Failed, Trial};
use tokio::runtime::Runtime;

use crate::Failure;

/// Tests, and what is done when all have run.
#[derive(Default)]
pub struct Tests {
    pub(crate) trials: Vec<Trial>,
    pub(crate) endings: Vec<Box<dyn FnOnce() -> Result<(), Failure>>>,
}

impl Tests {
    /// These, and others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.trials.extend(others.trials);
        self.endings.extend(others.endings);
        self
    }

    pub(crate) fn ending(mut self, ending: impl FnOnce() -> Result<(), Failure> + 'static) -> Self {
        self.endings.push(Box::new(ending));
        self
    }
}

impl FromIterator<Trial> for Tests {
    fn from_iter<I: IntoIterator<Item = Trial>>(trials: I) -> Self {
        Self {
            trials: trials.into_iter().collect(),
            endings: Vec::new(),
        }
    }
}

/// The function `tests` of a module, with these functions as tests. One that is left out is dead code, which the compiler
/// tells.
#[macro_export]
macro_rules! tests {
    ($($test:ident),* $(,)?) => {
        /// The tests of this module.
        pub fn tests() -> $crate::Tests {
            [$($crate::trial(concat!(module_path!(), "::", stringify!($test)), $test)),*]
                .into_iter()
                .collect()
        }
    };
}

/// A test's function, which panics where it fails.
pub trait Check<Kind> {
    /// Runs it.
    fn run(self);
}

/// The kind of a function.
#[derive(Debug)]
pub struct Blocking;

/// The kind of an async function.
#[derive(Debug)]
pub struct Async;

impl<F: FnOnce()> Check<Blocking> for F {
    fn run(self) {
        self();
    }
}

impl<F: FnOnce() -> T, T: Future<Output = ()>> Check<Async> for F {
    fn run(self) {
        match Runtime::new() {
            Ok(runtime) => runtime.block_on(self()),
            Err(error) => std::panic::panic_any(error.to_string()),
        }
    }
}

/// A test that is called as its path is within its program.
pub fn trial<Kind>(path: &str, check: impl Check<Kind> + Send + 'static) -> Trial {
    let name = path.split_once("::").map_or(path, |(_, name)| name);
    fallible(name, || {
        check.run();
        Ok(())
    })
}

/// A test that fails with an error. One that asks for servers of which there is none is ignored, and says so.
pub(crate) fn fallible(
    name: impl Into<String>,
    check: impl FnOnce() -> Result<(), Failure> + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, || {
        ASKED.take();
        check().map_err(Failed::from)?;
        Ok(ASKED.take().completion())
    })
}

thread_local! {
    /// The servers that the test of this thread has asked for.
    static ASKED: RefCell<Asked> = RefCell::default();
}

#[derive(Default)]
struct Asked {
    is_there_one: bool,
    missing: Vec<String>,
    skipped: Option<String>,
}

impl Asked {
    fn completion(self) -> Completion {
        if let Some(reason) = self.skipped {
            Completion::ignored_with(reason)
        } else if self.is_there_one || self.missing.is_empty() {
            Completion::Completed
        } else {
            Completion::ignored_with(self.missing.join(", "))
        }
    }
}

/// The test has a running server.
pub(crate) fn met_server() {
    ASKED.with_borrow_mut(|asked| asked.is_there_one = true);
}

/// The test has asked for a server that is not there, for this reason.
pub(crate) fn met_no_server(reason: String) {
    ASKED.with_borrow_mut(|asked| asked.missing.push(reason));
}

/// The test has found that it cannot run here, for this reason.
pub(crate) fn skip(reason: String) {
    ASKED.with_borrow_mut(|asked| asked.skipped = Some(reason));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completion(asked: &[fn()]) -> Completion {
        ASKED.take();
        for ask in asked {
            ask();
        }
        ASKED.take().completion()
    }

    #[test]
    fn a_test_without_any_of_its_servers_is_ignored_by_name() {
        let missing = || met_no_server("MARIADB is not set".into());
        assert!(matches!(completion(&[]), Completion::Completed));
        assert!(matches!(
            completion(&[met_server, missing]),
            Completion::Completed
        ));
        let Completion::Ignored { reason } = completion(&[missing]) else {
            panic!("it counts as run");
        };
        assert_eq!(reason.unwrap(), "MARIADB is not set");
    }
}
