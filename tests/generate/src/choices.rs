//! Decisions drawn from a row of numbers. Where the row ends, every decision is the first, simplest one.

/// A row of numbers being used up.
#[derive(Debug, Clone)]
pub struct Choices {
    numbers: std::vec::IntoIter<u32>,
}

impl Choices {
    /// Decisions from these numbers.
    pub fn new(numbers: Vec<u32>) -> Self {
        Self {
            numbers: numbers.into_iter(),
        }
    }

    /// A number from 0 up to but without `bound`; 0 where the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let number = self.numbers.next().unwrap_or(0) as usize;
        number.checked_rem(bound).unwrap_or(0)
    }

    /// Yes in so many cases out of a hundred; no is the simpler answer.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) >= 100usize.saturating_sub(chance)
    }

    /// One of the options, the first being the simplest.
    pub fn pick<'a, T>(&mut self, options: &'a [T]) -> Option<&'a T> {
        options.get(self.below(options.len()))
    }
}
