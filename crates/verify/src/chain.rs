//! A project's migrations in one row, each after the one before it.
//!
//! If a graph branches, its canonical order is taken: so each migration can be undone alone, and everything that
//! is proven is proven against one known schema before and one after.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_executor::{MigrationEntry, MigrationSource, NoSuchMigration, SourceError, read_all};
use aksara_graph::{MigrationFile, MigrationGraph, Placement};
use aksara_operations::{
    Dependency, Effect, Located, Migration, MigrationName, Operation, Origin, Replayed, SqlCall, replay,
};
use aksara_schema::Schema;

use crate::VerifyError;
use crate::equivalence::Equivalence;

/// A project's migrations, read and replayed once, for every database.
#[derive(Debug)]
pub struct Migrations {
    pub(crate) chain: Chain,
    /// The squashes whose originals are there.
    pub(crate) equivalences: BTreeMap<MigrationName, Equivalence>,
}

impl Migrations {
    /// Reads the migrations of a source. Squashes replace their originals.
    pub fn of(source: &dyn MigrationSource) -> Result<Self, VerifyError> {
        Self::with(source, &[])
    }

    /// The same, where these migrations must be among them: originals in the place of their squash.
    pub fn with(source: &dyn MigrationSource, names: &[MigrationName]) -> Result<Self, VerifyError> {
        let files = read_all(source).map_err(VerifyError::Source)?;
        let graph = MigrationGraph::build(files)?.choose_squashes(&[], names)?;
        let mut equivalences = BTreeMap::new();
        for (squash, _) in graph.squashes() {
            let name = &squash.migration.name;
            if graph.get(name).is_some()
                && let Some(equivalence) = Equivalence::of(source, &graph, name)?
            {
                equivalences.insert(name.clone(), equivalence);
            }
        }
        Ok(Self {
            chain: Chain::in_order(source, graph.files())?,
            equivalences,
        })
    }

    /// Their names, in order.
    pub fn names(&self) -> impl Iterator<Item = &MigrationName> {
        self.chain.links.iter().map(Link::name)
    }
}

/// Migrations in one row.
#[derive(Debug)]
pub(crate) struct Chain {
    entries: Vec<MigrationEntry>,
    external: Schema,
    /// The migrations in order.
    pub links: Vec<Link>,
}

/// One migration of the row.
#[derive(Debug)]
pub(crate) struct Link {
    /// The migration, which depends on the one before it.
    pub file: MigrationFile,
    /// The schema before it.
    pub before: Schema,
    /// The schema after it.
    pub after: Schema,
    /// The things that it changes.
    pub replayed: Replayed,
}

impl Chain {
    /// Joins and replays these migrations of a source in this order.
    pub fn in_order<'a>(
        source: &dyn MigrationSource,
        files: impl Iterator<Item = &'a MigrationFile>,
    ) -> Result<Self, VerifyError> {
        let external = source.external_tables();
        let mut schema = external.clone();
        let mut links: Vec<Link> = Vec::new();
        for file in files {
            let before = schema.clone();
            let replayed = replay(&file.migration, &mut schema).map_err(Box::new)?;
            let previous = links.last().map(|link| link.name().clone());
            links.push(Link {
                file: chained(file, previous),
                before,
                after: schema.clone(),
                replayed,
            });
        }
        let is_linked = |entry: &&MigrationEntry| links.iter().any(|link| *link.name() == entry.name);
        let entries = source.entries().iter().filter(is_linked).cloned().collect();
        Ok(Self {
            entries,
            external,
            links,
        })
    }

    /// The user's SQL of the migrations up to this position.
    pub fn users_sql(&self, position: usize) -> Vec<SqlCall> {
        let links = self.links.iter().take(position + 1);
        let sql = links.flat_map(Link::effects).filter_map(|effect| match effect {
            Effect::RunSql(call) => Some(call.clone()),
            Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_)
            | Effect::RunPython(_)
            | Effect::Backfill(_) => None,
        });
        sql.collect()
    }

    /// The target for the state before a link: the name before it, else `zero`.
    pub fn target_before(&self, position: usize) -> String {
        let previous = position
            .checked_sub(1)
            .and_then(|previous| self.links.get(previous));
        previous.map_or_else(|| "zero".to_owned(), |link| link.name().to_string())
    }
}

impl Link {
    /// The migration's name.
    pub fn name(&self) -> &MigrationName {
        &self.file.migration.name
    }

    /// Whether it runs the user's own code.
    pub fn has_user_code(&self) -> bool {
        self.effects().any(|effect| match effect {
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => true,
            Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_) => false,
        })
    }

    /// Whether all of the user's own code says what it does to the schema (`state_operations`).
    pub fn declares_schema(&self) -> bool {
        self.effects().all(|effect| match effect {
            Effect::RunSql(call) => call.changes_schema,
            Effect::RunPython(_) => false,
            Effect::Backfill(_)
            | Effect::CreateTable(_)
            | Effect::DropTable(_)
            | Effect::RenameTable(_)
            | Effect::AlterTable(_) => true,
        })
    }

    /// Whether the user's own code is at this place.
    pub fn is_user_code(&self, place: &Origin) -> bool {
        let operations = &self.file.migration.operations;
        operations
            .iter()
            .filter(|operation| operation.origin.as_ref() == Some(place))
            .any(|operation| {
                matches!(
                    operation.value,
                    Operation::RunSql(_) | Operation::RunPython(_) | Operation::Backfill(_)
                )
            })
    }

    /// The change of the database.
    pub fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.replayed
            .changes
            .iter()
            .flat_map(|change| &change.value.effects)
    }
}

impl MigrationSource for Chain {
    fn entries(&self) -> &[MigrationEntry] {
        &self.entries
    }

    fn migration(&self, entry: &MigrationEntry) -> Result<MigrationFile, SourceError> {
        let link = self.links.iter().find(|link| *link.name() == entry.name);
        link.map(|link| link.file.clone())
            .ok_or_else(|| NoSuchMigration::of(entry))
    }

    fn external_tables(&self) -> Schema {
        self.external.clone()
    }
}

/// The same migration, after the one before it and nothing else.
fn chained(file: &MigrationFile, previous: Option<MigrationName>) -> MigrationFile {
    let dependencies = previous
        .into_iter()
        .map(|name| Located::generated(Dependency::from(name)));
    MigrationFile {
        file: file.file.clone(),
        migration: Arc::new(Migration {
            dependencies: dependencies.collect(),
            replaces: Vec::new(),
            ..(*file.migration).clone()
        }),
        placement: Placement::Dependencies,
    }
}
