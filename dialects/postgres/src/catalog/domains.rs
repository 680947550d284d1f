//! Domains, and what they add to their base type.

use aksara_driver::{DriverError, Row};

use super::rows::{integer, is_true, parsed, text};

/// A domain over a type that is none itself.
pub(crate) struct Domain {
    pub(crate) base: String,
    pub(crate) is_required: bool,
    pub(crate) default: Option<String>,
    /// `CHECK ((VALUE > 0))`
    pub(crate) checks: Vec<String>,
}

/// A column whose type is a domain.
pub(crate) struct DomainColumn {
    pub(crate) table: i64,
    pub(crate) name: String,
    pub(crate) domain: i64,
}

/// A domain with its object identifier.
pub(super) fn read(row: &Row) -> Result<(i64, Domain), DriverError> {
    let domain = Domain {
        base: text(row, "base")?.to_owned(),
        is_required: is_true(row, "required"),
        default: row.text("expression").map(str::to_owned),
        checks: parsed(row, "checks")?.unwrap_or_default(),
    };
    Ok((integer(row, "id")?, domain))
}

pub(super) fn read_column(row: &Row) -> Result<DomainColumn, DriverError> {
    Ok(DomainColumn {
        table: integer(row, "table_id")?,
        name: text(row, "name")?.to_owned(),
        domain: integer(row, "type_id")?,
    })
}
