//! The values of a type that another type does not take. Every database refuses to convert them, so that nothing is lost:
//! losses of values that it does convert are in `conversion_loss`.

use aksara_schema::{StorageType, ValueKind as Kind};

/// The values of the first type that the second does not take, in words after "a value"; `None` if all fit, or none does.
///
/// ```
/// use aksara_operations::unfit_values;
/// use aksara_schema::StorageType::{Integer, Varchar};
///
/// assert_eq!(unfit_values(&Varchar(200), &Varchar(3)).as_deref(), Some("is longer than 3 characters"));
/// assert_eq!(unfit_values(&Varchar(3), &Integer).as_deref(), Some("is not an integer"));
/// assert_eq!(unfit_values(&Integer, &Varchar(20)), None);
/// ```
pub fn unfit_values(before: &StorageType, after: &StorageType) -> Option<String> {
    if before == after {
        return None;
    }
    match after {
        StorageType::Varchar(length) => {
            is_longer(before, *length).then(|| format!("is longer than {length} characters"))
        }
        StorageType::Enum { values, .. } => unfit_choice(before, values),
        StorageType::SmallInteger | StorageType::Integer | StorageType::BigInteger => {
            unfit_integer(before, after)
        }
        StorageType::Decimal { digits, scale } => unfit_decimal(before, *digits, *scale),
        StorageType::Array(items) => unfit_array(before, &items.storage()),
        StorageType::Vector(dimensions) => unfit_vector(before, *dimensions),
        other => unfit_text(before, other),
    }
}

/// Whether a value may have more characters.
fn is_longer(storage: &StorageType, length: u32) -> bool {
    longest(storage).is_none_or(|longest| longest > length)
}

/// The most characters of a value's text; `None` if there is no limit, or the databases differ.
fn longest(storage: &StorageType) -> Option<u32> {
    match storage {
        StorageType::SmallInteger => Some(6),
        StorageType::Integer => Some(11),
        StorageType::BigInteger => Some(20),
        StorageType::Boolean => Some(5),
        StorageType::Decimal { digits, .. } => Some(digits + 2),
        StorageType::Varchar(length) => Some(*length),
        StorageType::Date => Some(10),
        StorageType::Uuid => Some(36),
        StorageType::Enum { values, .. } => {
            let lengths = values.iter().map(|value| value.chars().count());
            lengths.max().and_then(|longest| u32::try_from(longest).ok())
        }
        _ => None,
    }
}

/// An enum that loses values is compared by them.
fn unfit_choice(before: &StorageType, values: &[String]) -> Option<String> {
    let is_open =
        !values.is_empty() && !matches!(before, StorageType::Enum { values, .. } if !values.is_empty());
    let quoted: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
    is_open.then(|| format!("is none of {}", quoted.join(", ")))
}

/// The most digits before the point; `None` for what is no number.
fn whole_digits(storage: &StorageType) -> Option<u32> {
    match storage {
        StorageType::Decimal { digits, scale } => Some(digits - scale),
        StorageType::Float => Some(309),
        integer => range(integer).map(|(_, most)| most.ilog10() + 1),
    }
}

fn unfit_integer(before: &StorageType, after: &StorageType) -> Option<String> {
    let (least, most) = range(after)?;
    let is_wider = match range(before) {
        Some((_, old)) => old > most,
        None => whole_digits(before).is_some_and(|digits| digits > most.ilog10()),
    };
    let beyond = || format!("is less than {least} or more than {most}");
    unfit_text(before, after).or_else(|| is_wider.then(beyond))
}

fn range(storage: &StorageType) -> Option<(i64, i64)> {
    match storage {
        StorageType::SmallInteger => Some((i16::MIN.into(), i16::MAX.into())),
        StorageType::Integer => Some((i32::MIN.into(), i32::MAX.into())),
        StorageType::BigInteger => Some((i64::MIN, i64::MAX)),
        _ => None,
    }
}

fn unfit_decimal(before: &StorageType, digits: u32, scale: u32) -> Option<String> {
    let room = digits - scale;
    let is_wider = whole_digits(before).is_some_and(|digits| digits > room);
    let more = || format!("has more than {room} digits before the point");
    unfit_text(before, &StorageType::Decimal { digits, scale }).or_else(|| is_wider.then(more))
}

fn unfit_array(before: &StorageType, items: &StorageType) -> Option<String> {
    match before {
        StorageType::Array(old) => {
            unfit_values(&old.storage(), items).map(|unfit| format!("is an array with an item that {unfit}"))
        }
        other => is_written(other).then(|| "is not an array of such items".to_owned()),
    }
}

