//! The length of a row: the server's limit for all fields, and InnoDB's for what a page must hold.
//!
//! Fields whose width is not known count as empty, so that nothing is refused that the server would take.

use aksara_dialect::Unsupported;
use aksara_schema::{Field, GeneratedStorage, Table};

use super::is_innodb;
use super::width::Width;
use crate::flavour::{LongValue, Server};

/// The greatest length of a row in bytes, large objects left out
/// (<https://dev.mysql.com/doc/refman/9.4/en/column-count-limit.html>).
const GREATEST_ROW: u64 = 65_535;

/// The bytes of a large object in a row, at least.
const LARGE_OBJECT_BYTES: u64 = 9;

/// InnoDB keeps two rows in a page of 16 KB, and refuses what could be longer
/// (<https://dev.mysql.com/doc/refman/9.4/en/innodb-limits.html>).
const GREATEST_IN_PAGE: u64 = 8_126;

/// The header of a row, with its transaction and undo pointer.
const ROW_HEADER: u64 = 5 + 6 + 7;

/// The row's number, which a table without a primary key has.
const ROW_NUMBER: u64 = 6;

/// Refuses a table whose rows would be too long.
pub(super) fn check_row(table: &Table, server: Server) -> Result<(), Unsupported> {
    let bytes = fields(table)
        .map(|field| row_bytes(Width::of(field, table)))
        .sum::<u64>()
        + null_bytes(table);
    if bytes > GREATEST_ROW {
        let reason = format!("a row has up to {bytes} bytes, and {GREATEST_ROW} are the most");
        return Err(refuse(table, reason, server));
    }
    let in_page = page_bytes(table, server);
    if is_innodb(table) && in_page >= GREATEST_IN_PAGE {
        let reason = format!(
            "a row takes up to {in_page} bytes in a page of InnoDB, and less than {GREATEST_IN_PAGE} is allowed"
        );
        return Err(refuse(table, reason, server));
    }
    Ok(())
}

fn refuse(table: &Table, reason: String, server: Server) -> Unsupported {
    let advice = "use Text for the longest texts, a smaller max_length (a character takes up to 4 bytes), or fewer fields";
    server.refuse(None, format!("the table `{}`", table.name), reason, advice)
}

/// The fields that have a place in the row.
fn fields(table: &Table) -> impl Iterator<Item = &Field> {
    let is_virtual = |field: &Field| {
        let generated = field.generated.as_ref();
        generated.is_some_and(|generated| generated.storage == GeneratedStorage::Virtual)
    };
    table.fields.values().filter(move |field| !is_virtual(field))
}

fn row_bytes(width: Width) -> u64 {
    match width {
        Width::Fixed(bytes) => bytes,
        Width::Variable(bytes) => bytes + if bytes < 256 { 1 } else { 2 },
        Width::LargeObject => LARGE_OBJECT_BYTES,
    }
}

fn page_bytes(table: &Table, server: Server) -> u64 {
    let fields =
        fields(table).map(|field| field_in_page(Width::of(field, table), server.flavour.limits.long_value));
    let number = if table.primary_key().is_empty() {
        ROW_NUMBER
    } else {
        0
    };
    fields.sum::<u64>() + null_bytes(table) + ROW_HEADER + number
}

/// A long value is moved to a page of its own.
fn field_in_page(width: Width, long_value: LongValue) -> u64 {
    match width {
        Width::Fixed(bytes) => bytes,
        Width::Variable(bytes) if bytes < long_value.since => bytes + 1,
        Width::Variable(_) | Width::LargeObject => long_value.bytes + 1,
    }
}

/// A bit for each field that may be NULL.
fn null_bytes(table: &Table) -> u64 {
    let nullable = fields(table).filter(|field| !field.is_required()).count();
    nullable.div_ceil(8) as u64
}
