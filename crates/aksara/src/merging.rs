//! Joining several heads: the branches must commute, so that every database gets the same schema in whatever order it
//! applies them.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use aksara_executor::MigrationSource;
use aksara_formats::python::write::{MigrationHeader, write_merge};
use aksara_graph::{MigrationFile, MigrationGraph, NameSuffix};
use aksara_operations::{Located, MigrationName, Operation, Origin, replay};
use aksara_optimizer::{BranchClash, Clash, branches_commute};
use aksara_schema::Schema;
use thiserror::Error as ThisError;

use crate::directory::MigrationDirectory;
use crate::new_migration::{MigrationForm, sql_text, timestamp};
use crate::{Draft, Error, NewMigration, Project};

/// The way to treat branches that clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClashPolicy {
    /// Nothing is written.
    #[default]
    Refuse,
    /// The merge is written all the same, if the migrations apply in their order.
    Force,
}

/// A migration that joins several heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// Its file.
    pub draft: Draft,
    /// The clash that it was written in spite of.
    pub clash: Option<ClashingBranches>,
}

/// Two operations of two branches that must not change places.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("the branches clash: {clash}\n  {left}\n  {right}")]
pub struct ClashingBranches {
    /// The one.
    pub left: ClashingOperation,
    /// The other.
    pub right: ClashingOperation,
    /// Why.
    pub clash: Clash,
}

/// An operation of a branch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClashingOperation {
    /// Its migration's file.
    pub file: Arc<str>,
    /// Its migration.
    pub migration: MigrationName,
    /// Its description.
    pub description: String,
    /// Its place.
    pub origin: Option<Origin>,
}

impl fmt::Display for ClashingOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) => write!(formatter, "{} ({origin})", self.description),
            None => write!(formatter, "{} ({})", self.description, self.file),
        }
    }
}

impl Project {
    /// The migration that joins several heads. Nothing is written.
    pub fn merge_migration(&self, wanted: &NewMigration, policy: ClashPolicy) -> Result<Merge, Error> {
        let suffix = wanted.name.as_deref().map(NameSuffix::new).transpose()?;
        let path = self.settings().migrations_directory()?.value;
        let directory = self.loading(MigrationDirectory::open_or_empty(self.root(), &path)?)?;
        let graph = directory.graph()?;
        let heads: Vec<MigrationName> = names(graph.heads()).into_iter().cloned().collect();
        if heads.len() < 2 {
            let head = graph.heads().first().map(|file| file.file.clone());
            return Err(Error::NothingToMerge { head });
        }
        let clash = find_clash(&graph, &heads, &directory.external_tables())?;
        let clash = match (clash, policy) {
            (Some(clash), ClashPolicy::Refuse) => return Err(Error::Clash(Box::new(clash))),
            (clash, _) => clash,
        };
        let schema = replayed(graph.files(), directory.external_tables())?;
        let number = graph.next_number();
        let name = match suffix {
            Some(suffix) => number.auto(&suffix)?,
            None => number.merge()?,
        };
        let generated_at = timestamp(wanted.generated_at);
        let path = directory.file(&name, wanted.form.format());
        let migration = graph.merge(name);
        let text = match &wanted.form {
            MigrationForm::Python => write_merge(&heads, &generated_at),
            MigrationForm::Sql(targets) => {
                let header = MigrationHeader {
                    description: "merge".to_owned(),
                    generated_at,
                    models: Vec::new(),
                };
                sql_text(&migration, &schema, &header, targets)?
            }
        };
        let draft = Draft {
            path,
            text,
            migration,
            changes: Vec::new(),
        };
        Ok(Merge { draft, clash })
    }
}

/// The first clash between the branches of two heads.
fn find_clash(
    graph: &MigrationGraph,
    heads: &[MigrationName],
    external: &Schema,
) -> Result<Option<ClashingBranches>, Error> {
    for (position, left) in heads.iter().enumerate() {
        for right in &heads[position + 1..] {
            if let Some(clash) = clash_of(graph, left, right, external)? {
                return Ok(Some(clash));
            }
        }
    }
    Ok(None)
}

fn clash_of(
    graph: &MigrationGraph,
    left: &MigrationName,
    right: &MigrationName,
    external: &Schema,
) -> Result<Option<ClashingBranches>, Error> {
    let with_ancestors = |head: &MigrationName| {
        let files = graph.ancestors(head).into_iter().chain(graph.get(head));
        files.collect::<Vec<_>>()
    };
    let (left, right) = (with_ancestors(left), with_ancestors(right));
    let of_left: BTreeSet<_> = names(left.clone()).into_iter().collect();
    let of_right: BTreeSet<_> = names(right.clone()).into_iter().collect();
    let is_common = |file: &&MigrationFile| {
        let name = &file.migration.name;
        of_left.contains(name) && of_right.contains(name)
    };
    let common = left.iter().copied().filter(|file| is_common(file));
    let base = replayed(common, external.clone())?;
    let own = |files: &[&'_ MigrationFile]| -> Vec<MigrationFile> {
        files
            .iter()
            .filter(|file| !is_common(file))
            .map(|file| (*file).clone())
            .collect()
    };
    let (left, right) = (own(&left), own(&right));
    // Each branch alone must apply: what is wrong with it is not a clash.
    replayed(left.iter(), base.clone())?;
    replayed(right.iter(), base.clone())?;
    let (left, right) = (operations(&left), operations(&right));
    let values = |branch: &[OperationOfFile]| {
        branch
            .iter()
            .map(|of_file| of_file.operation.clone())
            .collect::<Vec<_>>()
    };
    match branches_commute(&base, &values(&left), &values(&right)) {
        Ok(()) => Ok(None),
        Err(clash) => Ok(described(clash, &left, &right)),
    }
}

/// An operation and the file that it is of.
struct OperationOfFile {
    operation: Located<Operation>,
    file: MigrationFile,
}

fn operations(files: &[MigrationFile]) -> Vec<OperationOfFile> {
    let of_file = |file: &MigrationFile| {
        let operations = file.migration.operations.clone().into_iter();
        let of_file = operations.map(|operation| OperationOfFile {
            operation,
            file: file.clone(),
        });
        of_file.collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

fn described(
    clash: BranchClash,
    left: &[OperationOfFile],
    right: &[OperationOfFile],
) -> Option<ClashingBranches> {
    let operation = |of_file: &OperationOfFile| ClashingOperation {
        file: of_file.file.file.clone(),
        migration: of_file.file.migration.name.clone(),
        description: of_file.operation.value.describe(),
        origin: of_file.operation.origin.clone(),
    };
    Some(ClashingBranches {
        left: operation(left.get(clash.left)?),
        right: operation(right.get(clash.right)?),
        clash: clash.clash,
    })
}

fn names(files: Vec<&MigrationFile>) -> Vec<&MigrationName> {
    files.into_iter().map(|file| &file.migration.name).collect()
}

/// The schema after these migrations.
pub(crate) fn replayed<'a>(
    files: impl IntoIterator<Item = &'a MigrationFile>,
    mut schema: Schema,
) -> Result<Schema, Error> {
    for file in files {
        replay(&file.migration, &mut schema)?;
    }
    Ok(schema)
}
