//! Reading.

use super::{DIGIT_BITS, kind};
use crate::PythonRunError;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    None,
    Ellipsis,
    Boolean(bool),
    Integer(i64),
    /// An integer beyond 64 bits, as decimal digits.
    BigInteger(String),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// A tuple or a list.
    Sequence(Vec<Item>),
}

/// The base of the decimal digits that a long integer is collected in.
const GROUP: u64 = 1_000_000_000;
/// How deep values may be nested.
const GREATEST_DEPTH: usize = 100;

/// The one value that these bytes hold.
pub(crate) fn read(bytes: &[u8]) -> Result<Item, PythonRunError> {
    Reader(bytes)
        .item(0)
        .map_err(|reason| PythonRunError::Message { reason })
}

struct Reader<'a>(&'a [u8]);

type Read<T> = Result<T, &'static str>;

impl<'a> Reader<'a> {
    fn item(&mut self, depth: usize) -> Read<Item> {
        let [kind] = self.array()?;
        Ok(match kind {
            kind::NONE => Item::None,
            kind::ELLIPSIS => Item::Ellipsis,
            kind::TRUE => Item::Boolean(true),
            kind::FALSE => Item::Boolean(false),
            kind::INTEGER => Item::Integer(i32::from_le_bytes(self.array()?).into()),
            kind::LONG => self.long()?,
            kind::FLOAT => Item::Float(f64::from_le_bytes(self.array()?)),
            kind::TEXT => Item::Text(self.text()?),
            kind::BYTES => Item::Bytes(self.sized()?.to_vec()),
            kind::TUPLE | kind::LIST if depth < GREATEST_DEPTH => Item::Sequence(self.items(depth + 1)?),
            _ => return Err("a value of an unknown kind"),
        })
    }

    fn items(&mut self, depth: usize) -> Read<Vec<Item>> {
        let count = u32::from_le_bytes(self.array()?);
        (0..count).map(|_| self.item(depth)).collect()
    }

    fn text(&mut self) -> Read<String> {
        let bytes = self.sized()?.to_vec();
        String::from_utf8(bytes).map_err(|_| "a text with half a surrogate pair, which is not Unicode")
    }

    fn long(&mut self) -> Read<Item> {
        let count = i32::from_le_bytes(self.array()?);
        let digits: Vec<u16> = (0..count.unsigned_abs())
            .map(|_| self.array().map(u16::from_le_bytes))
            .collect::<Result<_, _>>()?;
        let minus = if count < 0 { "-" } else { "" };
        let text = format!("{minus}{}", decimal(&digits));
        Ok(text.parse().map_or(Item::BigInteger(text), Item::Integer))
    }

    fn sized(&mut self) -> Read<&'a [u8]> {
        let size = u32::from_le_bytes(self.array()?);
        self.take(size as usize)
    }

    fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| "a value that is cut short")
    }

    fn take(&mut self, size: usize) -> Read<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(size).ok_or("a value that is cut short")?;
        self.0 = rest;
        Ok(taken)
    }
}

/// Digits of 15 bits, the least first, in decimal.
fn decimal(digits: &[u16]) -> String {
    let mut groups: Vec<u64> = vec![0];
    for digit in digits.iter().rev() {
        let mut carry = u64::from(*digit);
        for group in &mut groups {
            let value = (*group << DIGIT_BITS) + carry;
            (*group, carry) = (value % GROUP, value / GROUP);
        }
        if carry > 0 {
            groups.push(carry);
        }
    }
    let mut groups = groups.iter().rev();
    let first = groups.next().copied().unwrap_or_default().to_string();
    groups.fold(first, |text, group| format!("{text}{group:09}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marshal::Writer;
    use pretty_assertions::assert_eq;

    #[test]
    fn what_is_written_is_read() {
        for number in [0, -1, i64::from(i32::MAX) + 1, i64::MIN, i64::MAX] {
            let mut writer = Writer::default();
            writer.integer(number);
            assert_eq!(read(&writer.finish()).unwrap(), Item::Integer(number));
        }
        let mut writer = Writer::default();
        writer.tuple(3).text("é").none().list(1).float(1.5);
        let list = Item::Sequence(vec![Item::Float(1.5)]);
        let expected = Item::Sequence(vec![Item::Text("é".to_owned()), Item::None, list]);
        assert_eq!(read(&writer.finish()).unwrap(), expected);
    }

    #[test]
    fn integers_of_any_size_are_read() {
        // marshal.dumps(2**64, 2)
        let bytes = b"l\x05\0\0\0\0\0\0\0\0\0\0\0\x10\0";
        assert_eq!(
            read(bytes).unwrap(),
            Item::BigInteger("18446744073709551616".to_owned())
        );
    }

    #[test]
    fn bytes_that_are_cut_short_are_an_error() {
        for bytes in [&b""[..], b"i\0", b"u\x05\0\0\0ab", b"(\x02\0\0\0N", b"?"] {
            assert!(read(bytes).is_err());
        }
    }
}
