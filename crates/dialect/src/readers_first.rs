//! An order in which things go: each after those that read it.

/// The items in their order, but each after those that read it; a circle stays as it is.
pub fn readers_first<T>(mut items: Vec<T>, reads: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut ordered = Vec::with_capacity(items.len());
    while !items.is_empty() {
        let is_read = |item: &T| items.iter().any(|other| reads(other, item));
        let next = items.iter().position(|item| !is_read(item)).unwrap_or(0);
        ordered.push(items.remove(next));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    /// A number reads its half.
    fn check(numbers: &[u32], expected: &[u32]) {
        let reads = |reader: &u32, read: &u32| *reader == read * 2;
        assert_eq!(readers_first(numbers.to_vec(), reads), expected);
    }

    #[test]
    fn an_item_goes_after_those_that_read_it() {
        check(&[1, 2, 3, 4], &[3, 4, 2, 1]);
        check(&[5, 3], &[5, 3]);
    }
}
