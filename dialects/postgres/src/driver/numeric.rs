//! The server's binary form of `numeric`: digits to the base of 10,000.

const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;
/// Decimal digits in one of the server's.
const GROUP: i32 = 4;

/// The number as decimal text, with all its digits after the point; `None` where the bytes are cut short.
pub(super) fn numeric_text(raw: &[u8]) -> Option<String> {
    let mut words = raw
        .chunks_exact(2)
        .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let (count, weight) = (words.next()?, words.next()?);
    let (sign, scale) = (words.next()?, words.next()?);
    match sign {
        NAN => return Some("NaN".to_owned()),
        INFINITY => return Some("Infinity".to_owned()),
        NEGATIVE_INFINITY => return Some("-Infinity".to_owned()),
        _ => {}
    }
    let groups: Vec<u16> = words.take(usize::from(count)).collect();
    let weight = i32::from(weight.cast_signed());
    let group = |position: i32| {
        let index = usize::try_from(position).ok();
        index.and_then(|index| groups.get(index)).copied().unwrap_or(0)
    };
    let whole: String = (0..=weight)
        .map(|position| format!("{:04}", group(position)))
        .collect();
    let whole = whole.trim_start_matches('0');
    let places = (i32::from(scale) + GROUP - 1) / GROUP;
    let fraction: String = (1..=places)
        .map(|place| format!("{:04}", group(weight + place)))
        .collect();
    let fraction = fraction.get(..usize::from(scale))?;
    let (minus, point) = (
        if sign == NEGATIVE { "-" } else { "" },
        if scale == 0 { "" } else { "." },
    );
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(format!("{minus}{whole}{point}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn check(words: &[u16], expected: &str) {
        let raw: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        assert_eq!(numeric_text(&raw).unwrap(), expected);
    }

    #[test]
    fn numbers_keep_every_digit_and_zero() {
        check(&[0, 0, 0, 0], "0");
        check(&[0, 0, 0, 2], "0.00");
        check(&[2, 0, 0, 2, 1, 5000], "1.50");
        check(&[1, 1, NEGATIVE, 0, 12], "-120000");
        check(&[1, (-2_i16).cast_unsigned(), 0, 8, 42], "0.00000042");
        check(&[0, 0, NAN, 0], "NaN");
    }
}
