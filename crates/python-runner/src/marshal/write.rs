//! Writing.

use super::{DIGIT_BITS, kind};

/// Values one after the other.
#[derive(Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// The bytes so far.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    /// A tuple of so many values, which follow.
    pub(crate) fn tuple(&mut self, count: usize) -> &mut Self {
        self.sized(kind::TUPLE, count)
    }

    /// A list of so many values, which follow.
    pub(crate) fn list(&mut self, count: usize) -> &mut Self {
        self.sized(kind::LIST, count)
    }

    /// `None`
    pub(crate) fn none(&mut self) -> &mut Self {
        self.mark(kind::NONE)
    }

    /// `...`
    pub(crate) fn ellipsis(&mut self) -> &mut Self {
        self.mark(kind::ELLIPSIS)
    }

    /// `True`, `False`
    pub(crate) fn boolean(&mut self, value: bool) -> &mut Self {
        self.mark(if value { kind::TRUE } else { kind::FALSE })
    }

    /// `int`
    pub(crate) fn integer(&mut self, value: i64) -> &mut Self {
        match i32::try_from(value) {
            Ok(small) => {
                self.mark(kind::INTEGER);
                self.0.extend_from_slice(&small.to_le_bytes());
            }
            Err(_) => self.long(value),
        }
        self
    }

    /// `float`
    pub(crate) fn float(&mut self, value: f64) -> &mut Self {
        self.mark(kind::FLOAT);
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    /// `str`
    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        self.sized(kind::TEXT, value.len());
        self.0.extend_from_slice(value.as_bytes());
        self
    }

    /// `bytes`
    pub(crate) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.sized(kind::BYTES, value.len());
        self.0.extend_from_slice(value);
        self
    }

    /// Values that were written elsewhere.
    pub(crate) fn written(&mut self, values: &[u8]) -> &mut Self {
        self.0.extend_from_slice(values);
        self
    }

    fn mark(&mut self, kind: u8) -> &mut Self {
        self.0.push(kind);
        self
    }

    /// A size beyond 32 bits cannot be sent; the frame around it is refused before that.
    fn sized(&mut self, kind: u8, size: usize) -> &mut Self {
        self.mark(kind);
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&size.to_le_bytes());
        self
    }

    /// Digits of 15 bits, the least first; their number has the sign.
    fn long(&mut self, value: i64) {
        let mut rest = value.unsigned_abs();
        let mut digits = Vec::new();
        while rest > 0 {
            digits.push((rest & ((1 << DIGIT_BITS) - 1)) as u16);
            rest >>= DIGIT_BITS;
        }
        let count = digits.len() as i32;
        self.mark(kind::LONG);
        let signed = if value < 0 { -count } else { count };
        self.0.extend_from_slice(&signed.to_le_bytes());
        for digit in digits {
            self.0.extend_from_slice(&digit.to_le_bytes());
        }
    }
}
