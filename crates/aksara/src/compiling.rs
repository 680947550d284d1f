//! A migration as the statements of one database, there and back, without a connection.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_dialect::{Coalescing, CompileError, Dialect, ServerVersion, Statement, TransactionPlan, compile};
use aksara_operations::{
    InvalidMigrationName, Irreversible, Located, Loss, Migration, Operation, ReplayError, replay,
};
use aksara_schema::Schema;
use thiserror::Error;

use crate::MigrationBuilder;

/// Migrations that can be compiled: those of files, and those that a program writes down.
pub trait Compile {
    /// The statements on the newest server of a dialect, after the schema before them.
    ///
    /// ```
    /// use aksara::{Compile, Field, MigrationBuilder, Schema, Table};
    ///
    /// let tags = Table::build("tags").field(Field::id("id")).finish()?;
    /// let migration = MigrationBuilder::new("0001").create(tags).finish()?;
    /// for dialect in aksara::registry::dialects() {
    ///     let compiled = migration.compile(&Schema::new(), &*dialect)?;
    ///     assert!(compiled.up().concat().contains("CREATE TABLE"));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn compile(&self, before: &Schema, dialect: &dyn Dialect) -> Result<CompiledMigration, CompilingError> {
        self.compile_for(before, dialect, dialect.newest_version())
    }

    /// The statements on a server of this version.
    ///
    /// ```
    /// # use aksara::{Compile, MigrationBuilder, Schema};
    /// for dialect in aksara::registry::dialects() {
    ///     let oldest = dialect.product().versions.oldest;
    ///     let nothing = MigrationBuilder::new("0001").compile_for(&Schema::new(), &*dialect, oldest)?;
    ///     assert!(nothing.up().is_empty());
    /// }
    /// # Ok::<(), aksara::CompilingError>(())
    /// ```
    fn compile_for(
        &self,
        before: &Schema,
        dialect: &dyn Dialect,
        version: ServerVersion,
    ) -> Result<CompiledMigration, CompilingError>;
}

