//! A field as a program writes it down.

use crate::{
    Default, Deferrable, Field, FieldName, FieldType, InvalidName, Literal, NotCompared, Reference,
    ReferentialAction, TableName,
};

/// A field that is being written down; its names are checked where its table is finished.
#[derive(Debug, Clone)]
pub struct FieldBuilder {
    name: String,
    field: Result<Field, InvalidName>,
}

impl Field {
    /// A required field of a type.
    ///
    /// ```
    /// use aksara_schema::{Field, FieldType};
    ///
    /// let born = Field::build("born", FieldType::Date).nullable().finish()?;
    /// assert!(born.nullable);
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    pub fn build(name: impl Into<String>, field_type: FieldType) -> FieldBuilder {
        let name = name.into();
        FieldBuilder {
            field: FieldName::new(&*name).map(|name| Self::new(name, field_type)),
            name,
        }
    }

    /// A 64-bit primary key that the database counts up.
    ///
    /// ```
    /// # use aksara_schema::Field;
    /// assert!(Field::id("id").finish()?.auto_increment);
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    pub fn id(name: impl Into<String>) -> FieldBuilder {
        let key = Self::build(name, FieldType::BigInteger).primary_key();
        key.with(|field| field.auto_increment = true)
    }

    /// Text of at most `max_length` characters.
    ///
    /// ```
    /// # use aksara_schema::{Field, FieldType};
    /// let title = Field::string("title", 200).finish()?;
    /// assert_eq!(title.field_type, FieldType::String { max_length: 200 });
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    pub fn string(name: impl Into<String>, max_length: u32) -> FieldBuilder {
        Self::build(name, FieldType::String { max_length })
    }

    /// A reference to a table's primary key. The field has the type
    /// of its target.
    ///
    /// ```
    /// use aksara_schema::{Field, ReferentialAction};
    ///
    /// let author = Field::foreign_key("author_id", "users").on_delete(ReferentialAction::Cascade);
    /// assert_eq!(author.finish()?.reference.unwrap().on_delete, ReferentialAction::Cascade);
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    pub fn foreign_key(name: impl Into<String>, table: impl Into<String>) -> FieldBuilder {
        let FieldBuilder { name, field } = Self::build(name, FieldType::Foreign(NotCompared(None)));
        let field = field.and_then(|field| {
            Ok(Self {
                reference: Some(Reference {
                    table: TableName::new(table)?,
                    field: None,
                    on_delete: ReferentialAction::NoAction,
                    on_update: ReferentialAction::NoAction,
                    deferrable: Deferrable::Never,
                    constraint: NotCompared(None),
                }),
                ..field
            })
        });
        FieldBuilder { name, field }
    }
}

impl FieldBuilder {
    /// Allows NULL.
    ///
    /// ```
    /// # use aksara_schema::Field;
    /// assert!(Field::string("nick", 30).nullable().finish()?.nullable);
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn nullable(self) -> Self {
        self.with(|field| field.nullable = true)
    }

    /// Makes it the primary key, or a part of it.
    ///
    /// ```
    /// # use aksara_schema::Field;
    /// assert!(Field::string("code", 2).primary_key().finish()?.primary_key);
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn primary_key(self) -> Self {
        self.with(|field| field.primary_key = true)
    }

    /// Gives it a UNIQUE constraint of its own.
    ///
    /// ```
    /// # use aksara_schema::Field;
    /// assert!(Field::string("email", 200).unique().finish()?.unique.is_some());
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn unique(self) -> Self {
        self.with(|field| field.unique = Some(NotCompared(None)))
    }

    /// Gives it an index of its own.
    ///
    /// ```
    /// # use aksara_schema::Field;
    /// assert!(Field::string("city", 200).indexed().finish()?.index.is_some());
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn indexed(self) -> Self {
        self.with(|field| field.index = Some(NotCompared(None)))
    }

    /// The constant that the database fills in.
    ///
    /// ```
    /// # use aksara_schema::{Field, FieldType, Literal};
    /// let done = Field::build("done", FieldType::Boolean).default_value(Literal::Boolean(false));
    /// assert!(!done.finish()?.needs_value());
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn default_value(self, value: Literal) -> Self {
        self.with(|field| field.default = Some(Default::Literal(value)))
    }

    /// The comment that the database keeps.
    ///
    /// ```
    /// # use aksara_schema::Field;
    /// let name = Field::string("name", 200).comment("as on the passport").finish()?;
    /// assert_eq!(name.comment.as_deref(), Some("as on the passport"));
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn comment(self, comment: impl Into<String>) -> Self {
        self.with(|field| field.comment = Some(comment.into()))
    }

    /// The action of a foreign key when its target is deleted. Other fields have none, and stay as they are.
    ///
    /// ```
    /// # use aksara_schema::{Field, ReferentialAction};
    /// let author = Field::foreign_key("author_id", "users").on_delete(ReferentialAction::Restrict);
    /// # assert!(author.finish()?.reference.is_some());
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn on_delete(self, action: ReferentialAction) -> Self {
        self.with_reference(|reference| reference.on_delete = action)
    }

    /// When a foreign key is checked. Other fields stay as they are.
    ///
    /// ```
    /// # use aksara_schema::{Deferrable, Field};
    /// let parent = Field::foreign_key("parent_id", "nodes").deferrable(Deferrable::InitiallyDeferred);
    /// # assert!(parent.finish()?.reference.is_some());
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn deferrable(self, deferrable: Deferrable) -> Self {
        self.with_reference(|reference| reference.deferrable = deferrable)
    }

    /// Any other part of the field.
    ///
    /// ```
    /// # use aksara_schema::Field;
    /// let name = Field::string("name", 200).with(|field| field.collation = Some("C".to_owned()));
    /// assert!(name.finish()?.collation.is_some());
    /// # Ok::<(), aksara_schema::InvalidName>(())
    /// ```
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Field)) -> Self {
        if let Ok(field) = &mut self.field {
            change(field);
        }
        self
    }

    /// The field, with its names checked.
    ///
    /// ```
    /// # use aksara_schema::Field;
    /// assert!(Field::string("", 200).finish().is_err());
    /// assert!(Field::foreign_key("author_id", "").finish().is_err());
    /// ```
    pub fn finish(self) -> Result<Field, InvalidName> {
        self.field
    }

    fn with_reference(self, change: impl FnOnce(&mut Reference)) -> Self {
        self.with(|field| _ = field.reference.as_mut().map(change))
    }

    /// The name as written.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}
