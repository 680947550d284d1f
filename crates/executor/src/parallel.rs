//! The same work for many things on all cores: reading the texts and the contents of migrations.
//!
//! A thread costs more than a few files do. Only work that is long enough is divided, into neighbours, so that the results
//! are in the order of the things.

use std::num::NonZero;
use std::thread::{Builder, available_parallelism, scope};

/// The fewest things that are worth a thread.
const LEAST: usize = 64;

/// The results of some work for each of these things, in their order.
pub fn for_each_in_parallel<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = available_parallelism().map_or(1, NonZero::get);
    let length = things.len().div_ceil(cores).max(LEAST);
    let (mine, others) = things.split_at(length.min(things.len()));
    let all = &|things: &[T]| -> Vec<R> { things.iter().map(&work).collect() };
    scope(|scope| {
        let start = |part| (part, Builder::new().spawn_scoped(scope, move || all(part)));
        // A system without another thread still has this one.
        let started: Vec<_> = others.chunks(length).map(start).collect();
        let mut results = all(mine);
        for (part, thread) in started {
            results.extend(match thread {
                Ok(thread) => thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                Err(_) => all(part),
            });
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::for_each_in_parallel;

    #[test]
    fn results_are_in_the_order_of_the_things() {
        for count in [0, 1, 63, 64, 65, 1_000] {
            let things: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = things.iter().map(|thing| thing * 2).collect();
            assert_eq!(for_each_in_parallel(&things, |thing| thing * 2), doubled);
        }
    }
}
