//! How a column changes values on their way in, by the words of its declared type.

/// A column's affinity (<https://sqlite.org/datatype3.html#determination_of_column_affinity>).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Affinity {
    Integer,
    Text,
    /// Keeps every value as it is.
    Blob,
    Real,
    Numeric,
}

/// The first rule that a type's words meet decides.
const RULES: &[(&[&str], Affinity)] = &[
    (&["INT"], Affinity::Integer),
    (&["CHAR", "CLOB", "TEXT"], Affinity::Text),
    (&["BLOB"], Affinity::Blob),
    (&["REAL", "FLOA", "DOUB"], Affinity::Real),
];

impl Affinity {
    /// The affinity of a declared type. `ANY` keeps every value in a STRICT table alone
    /// (<https://www.sqlite.org/stricttables.html>).
    pub(crate) fn of(declared_type: &str, is_strict: bool) -> Self {
        let declared = declared_type.to_ascii_uppercase();
        if declared.is_empty() || is_strict && declared == "ANY" {
            return Self::Blob;
        }
        let rule = RULES
            .iter()
            .find(|(words, _)| words.iter().any(|word| declared.contains(word)));
        rule.map_or(Self::Numeric, |(_, affinity)| *affinity)
    }
}
