//! The schema of a directory of migrations, its next number and its last migration, for programs without models.

use aksara_executor::MigrationSource;
use aksara_graph::NameSuffix;
use aksara_operations::MigrationName;
use aksara_schema::Schema;

use crate::merging::replayed;
use crate::{Detected, Error, MigrationBuilder, MigrationDirectory};

impl MigrationDirectory {
    /// The schema that its migrations give, with every name and reference resolved.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// let nothing = aksara::MigrationDirectory::open_or_empty(Path::new("."), Path::new("no-such-folder"))?;
    /// assert!(nothing.schema()?.tables().all(|table| table.management == aksara::Management::External));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn schema(&self) -> Result<Schema, Error> {
        replayed(self.graph()?.files(), self.external_tables())
    }

    /// The name of the next migration: the next number, and what the migration does.
    ///
    /// ```
    /// # use std::path::Path;
    /// let nothing = aksara::MigrationDirectory::open_or_empty(Path::new("."), Path::new("no-such-folder"))?;
    /// assert_eq!(nothing.next_name("users")?.as_str(), "0001_auto_users");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_name(&self, suffix: &str) -> Result<MigrationName, Error> {
        let suffix = NameSuffix::new(suffix)?;
        Ok(self.graph()?.next_number().auto(&suffix)?)
    }

    /// The migration that the next one depends on; none where there is none. Several heads are an error.
    ///
    /// ```
    /// # use std::path::Path;
    /// let nothing = aksara::MigrationDirectory::open_or_empty(Path::new("."), Path::new("no-such-folder"))?;
    /// assert_eq!(nothing.head()?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn head(&self) -> Result<Option<MigrationName>, Error> {
        Ok(self.graph()?.head()?.map(|file| file.migration.name.clone()))
    }
}

impl Detected {
    /// The migration that comes next in a directory: its number, its name, and the migration that it depends on.
    ///
    /// ```
    /// # use std::path::Path;
    /// use aksara::{Field, MigrationDirectory, Schema, Table};
    ///
    /// let directory = MigrationDirectory::open_or_empty(Path::new("."), Path::new("no-such-folder"))?;
    /// let users = Table::build("users").field(Field::id("id")).finish()?;
    /// let (old, new) = (Schema::new(), Schema::from_iter([users.into()]));
    /// let text = aksara::diff(&old, &new).no_renames().run()?.migration_after(&directory)?.to_python()?;
    /// assert!(text.contains("CreateTable"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn migration_after(&self, directory: &MigrationDirectory) -> Result<MigrationBuilder, Error> {
        let migration = self.migration(directory.next_name(&self.suggested_name())?.as_str());
        Ok(match directory.head()? {
            Some(head) => migration.after(head.as_str()),
            None => migration,
        })
    }
}