fn unfit_vector(before: &StorageType, dimensions: Option<u32>) -> Option<String> {
    let dimensions =
        dimensions.filter(|_| !matches!(before, StorageType::Vector(old) if *old == dimensions))?;
    let may_differ = is_written(before) || matches!(before, StorageType::Array(_) | StorageType::Vector(_));
    may_differ.then(|| format!("is not a vector of {dimensions} dimensions"))
}

/// Texts and documents that do not spell a value of the type.
fn unfit_text(before: &StorageType, after: &StorageType) -> Option<String> {
    let facts = after.facts();
    let takes_all = [Kind::Text, Kind::Binary, Kind::Opaque].contains(&facts.kind);
    let is_document = facts.kind == before.facts().kind;
    (is_written(before) && !takes_all && !is_document).then(|| format!("is not {}", facts.value))
}

/// Whether values may spell anything.
fn is_written(storage: &StorageType) -> bool {
    [Kind::Text, Kind::Json].contains(&storage.facts().kind)
}

#[cfg(test)]
mod tests {
    use aksara_schema::ArrayItem;
    use pretty_assertions::assert_eq;

    use super::*;

    const fn decimal(digits: u32, scale: u32) -> StorageType {
        StorageType::Decimal { digits, scale }
    }

    fn choice(values: &[&str]) -> StorageType {
        StorageType::Enum {
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            native: None,
        }
    }

    fn check(before: &StorageType, after: &StorageType, expected: Option<&str>) {
        let unfit = unfit_values(before, after);
        assert_eq!(unfit.as_deref(), expected, "{before:?} to {after:?}");
    }

    #[test]
    fn texts_that_are_too_long_do_not_fit() {
        use StorageType::{Integer, Text, Uuid, Varchar};
        check(&Varchar(9), &Varchar(8), Some("is longer than 8 characters"));
        check(&Text, &Varchar(8), Some("is longer than 8 characters"));
        check(&Uuid, &Varchar(8), Some("is longer than 8 characters"));
        check(&Integer, &Varchar(10), Some("is longer than 10 characters"));
        check(&Integer, &Varchar(11), None);
        check(
            &choice(&["long", "a"]),
            &Varchar(3),
            Some("is longer than 3 characters"),
        );
        check(&choice(&["long", "a"]), &Varchar(4), None);
        check(&Varchar(8), &Text, None);
    }

    #[test]
    fn texts_that_spell_no_value_do_not_fit() {
        use StorageType::{Binary, Boolean, Date, Integer, Json, Text, Uuid, Varchar};
        check(&Text, &choice(&["a", "b"]), Some("is none of 'a', 'b'"));
        check(&choice(&["a"]), &choice(&["b"]), None);
        check(&Text, &choice(&[]), None);
        check(&Varchar(2), &Integer, Some("is not an integer"));
        check(&Varchar(2), &decimal(9, 2), Some("is not a decimal"));
        check(&Text, &Date, Some("is not a date"));
        check(&Text, &Json, Some("is not a JSON document"));
        check(&Json, &Boolean, Some("is not a boolean"));
        check(&Text, &Binary, None);
        check(&Uuid, &Text, None);
    }

    #[test]
    fn numbers_that_are_too_large_do_not_fit() {
        use StorageType::{BigInteger, Boolean, Float, Integer, SmallInteger};
        let small = Some("is less than -32768 or more than 32767");
        let integer = Some("is less than -2147483648 or more than 2147483647");
        check(&Integer, &SmallInteger, small);
        check(&SmallInteger, &Integer, None);
        check(&decimal(4, 0), &SmallInteger, None);
        check(&decimal(7, 2), &SmallInteger, small);
        check(&Float, &Integer, integer);
        check(&BigInteger, &Integer, integer);
        check(&Integer, &Boolean, None);
        check(
            &decimal(8, 2),
            &decimal(8, 3),
            Some("has more than 5 digits before the point"),
        );
        check(&decimal(8, 2), &decimal(9, 3), None);
        check(
            &Integer,
            &decimal(10, 2),
            Some("has more than 8 digits before the point"),
        );
        check(&Integer, &decimal(12, 2), None);
        check(
            &Float,
            &decimal(12, 2),
            Some("has more than 10 digits before the point"),
        );
    }

    #[test]
    fn lists_are_looked_into() {
        let of = |item: ArrayItem| StorageType::Array(item);
        let is_text = "is an array with an item that is not a big integer";
        check(&of(ArrayItem::Text), &of(ArrayItem::Integer), Some(is_text));
        check(&of(ArrayItem::Integer), &of(ArrayItem::Text), None);
        let of = StorageType::Vector;
        check(
            &of(Some(3)),
            &of(Some(4)),
            Some("is not a vector of 4 dimensions"),
        );
        check(&of(Some(3)), &of(None), None);
    }
}
