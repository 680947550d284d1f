//! An order of renames in which every new name is free when it is taken, also where names are exchanged.

use std::collections::{BTreeMap, BTreeSet};

/// One rename after the other, from a name to a name.
pub(crate) type Renames<N> = Vec<(N, N)>;

/// Orders renames (`None`: it is removed later). A name that goes round in a circle passes through a temporary one, and
/// so does what is to be removed where another takes its name. Some databases fold letter case, so that names which
/// differ in nothing else count as one.
pub(crate) fn in_order<N: Ord + Clone + ToString>(
    decided: &BTreeMap<N, Option<N>>,
    temporary: impl Fn(&N) -> Option<N>,
) -> Renames<N> {
    let mut order = Renames::new();
    let mut pending = Pending::default();
    let taken: Vec<String> = decided.values().flatten().map(fold).collect();
    for (old, new) in decided {
        match new {
            Some(new) if new == old => {}
            Some(new) => pending.add(old.clone(), new.clone()),
            None if taken.contains(&fold(old)) => {
                order.extend(temporary(old).map(|temporary_name| (old.clone(), temporary_name)));
            }
            None => {}
        }
    }
    while let Some(old) = pending.next() {
        let Some(new) = pending.take(&old) else { break };
        if pending.is_free(&new) {
            order.push((old, new));
        } else if let Some(temporary_name) = temporary(&old) {
            order.push((old, temporary_name.clone()));
            pending.add(temporary_name, new);
        }
    }
    order
}

fn fold<N: ToString>(name: &N) -> String {
    name.to_string().to_lowercase()
}

/// Renames that are not made yet, and who waits for whom: an old name blocks the new names that are folded
/// to the same form.
struct Pending<N> {
    renames: BTreeMap<N, N>,
    occupants: BTreeMap<String, BTreeSet<N>>,
    waiting: BTreeMap<String, BTreeSet<N>>,
    ready: BTreeSet<N>,
}

impl<N> Default for Pending<N> {
    fn default() -> Self {
        Self {
            renames: BTreeMap::new(),
            occupants: BTreeMap::new(),
            waiting: BTreeMap::new(),
            ready: BTreeSet::new(),
        }
    }
}

impl<N: Ord + Clone + ToString> Pending<N> {
    fn add(&mut self, old: N, new: N) {
        let (own, wanted) = (fold(&old), fold(&new));
        self.occupants.entry(own.clone()).or_default().insert(old.clone());
        self.waiting
            .entry(wanted.clone())
            .or_default()
            .insert(old.clone());
        self.renames.insert(old, new);
        self.look_at(&own);
        self.look_at(&wanted);
    }

    fn take(&mut self, old: &N) -> Option<N> {
        let new = self.renames.remove(old)?;
        let (own, wanted) = (fold(old), fold(&new));
        let lists = [(&mut self.occupants, &own), (&mut self.waiting, &wanted)];
        for (lists, form) in lists {
            lists.get_mut(form).map(|names| names.remove(old));
        }
        self.ready.remove(old);
        self.look_at(&own);
        Some(new)
    }

    /// Finds out which renames to names of this form can be made: nothing else has such a name any more.
    fn look_at(&mut self, form: &str) {
        let occupants = self.occupants.get(form);
        let is_ready = |old: &N| {
            occupants.is_none_or(|there| there.is_empty() || there.len() == 1 && there.contains(old))
        };
        for old in self.waiting.get(form).into_iter().flatten() {
            if is_ready(old) {
                self.ready.insert(old.clone());
            } else {
                self.ready.remove(old);
            }
        }
    }

    fn is_free(&self, new: &N) -> bool {
        self.occupants.get(&fold(new)).is_none_or(BTreeSet::is_empty)
    }

    /// The first whose new name is free once it gives up its own, else the first of all.
    fn next(&self) -> Option<N> {
        self.ready.first().or_else(|| self.renames.keys().next()).cloned()
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    /// `old>new`, and `old>` for what is removed.
    fn check(decided: &str, expected: &str) {
        let decided = decided.split_whitespace().map(|text| {
            let (old, new) = text.split_once('>').unwrap();
            let new = (!new.is_empty()).then(|| new.to_owned());
            (old.to_owned(), new)
        });
        let order = in_order(&decided.collect(), |name| Some(format!("{name}_old")));
        let order: Vec<String> = order.iter().map(|(old, new)| format!("{old}>{new}")).collect();
        assert_eq!(order.join(" "), expected);
    }

    #[test]
    fn a_name_is_given_up_before_it_is_taken() {
        check("a>b b>c", "b>c a>b");
        check("a>x b>y", "a>x b>y");
    }

    #[test]
    fn names_that_are_exchanged_pass_through_another_one() {
        check("a>b b>a", "a>a_old b>a a_old>b");
        check("a>b b>c c>a", "a>a_old c>a b>c a_old>b");
    }

    #[test]
    fn what_is_removed_gives_up_its_name() {
        check("a>b b>", "b>b_old a>b");
        check("a>b c>", "a>b");
    }

    #[test]
    fn names_that_differ_in_letter_case_alone_count_as_one() {
        check("Name>name", "Name>name");
        check("Name>title other>name", "Name>title other>name");
        check("Z>title other>z", "Z>title other>z");
        check("a>B b>x", "b>x a>B");
    }
}