/// A migration that cannot be compiled.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CompilingError {
    /// Its name is none.
    #[error(transparent)]
    Name(#[from] InvalidMigrationName),
    /// It does not fit the schema before it.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The database cannot do it.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// It has no way back.
    #[error(transparent)]
    Irreversible(#[from] Irreversible),
}

impl Diagnose for CompilingError {
    fn diagnosis(&self) -> Diagnosis {
        match self {
            Self::Name(_) => Diagnosis::new(Code::FilesMigrationName),
            Self::Replay(error) => error.diagnosis(),
            Self::Compile(error) => error.diagnosis(),
            Self::Irreversible(error) => error.diagnosis(),
        }
    }
}

/// A migration that was compiled for one database.
#[derive(Debug, Clone)]
pub struct CompiledMigration {
    after: Schema,
    forward: TransactionPlan,
    losses: Vec<Located<Loss>>,
    backward: Result<Backward, Irreversible>,
}

#[derive(Debug, Clone)]
struct Backward {
    operations: Vec<Located<Operation>>,
    transaction: TransactionPlan,
}

impl CompiledMigration {
    /// The texts of the statements, in the order of running. A step that only a connection can carry out is shown as the
    /// SQL that comes nearest.
    ///
    /// ```
    /// # use aksara::{Compile, Field, MigrationBuilder, Schema, Table};
    /// # let tags = Table::build("tags").field(Field::id("id")).finish()?;
    /// for dialect in aksara::registry::dialects() {
    ///     let compiled = MigrationBuilder::new("0001").create(tags.clone()).compile(&Schema::new(), &*dialect)?;
    ///     assert_eq!(compiled.up().len(), 1);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn up(&self) -> Vec<String> {
        texts(&self.forward)
    }

    /// The texts of the statements of the way back; an error where there is none.
    ///
    /// ```
    /// # use aksara::{Compile, Field, MigrationBuilder, Schema, Table};
    /// # let tags = Table::build("tags").field(Field::id("id")).finish()?;
    /// for dialect in aksara::registry::dialects() {
    ///     let compiled = MigrationBuilder::new("0001").create(tags.clone()).compile(&Schema::new(), &*dialect)?;
    ///     assert!(compiled.down()?.concat().contains("DROP TABLE"));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn down(&self) -> Result<Vec<String>, CompilingError> {
        Ok(texts(&self.backward()?.transaction))
    }

    /// The operations of the way back; an error where there is none.
    ///
    /// ```
    /// # use aksara::{Compile, Field, MigrationBuilder, Schema, Table};
    /// # let tags = Table::build("tags").field(Field::id("id")).finish()?;
    /// for dialect in aksara::registry::dialects() {
    ///     let compiled = MigrationBuilder::new("0001").create(tags.clone()).compile(&Schema::new(), &*dialect)?;
    ///     assert_eq!(compiled.inverse()?[0].value.name(), "DropTable");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn inverse(&self) -> Result<&[Located<Operation>], CompilingError> {
        Ok(&self.backward()?.operations)
    }

    /// The statements around the migration's transaction, with their notes, places and costs.
    ///
    /// ```
    /// # use aksara::{Compile, MigrationBuilder, Schema};
    /// for dialect in aksara::registry::dialects() {
    ///     let compiled = MigrationBuilder::new("0001").compile(&Schema::new(), &*dialect)?;
    ///     assert_eq!(compiled.transaction().statements().count(), 0);
    /// }
    /// # Ok::<(), aksara::CompilingError>(())
    /// ```
    pub fn transaction(&self) -> &TransactionPlan {
        &self.forward
    }

    /// The data that undoing the migration does not bring back.
    ///
    /// ```
    /// # use aksara::{Compile, MigrationBuilder, Schema};
    /// for dialect in aksara::registry::dialects() {
    ///     assert!(MigrationBuilder::new("0001").compile(&Schema::new(), &*dialect)?.losses().is_empty());
    /// }
    /// # Ok::<(), aksara::CompilingError>(())
    /// ```
    pub fn losses(&self) -> &[Located<Loss>] {
        &self.losses
    }

    /// The schema after the migration, which the next one is compiled against.
    ///
    /// ```
    /// # use aksara::{Compile, Field, MigrationBuilder, Schema, Table};
    /// # let tags = Table::build("tags").field(Field::id("id")).finish()?;
    /// for dialect in aksara::registry::dialects() {
    ///     let compiled = MigrationBuilder::new("0001").create(tags.clone()).compile(&Schema::new(), &*dialect)?;
    ///     assert_eq!(compiled.after().tables().count(), 1);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn after(&self) -> &Schema {
        &self.after
    }

    fn backward(&self) -> Result<&Backward, CompilingError> {
        self.backward.as_ref().map_err(|error| error.clone().into())
    }
}

impl Compile for Migration {
    fn compile_for(
        &self,
        before: &Schema,
        dialect: &dyn Dialect,
        version: ServerVersion,
    ) -> Result<CompiledMigration, CompilingError> {
        let mut after = before.clone();
        let replayed = replay(self, &mut after)?;
        let forward = compile(before, &replayed.changes, Coalescing::On, dialect, &version)?;
        let backward = match replayed.inverse() {
            Ok(operations) => Ok(backward(self, operations, &after, (dialect, version))?),
            Err(error) => Err(error),
        };
        Ok(CompiledMigration {
            losses: replayed.losses(),
            forward: forward.transaction,
            after,
            backward,
        })
    }
}

impl Compile for MigrationBuilder {
    fn compile_for(
        &self,
        before: &Schema,
        dialect: &dyn Dialect,
        version: ServerVersion,
    ) -> Result<CompiledMigration, CompilingError> {
        self.clone().finish()?.compile_for(before, dialect, version)
    }
}

fn backward(
    migration: &Migration,
    operations: Vec<Located<Operation>>,
    after: &Schema,
    (dialect, version): (&dyn Dialect, ServerVersion),
) -> Result<Backward, CompilingError> {
    let undoing = Migration {
        operations,
        ..Migration::new(migration.name.clone())
    };
    let mut schema = after.clone();
    let replayed = replay(&undoing, &mut schema)?;
    let compiled = compile(&schema, &replayed.changes, Coalescing::On, dialect, &version)?;
    Ok(Backward {
        operations: undoing.operations,
        transaction: compiled.transaction,
    })
}

fn texts(plan: &TransactionPlan) -> Vec<String> {
    plan.statements().filter_map(text).collect()
}

/// A statement's text; a call of the user's function has none.
fn text(statement: &Statement) -> Option<String> {
    let texts = statement.sql_texts();
    (!texts.is_empty()).then(|| texts.join(";\n"))
}
