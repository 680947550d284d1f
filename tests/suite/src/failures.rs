//! Checks of many things, where the first failure does not hide the others.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The names of what failed.
#[derive(Debug, Default)]
pub struct Failures(Vec<String>);

impl Failures {
    /// Runs a check that panics where it fails, and goes on.
    pub fn check(&mut self, name: &str, check: impl FnOnce()) {
        if catch_unwind(AssertUnwindSafe(check)).is_err() {
            self.0.push(name.to_owned());
        }
    }

    /// Panics with the names of all that failed.
    pub fn demand_none(self) {
        assert!(
            self.0.is_empty(),
            "{} failed: {}",
            self.0.len(),
            self.0.join(", ")
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_is_named() {
        let mut failures = Failures::default();
        for (name, holds) in [("a", false), ("b", true), ("c", false)] {
            failures.check(name, || assert!(holds, "{name}"));
        }
        let message = catch_unwind(AssertUnwindSafe(|| failures.demand_none())).unwrap_err();
        assert_eq!(message.downcast_ref::<String>().unwrap(), "2 failed: a, c");
    }
}
