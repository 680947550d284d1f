//! An order in which everything comes after what it needs, as far as the needs are not circular.

use std::collections::{BTreeMap, BTreeSet};

/// The needs of each item, and the cost of doing without them.
pub(crate) type Needs<K> = BTreeMap<K, BTreeMap<K, u32>>;

/// Orders the items, ties by themselves. If the needs are circular, the item goes first that does without
/// what is cheapest. Needs that are not items do not count.
pub(crate) fn schedule<K: Ord + Clone>(needs: &Needs<K>) -> Vec<K> {
    let mut waiting: BTreeMap<&K, Waiting<'_, K>> = needs
        .iter()
        .map(|(item, needed)| (item, Waiting::new(among_items(item, needed, needs))))
        .collect();
    let mut dependents: BTreeMap<&K, Vec<&K>> = BTreeMap::new();
    for (item, waiting) in &waiting {
        let needed = waiting.needed.keys();
        needed.for_each(|need| dependents.entry(*need).or_default().push(*item));
    }
    // Items that need nothing come first, then the item whose needs are cheapest to do without.
    let mut cheapest: BTreeSet<(u32, &K)> = waiting
        .iter()
        .map(|(item, waiting)| (waiting.cost, *item))
        .collect();
    let mut order = Vec::with_capacity(needs.len());
    while let Some((_, item)) = cheapest.pop_first() {
        waiting.remove(item);
        order.push(item.clone());
        for dependent in dependents.remove(item).into_iter().flatten() {
            let Some(waiting) = waiting.get_mut(dependent) else {
                continue;
            };
            cheapest.remove(&(waiting.cost, dependent));
            waiting.cost -= waiting.needed.remove(item).unwrap_or_default();
            cheapest.insert((waiting.cost, dependent));
        }
    }
    order
}

/// The needs of an item that are still open, and the cost of doing without them.
struct Waiting<'a, K> {
    needed: BTreeMap<&'a K, u32>,
    cost: u32,
}

impl<'a, K> Waiting<'a, K> {
    fn new(needed: BTreeMap<&'a K, u32>) -> Self {
        let cost = needed.values().sum();
        Self { needed, cost }
    }
}

fn among_items<'a, K: Ord>(
    item: &K,
    needed: &'a BTreeMap<K, u32>,
    items: &'a Needs<K>,
) -> BTreeMap<&'a K, u32> {
    let counts = |need: &K| need != item && items.contains_key(need);
    needed
        .iter()
        .filter(|(need, _)| counts(need))
        .map(|(need, cost)| (need, *cost))
        .collect()
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    /// `item: need need2`, where the digit is the cost.
    fn check(lines: &[&str], expected: &str) {
        let parse = |text: &str| match text.strip_suffix('2') {
            Some(need) => (need.to_owned(), 2),
            None => (text.to_owned(), 1),
        };
        let needs = lines.iter().map(|line| {
            let (item, needed) = line.split_once(':').unwrap();
            (item.to_owned(), needed.split_whitespace().map(parse).collect())
        });
        assert_eq!(schedule(&needs.collect()).join(" "), expected);
    }

    #[test]
    fn needs_come_first_and_ties_by_name() {
        check(&["a: c", "b:", "c: b", "d:"], "b c a d");
    }

    #[test]
    fn needs_that_are_no_items_and_oneself_do_not_count() {
        check(&["a: a z", "b: a"], "a b");
    }

    #[test]
    fn a_circle_begins_where_it_is_cheapest() {
        check(&["a: b2", "b: a"], "b a");
        check(&["a: b", "b: c", "c: a", "d: a"], "a c b d");
    }
}
