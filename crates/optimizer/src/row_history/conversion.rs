//! Conversions of values, and which of them change none.

use aksara_schema::{Field, StorageType};

/// A conversion from one type to another. A type all of whose values a wider type has counts as that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conversion {
    from: StorageType,
    to: StorageType,
}

impl Conversion {
    /// The effect of a type change on a field's values, which all fit another type as well if that is given; `None`
    /// where each stays as it is.
    pub(crate) fn between(old: &Field, fits: Option<&StorageType>, new: &Field) -> Option<Self> {
        let (from, to) = (old.field_type.storage(), new.field_type.storage());
        let fits_both = fits.is_some_and(|fits| keeps_values(fits, &from) && keeps_values(fits, &to));
        (!fits_both && !keeps_values(&from, &to)).then(|| Self {
            from: widest(from),
            to,
        })
    }

    /// The two in turn as one, where the values are the same: what fits in the narrower of two types fits in the wider.
    pub(crate) fn then(&self, next: &Self) -> Option<Self> {
        let narrows = self.from == widest(self.to.clone()) && keeps_values(&next.to, &self.to);
        narrows.then(|| Self {
            from: self.from.clone(),
            to: next.to.clone(),
        })
    }
}

/// Whether every value of the one type is the same value of the other.
fn keeps_values(from: &StorageType, to: &StorageType) -> bool {
    match (from, to) {
        (StorageType::Varchar(old), StorageType::Varchar(new)) => new >= old,
        (StorageType::Varchar(_), StorageType::Text)
        | (StorageType::SmallInteger, StorageType::Integer | StorageType::BigInteger)
        | (StorageType::Integer, StorageType::BigInteger) => true,
        (
            StorageType::Enum {
                values: old,
                native: old_type,
            },
            StorageType::Enum {
                values: new,
                native: new_type,
            },
        ) => old_type == new_type && (new.is_empty() || old.iter().all(|value| new.contains(value))),
        (from, to) => from == to,
    }
}

fn widest(storage: StorageType) -> StorageType {
    match storage {
        StorageType::Varchar(_) => StorageType::Text,
        StorageType::SmallInteger | StorageType::Integer => StorageType::BigInteger,
        other => other,
    }
}
