//! The values of enums and sets that the catalogs do not tell as they are: characters outside the Basic Multilingual Plane
//! come back as question marks from every view and from SHOW CREATE. A temporary table with the column's type holds one row
//! for each value, by its number, and tells them.

use aksara_driver::{Connection, DriverError, OpaqueObject, Row, Value};
use aksara_schema::TableName;

use super::rows::Rows;
use crate::literal::{quote_text, read_bytes};
use crate::name::quoted;
use crate::token::{Token, tokens};

/// The temporary table.
pub(super) const VALUES: &str = "aksara_values";

/// Puts the real values into the types of the columns' rows. A column that cannot be asked, where the user may make no
/// temporary table, is remarked on.
pub(super) async fn read_exact_values(
    connection: &mut dyn Connection,
    catalog: &mut Rows,
    beside: &mut Vec<OpaqueObject>,
) {
    for (table, rows) in catalog.columns_by_table() {
        for row in rows {
            let Some(listed) = Listed::of(row).filter(|listed| listed.is_inexact()) else {
                continue;
            };
            match listed.read_from(connection, table).await {
                Ok(values) => listed.set_in(row, &values),
                Err(_) => beside.push(listed.remark(table)),
            }
        }
    }
}

/// A column whose type lists its values.
struct Listed {
    column: String,
    kind: &'static str,
    values: Vec<String>,
}

impl Listed {
    fn of(row: &Row) -> Option<Self> {
        let column_type = row.text("column_type")?;
        let kind = ["enum", "set"]
            .into_iter()
            .find(|kind| column_type.starts_with(&format!("{kind}(")))?;
        let values = tokens(column_type).into_iter().filter_map(|token| match token {
            Token::Text(value) => Some(value),
            Token::Word(_) | Token::Name(_) | Token::Number(_) | Token::Symbol(_) => None,
        });
        Some(Self {
            column: row.text("column_name")?.to_owned(),
            kind,
            values: values.collect(),
        })
    }

    fn is_inexact(&self) -> bool {
        self.values.iter().any(|value| value.contains('?'))
    }

    /// The numbers of an enum's values count, those of a set's are bits.
    fn number(&self, position: usize) -> u64 {
        let position = position as u64;
        match self.kind {
            "set" => 1 << position,
            _ => position + 1,
        }
    }

    async fn read_from(
        &self,
        connection: &mut dyn Connection,
        table: &str,
    ) -> Result<Vec<String>, DriverError> {
        let column = quoted(&self.column);
        let drop = format!("DROP TEMPORARY TABLE IF EXISTS {VALUES}");
        connection.execute(&drop).await?;
        let make = format!(
            "CREATE TEMPORARY TABLE {VALUES} AS SELECT {column} FROM {} LIMIT 0",
            quoted(table)
        );
        connection.execute(&make).await?;
        let numbers = (0..self.values.len()).map(|position| format!("({})", self.number(position)));
        let fill = format!(
            "INSERT INTO {VALUES} VALUES {}",
            numbers.collect::<Vec<_>>().join(", ")
        );
        let ask = format!(
            "SELECT hex(convert({column} USING utf8mb4)) AS digits FROM {VALUES} ORDER BY {column} + 0"
        );
        let read = match connection.execute(&fill).await {
            Ok(_) => connection.query(&ask, &[]).await,
            Err(error) => Err(error),
        };
        connection.execute(&drop).await?;
        let text = |row: &Row| {
            row.text("digits")
                .map(|digits| String::from_utf8_lossy(&read_bytes(digits)).into_owned())
        };
        Ok(read?.iter().filter_map(text).collect())
    }

    fn set_in(&self, row: &mut Row, values: &[String]) {
        let values: Vec<String> = values.iter().map(|value| quote_text(value)).collect();
        let exact = Value::Text(format!("{}({})", self.kind, values.join(",")));
        let position = row.columns.iter().position(|name| name == "column_type");
        if let Some(column_type) = position.and_then(|position| row.values.get_mut(position)) {
            *column_type = exact;
        }
    }

    fn remark(&self, table: &str) -> OpaqueObject {
        OpaqueObject {
            kind: format!("{} whose values the catalog does not tell", self.kind),
            name: self.column.clone(),
            table: TableName::whole(table).ok(),
            definition: None,
            making: Vec::new(),
        }
    }
}
