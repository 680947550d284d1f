//! A migration as a program writes it down.

use aksara_operations::{
    CreateTable, Dependency, DropTable, InvalidMigrationName, Located, Migration, MigrationName, Operation,
};
use aksara_schema::{Table, TableName};

/// A migration that is being written down. [`Compile`](crate::Compile) gives its statements.
///
/// ```
/// use aksara::{Field, MigrationBuilder, Table};
///
/// let tags = Table::build("tags").field(Field::id("id")).finish()?;
/// let migration = MigrationBuilder::new("0002_tags").after("0001_initial").create(tags).finish()?;
/// assert_eq!(migration.operations.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct MigrationBuilder {
    name: String,
    dependencies: Vec<String>,
    operations: Vec<Operation>,
}

impl MigrationBuilder {
    /// A migration of this name, which does nothing yet.
    ///
    /// ```
    /// assert!(aksara::MigrationBuilder::new("0001_initial").finish()?.operations.is_empty());
    /// # Ok::<(), aksara::InvalidMigrationName>(())
    /// ```
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            dependencies: Vec::new(),
            operations: Vec::new(),
        }
    }

    /// The migration must be applied after this one.
    ///
    /// ```
    /// let second = aksara::MigrationBuilder::new("0002").after("0001").finish()?;
    /// assert_eq!(second.dependencies[0].value.name.as_str(), "0001");
    /// # Ok::<(), aksara::InvalidMigrationName>(())
    /// ```
    #[must_use]
    pub fn after(mut self, name: impl Into<String>) -> Self {
        self.dependencies.push(name.into());
        self
    }

    /// Makes a table.
    ///
    /// ```
    /// # use aksara::{Field, MigrationBuilder, Table};
    /// let tags = Table::build("tags").field(Field::id("id")).finish()?;
    /// # assert_eq!(
    /// MigrationBuilder::new("0001").create(tags)
    /// # .finish()?.operations.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn create(self, table: Table) -> Self {
        self.operation(CreateTable {
            table,
            if_not_exists: false,
        })
    }

    /// Drops a table.
    ///
    /// ```
    /// # use aksara::{MigrationBuilder, TableName};
    /// let migration = MigrationBuilder::new("0002").drop(&TableName::new("tags")?);
    /// # assert_eq!(migration.finish()?.operations.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn drop(self, table: &TableName) -> Self {
        self.operation(DropTable::of(table))
    }

    /// Does any operation.
    ///
    /// ```
    /// use aksara::{AddField, Field, MigrationBuilder, TableReference};
    ///
    /// let field = Field::string("subtitle", 200).nullable().finish()?;
    /// let table = TableReference::new("posts");
    /// let migration = MigrationBuilder::new("0002").operation(AddField { table, field, fill: None });
    /// # assert_eq!(migration.finish()?.operations.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn operation(self, operation: impl Into<Operation>) -> Self {
        self.operations([operation.into()])
    }

    /// Does several operations, such as those that [`diff`](crate::diff) finds.
    ///
    /// ```
    /// let migration = aksara::MigrationBuilder::new("0002").operations([]);
    /// # assert!(migration.finish()?.operations.is_empty());
    /// # Ok::<(), aksara::InvalidMigrationName>(())
    /// ```
    #[must_use]
    pub fn operations(mut self, operations: impl IntoIterator<Item = Operation>) -> Self {
        self.operations.extend(operations);
        self
    }

    /// The migration, with its names checked.
    ///
    /// ```
    /// assert!(aksara::MigrationBuilder::new("").finish().is_err());
    /// ```
    pub fn finish(self) -> Result<Migration, InvalidMigrationName> {
        let dependency = |name| Ok(Located::generated(Dependency::from(MigrationName::new(name)?)));
        Ok(Migration {
            dependencies: self
                .dependencies
                .into_iter()
                .map(dependency)
                .collect::<Result<_, _>>()?,
            operations: self.operations.into_iter().map(Located::generated).collect(),
            ..Migration::new(MigrationName::new(self.name)?)
        })
    }

    /// The migration as a Python file.
    ///
    /// ```
    /// let text = aksara::MigrationBuilder::new("0002").after("0001").to_python()?;
    /// assert!(text.contains("dependencies = [\"0001\"]"), "{text}");
    /// # Ok::<(), aksara::InvalidMigrationName>(())
    /// ```
    #[cfg(feature = "python")]
    pub fn to_python(self) -> Result<String, InvalidMigrationName> {
        let header = aksara_formats::python::write::MigrationHeader {
            description: self.name.clone(),
            generated_at: String::new(),
            models: Vec::new(),
        };
        Ok(aksara_formats::python::write::write_migration(
            &self.finish()?,
            &header,
        ))
    }
}
