//! A table as a program writes it down.

use thiserror::Error;

use super::{FieldBuilder, IndexBuilder};
use crate::{Field, FieldName, Index, InvalidName, Table, TableName};

/// A table that is being written down.
#[derive(Debug, Clone)]
pub struct TableBuilder {
    name: String,
    fields: Vec<FieldBuilder>,
    indexes: Vec<IndexBuilder>,
    comment: Option<String>,
}

/// A table that was written down and cannot be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidTable {
    /// A name of the table, of an index or of what a field refers to.
    #[error("table `{table}`, {part}: {source}")]
    Name {
        /// The table, as written.
        table: String,
        /// The part of the table, as written.
        part: String,
        /// The problem of the name.
        source: InvalidName,
    },
    /// Two fields or two indexes of one name.
    #[error("table `{table}` has two {kind} of the name `{name}`")]
    Twice {
        /// The table.
        table: String,
        /// `fields` or `indexes`.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// An index on a field that the table does not have.
    #[error("table `{table}`, index `{index}`: there is no field `{field}`")]
    NoField {
        /// The table.
        table: String,
        /// The index.
        index: String,
        /// The field.
        field: FieldName,
    },
}

impl Table {
    /// A table that is being written down.
    ///
    /// ```
    /// use aksara_schema::{Field, Table};
    ///
    /// let users = Table::build("users").field(Field::id("id")).finish()?;
    /// assert_eq!(users.name.to_string(), "users");
    /// # Ok::<(), aksara_schema::InvalidTable>(())
    /// ```
    pub fn build(name: impl Into<String>) -> TableBuilder {
        TableBuilder {
            name: name.into(),
            fields: Vec::new(),
            indexes: Vec::new(),
            comment: None,
        }
    }
}

impl TableBuilder {
    /// With one more field.
    ///
    /// ```
    /// # use aksara_schema::{Field, Table};
    /// let tags = Table::build("tags").field(Field::id("id")).field(Field::string("name", 40)).finish()?;
    /// assert_eq!(tags.fields.len(), 2);
    /// # Ok::<(), aksara_schema::InvalidTable>(())
    /// ```
    #[must_use]
    pub fn field(self, field: FieldBuilder) -> Self {
        self.fields([field])
    }

    /// With more fields.
    ///
    /// ```
    /// # use aksara_schema::{Field, Table};
    /// let tags = Table::build("tags").fields([Field::id("id"), Field::string("name", 40)]).finish()?;
    /// assert_eq!(tags.fields.len(), 2);
    /// # Ok::<(), aksara_schema::InvalidTable>(())
    /// ```
    #[must_use]
    pub fn fields(mut self, fields: impl IntoIterator<Item = FieldBuilder>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// With one more index.
    ///
    /// ```
    /// # use aksara_schema::{Field, Index, Table};
    /// let tags = Table::build("tags").field(Field::id("id")).index(Index::on(["id"])).finish()?;
    /// assert_eq!(tags.indexes.len(), 1);
    /// # Ok::<(), aksara_schema::InvalidTable>(())
    /// ```
    #[must_use]
    pub fn index(mut self, index: IndexBuilder) -> Self {
        self.indexes.push(index);
        self
    }

    /// With the comment that the database keeps.
    ///
    /// ```
    /// # use aksara_schema::{Field, Table};
    /// let tags = Table::build("tags").field(Field::id("id")).comment("words of posts").finish()?;
    /// assert_eq!(tags.comment.as_deref(), Some("words of posts"));
    /// # Ok::<(), aksara_schema::InvalidTable>(())
    /// ```
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// The table, with every name checked.
    ///
    /// ```
    /// use aksara_schema::{Field, Index, Table};
    ///
    /// let error = Table::build("tags").field(Field::id("")).finish().unwrap_err();
    /// assert_eq!(error.to_string(), "table `tags`, field ``: a name must not be empty");
    /// let tags = Table::build("tags").field(Field::id("id")).index(Index::on(["nme"]));
    /// assert!(tags.finish().unwrap_err().to_string().contains("there is no field `nme`"));
    /// ```
    pub fn finish(self) -> Result<Table, InvalidTable> {
        let Self {
            name,
            fields,
            indexes,
            comment,
        } = self;
        let invalid = |part: String, source| InvalidTable::Name {
            table: name.clone(),
            part,
            source,
        };
        let table_name = TableName::new(&*name).map_err(|source| invalid("its name".to_owned(), source))?;
        let mut table = Table::new(table_name);
        table.comment = comment;
        for field in fields {
            let part = format!("field `{}`", field.name());
            insert_field(
                &mut table,
                field.finish().map_err(|source| invalid(part, source))?,
            )?;
        }
        for index in indexes {
            let index = index.finish(&table.name);
            insert_index(
                &mut table,
                index.map_err(|source| invalid("an index".to_owned(), source))?,
            )?;
        }
        Ok(table)
    }
}

fn insert_field(table: &mut Table, field: Field) -> Result<(), InvalidTable> {
    let name = field.name.clone();
    match table.fields.insert(name.clone(), field) {
        None => Ok(()),
        Some(_) => Err(twice(table, "fields", name.to_string())),
    }
}

fn insert_index(table: &mut Table, index: Index) -> Result<(), InvalidTable> {
    let fields = index.parts.iter().filter_map(|part| part.key.as_field());
    for field in fields {
        if !table.fields.contains_key(field) {
            return Err(InvalidTable::NoField {
                table: table.name.to_string(),
                index: index.name.to_string(),
                field: field.clone(),
            });
        }
    }
    let name = index.name.clone();
    match table.indexes.insert(name.clone(), index) {
        None => Ok(()),
        Some(_) => Err(twice(table, "indexes", name.to_string())),
    }
}

fn twice(table: &Table, kind: &'static str, name: String) -> InvalidTable {
    InvalidTable::Twice {
        table: table.name.to_string(),
        kind,
        name,
    }
}
