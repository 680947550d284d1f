//! Reading declared types back, as inspection finds them.

use aksara_schema::{FieldType, StorageType};

use super::{PLAIN_TYPES, loose_spelling};

/// Spellings of other tools that mean the same, affinity included.
const ALIASES: &[(&str, StorageType)] = &[
    ("int", StorageType::Integer),
    ("bool", StorageType::Boolean),
    ("real", StorageType::Float),
    ("float", StorageType::Float),
    ("double precision", StorageType::Float),
];

/// The types of STRICT tables.
const STRICT_TYPES: &[(&str, StorageType)] = &[
    ("int", StorageType::BigInteger),
    ("integer", StorageType::BigInteger),
    ("real", StorageType::Float),
    ("text", StorageType::Text),
    ("blob", StorageType::Binary),
];

/// The logical type of a declared type; one that is none of ours is opaque.
pub(crate) fn read_declared_type(declared: &str, strict: bool) -> FieldType {
    let words: Vec<String> = declared.split_whitespace().map(str::to_lowercase).collect();
    let text = words.join(" ");
    let known = if strict {
        read_strict(&text)
    } else {
        read_plain(&text).or_else(|| read_with_parameters(&text))
    };
    let opaque = || FieldType::Opaque {
        dialect: crate::NAME,
        spelling: declared.to_owned(),
    };
    known.map_or_else(opaque, FieldType::from)
}

fn read_strict(text: &str) -> Option<StorageType> {
    STRICT_TYPES
        .iter()
        .find(|(name, _)| *name == text)
        .map(|(_, storage)| storage.clone())
}

fn read_plain(text: &str) -> Option<StorageType> {
    let plain = PLAIN_TYPES.iter().find(|storage| loose_spelling(storage) == text);
    let alias = || {
        ALIASES
            .iter()
            .find(|(alias, _)| *alias == text)
            .map(|(_, storage)| storage)
    };
    plain.or_else(alias).cloned()
}

fn read_with_parameters(text: &str) -> Option<StorageType> {
    let (name, rest) = text.split_once('(')?;
    let parameters = rest
        .strip_suffix(')')?
        .split(',')
        .map(|number| number.trim().parse().ok());
    let parameters: Vec<u32> = parameters.collect::<Option<_>>()?;
    match (name.trim(), parameters.as_slice()) {
        ("varchar", [length]) => Some(StorageType::Varchar(*length)),
        // As many as a decimal of ours has.
        ("decimal_text", [digits @ ..=1000, scale @ ..=1000]) => Some(StorageType::Decimal {
            digits: *digits,
            scale: *scale,
        }),
        ("vector_text", [dimensions]) => Some(StorageType::Vector(Some(*dimensions))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::affinity::Affinity;
    use crate::types::{StorageClass, declared_type, storage_class};
    use pretty_assertions::assert_eq;

    /// Types with parameters; the others are all in [`PLAIN_TYPES`].
    const WITH_PARAMETERS: &[StorageType] = &[
        StorageType::Varchar(200),
        StorageType::Decimal {
            digits: 30,
            scale: 10,
        },
        StorageType::Vector(Some(3)),
    ];

    #[test]
    fn every_spelling_reads_back_to_its_type() {
        for storage in PLAIN_TYPES.iter().chain(WITH_PARAMETERS) {
            let declared = declared_type(storage, false, "a field").unwrap();
            assert_eq!(
                read_declared_type(&declared, false),
                FieldType::from(storage.clone())
            );
            let spaced = declared.to_uppercase().replace('(', " ( ");
            assert_eq!(
                read_declared_type(&spaced, false),
                FieldType::from(storage.clone()),
                "{spaced}"
            );
        }
    }

    #[test]
    fn every_spelling_has_the_affinity_of_its_values() {
        for storage in PLAIN_TYPES.iter().chain(WITH_PARAMETERS) {
            let declared = declared_type(storage, false, "a field").unwrap();
            let expected = match storage_class(storage) {
                // NUMERIC keeps 0 and 1 as INTEGER does.
                StorageClass::Integer if *storage == StorageType::Boolean => Affinity::Numeric,
                StorageClass::Integer => Affinity::Integer,
                StorageClass::Real => Affinity::Real,
                StorageClass::Text => Affinity::Text,
                StorageClass::Blob => Affinity::Blob,
            };
            assert_eq!(Affinity::of(&declared, false), expected, "{declared}");
        }
    }

    #[test]
    fn what_is_none_of_ours_is_opaque() {
        for declared in [
            "datetime",
            "uuid",
            "DECIMAL(10, 2)",
            "varchar",
            "varchar(a)",
            "varchar(1, 2)",
            "",
        ] {
            let opaque = FieldType::Opaque {
                dialect: crate::NAME,
                spelling: declared.to_owned(),
            };
            assert_eq!(read_declared_type(declared, false), opaque);
        }
    }

    #[test]
    fn strict_tables_report_how_values_are_kept() {
        assert_eq!(read_declared_type("INT", true), FieldType::BigInteger);
        assert_eq!(read_declared_type("TEXT", true), FieldType::Text);
    }
}
