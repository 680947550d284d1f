//! An index as a program writes it down.

use crate::{
    DerivedName, FieldName, Index, IndexKey, IndexPart, InvalidName, ObjectName, SortOrder, SqlExpression,
    TableName,
};

/// An index that is being written down; its names are checked where its table is finished.
#[derive(Debug, Clone)]
pub struct IndexBuilder {
    fields: Vec<String>,
    name: Option<String>,
    is_unique: bool,
    condition: Option<SqlExpression>,
}

impl Index {
    /// An index on these fields, under the name that follows from them. A `-` before a field's name is descending.
    ///
    /// ```
    /// use aksara_schema::{Field, Index, SortOrder, Table};
    ///
    /// let posts = Table::build("posts")
    ///     .fields([Field::id("id"), Field::string("title", 200)])
    ///     .index(Index::on(["title", "-id"]))
    ///     .finish()?;
    /// assert_eq!(posts.indexes[0].parts[1].order, SortOrder::Descending);
    /// # Ok::<(), aksara_schema::InvalidTable>(())
    /// ```
    pub fn on<N: Into<String>>(fields: impl IntoIterator<Item = N>) -> IndexBuilder {
        IndexBuilder {
            fields: fields.into_iter().map(Into::into).collect(),
            name: None,
            is_unique: false,
            condition: None,
        }
    }
}

impl IndexBuilder {
    /// Under this name.
    ///
    /// ```
    /// # use aksara_schema::{Field, Index, Table};
    /// let posts = Table::build("posts").field(Field::id("id")).index(Index::on(["id"]).named("by_id"));
    /// assert_eq!(posts.finish()?.indexes[0].name.as_str(), "by_id");
    /// # Ok::<(), aksara_schema::InvalidTable>(())
    /// ```
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self {
            name: Some(name.into()),
            ..self
        }
    }

    /// Two rows may not be equal in it.
    ///
    /// ```
    /// # use aksara_schema::{Field, Index, Table};
    /// let posts = Table::build("posts").field(Field::id("id")).index(Index::on(["id"]).unique());
    /// assert!(posts.finish()?.indexes[0].unique);
    /// # Ok::<(), aksara_schema::InvalidTable>(())
    /// ```
    #[must_use]
    pub fn unique(self) -> Self {
        Self {
            is_unique: true,
            ..self
        }
    }

    /// Only the rows for which this is true are in it.
    ///
    /// ```
    /// use aksara_schema::{Field, FieldType, Index, SqlExpression, Table, parse_expression};
    ///
    /// let drafts = Index::on(["title"]).only_where(SqlExpression::Portable(parse_expression("is_draft")?));
    /// let posts = Table::build("posts")
    ///     .fields([Field::string("title", 200), Field::build("is_draft", FieldType::Boolean)])
    ///     .index(drafts)
    ///     .finish()?;
    /// assert!(posts.indexes[0].condition.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn only_where(self, condition: SqlExpression) -> Self {
        Self {
            condition: Some(condition),
            ..self
        }
    }

    pub(super) fn finish(self, table: &TableName) -> Result<Index, InvalidName> {
        let parts: Vec<IndexPart> = self
            .fields
            .iter()
            .map(|field| part(field))
            .collect::<Result<_, _>>()?;
        let fields = parts.iter().filter_map(|part| part.key.as_field());
        let name = match self.name {
            Some(name) => ObjectName::new(name)?,
            None => DerivedName::Index.spell(table, fields)?,
        };
        Ok(Index {
            name,
            unique: self.is_unique,
            nulls_not_distinct: false,
            method: None,
            condition: self.condition,
            include: Vec::new(),
            parts,
        })
    }
}

/// A field's name with its order.
fn part(written: &str) -> Result<IndexPart, InvalidName> {
    let (name, order) = match written.strip_prefix('-') {
        Some(name) => (name, SortOrder::Descending),
        None => (written, SortOrder::Ascending),
    };
    Ok(IndexPart {
        key: IndexKey::Field(FieldName::new(name)?),
        order,
        nulls: None,
        collation: None,
        operator_class: None,
    })
}
