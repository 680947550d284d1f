//! One field from its catalog row.

use aksara_driver::{DriverError, Row};
use aksara_schema::{Field, FieldOptions, Generated, GeneratedStorage};

use super::attributes::{row_moment, with_attributes};
use super::catalog::CatalogTable;
use super::default::read_default;
use super::table::field_name;
use super::unreadable;
use crate::flavour::{Flavour, Server};

use super::text::{from_mysql_catalog, read_expression};
use crate::told::read_type;
use crate::types::is_text;

/// Reads a column. Its keys, indexes and checks come later.
pub(super) fn read_column(row: &Row, table: &CatalogTable<'_>, server: Server) -> Result<Field, DriverError> {
    let name = field_name(row.text("column_name"))?;
    let column_type = row
        .text("column_type")
        .ok_or_else(|| unreadable("a column without type"))?;
    let collation = row.text("collation_name");
    let inherited = table.table.text("table_collation");
    let field_type = read_type(column_type, collation, server.flavour);
    let field_type = with_attributes(field_type, row, inherited, server.flavour);
    let extra = row.text("extra").unwrap_or_default().to_lowercase();
    let mut field = Field {
        nullable: row.text("is_nullable") == Some("YES"),
        auto_increment: extra.contains("auto_increment"),
        options: FieldOptions {
            on_update_now: extra.contains("on update current_timestamp"),
            invisible: extra.contains("invisible"),
        },
        generated: read_generated(row, &extra, server.flavour),
        comment: row
            .text("column_comment")
            .filter(|comment| !comment.is_empty())
            .map(str::to_owned),
        ..Field::new(name, field_type)
    };
    if is_text(&field.field_type.storage()) && collation != inherited {
        field.collation = collation.map(str::to_owned);
    }
    if field.generated.is_none() {
        field.default = read_default(row, &field, &extra, server);
    }
    Ok(field)
}

fn read_generated(row: &Row, extra: &str, flavour: Flavour) -> Option<Generated> {
    let storage = match extra {
        _ if row_moment(row).is_some() => return None,
        extra if extra.contains("stored generated") => GeneratedStorage::Stored,
        extra if extra.contains("virtual generated") => GeneratedStorage::Virtual,
        _ => return None,
    };
    let text = row.text("generation_expression")?;
    let expression = match flavour {
        Flavour::Mysql => read_expression(&from_mysql_catalog(text)),
        Flavour::Mariadb => read_expression(text),
    };
    Some(Generated { expression, storage })
}
