//! A field whose type changes, and how a database converts its values.

use aksara_schema::{Field, StorageType, Table};

/// A field whose type changes while its table has rows.
#[derive(Debug, Clone, Copy)]
pub struct Retyping<'a> {
    /// The table after the change.
    pub table: &'a Table,
    /// The field as it is, under its old name.
    pub before: &'a Field,
    /// The field as it will be.
    pub after: &'a Field,
}

/// Whether a decimal of so many digits, `scale` of them after the point, has room for every value of a type of numbers.
pub fn fits_decimal(from: &StorageType, digits: u32, scale: u32) -> bool {
    let whole = digits.saturating_sub(scale);
    match from {
        StorageType::SmallInteger => whole >= 5,
        StorageType::Integer => whole >= 10,
        StorageType::BigInteger | StorageType::Duration => whole >= 19,
        StorageType::Decimal {
            digits: old_digits,
            scale: old_scale,
        } => {
            let old = old_digits.saturating_sub(*old_scale);
            old < whole || (old == whole && *old_scale <= scale)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_has_room_for_shorter_numbers() {
        let decimal = |digits, scale| StorageType::Decimal { digits, scale };
        for (from, digits, scale, fits) in [
            (StorageType::SmallInteger, 7, 2, true),
            (StorageType::SmallInteger, 6, 2, false),
            (StorageType::BigInteger, 19, 0, true),
            (StorageType::Float, 60, 0, false),
            (decimal(10, 2), 10, 2, true),
            (decimal(10, 3), 9, 2, false),
            (decimal(10, 3), 10, 2, true),
        ] {
            assert_eq!(
                fits_decimal(&from, digits, scale),
                fits,
                "{from:?} in {digits}, {scale}"
            );
        }
    }
}
