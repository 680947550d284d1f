//! The errors of a set of migrations, with advice.

use std::sync::Arc;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_operations::{Dependency, Located, MigrationName};
use thiserror::Error;

/// A set of migrations that is not a graph, or a question that it has no answer to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GraphError {
    /// Several files have one stem, which alone identifies a migration.
    #[error("several files have the migration name `{name}`: {}", files.join(", "))]
    DuplicateName {
        /// The stem.
        name: MigrationName,
        /// The files.
        files: Vec<Arc<str>>,
    },
    /// A dependency without a file.
    #[error(
        "{file} depends on `{}`, which is not among the migrations{}",
        dependency.value,
        did_you_mean(suggestion.as_ref()),
    )]
    MissingDependency {
        /// The file that has the dependency.
        file: Arc<str>,
        /// The dependency, at its place.
        dependency: Box<Located<Dependency>>,
        /// The nearest name.
        suggestion: Option<MigrationName>,
    },
    /// A squash whose originals are needed and not all there.
    #[error("{squash} replaces `{missing}`, which this database still needs and which has no file")]
    MissingOriginal {
        /// The squash's file.
        squash: Arc<str>,
        /// The original.
        missing: MigrationName,
    },
    /// Two squashes that replace the same, and not one the other.
    #[error("`{migration}` is replaced by two squashes: {}", squashes.join(", "))]
    OverlappingSquashes {
        /// The migration that both replace.
        migration: MigrationName,
        /// Their files.
        squashes: [Arc<str>; 2],
    },
    /// A squash that replaces itself, perhaps through another one.
    #[error("{file} replaces `{}`, which is a squash of it", replaced.value)]
    SquashOfItself {
        /// The squash's file.
        file: Arc<str>,
        /// The replaced migration, at its place.
        replaced: Box<Located<Dependency>>,
    },
    /// Migrations that depend on each other.
    #[error("the migrations depend on each other in a circle: {}", circle(links))]
    Cycle {
        /// Each depends on the next, the last on the first.
        links: Vec<CycleLink>,
    },
    /// Several migrations that nothing depends on.
    #[error(
        "conflict: {} migrations come last: {}",
        in_words(heads.len()),
        heads.join(", "),
    )]
    Conflict {
        /// Their files.
        heads: Vec<Arc<str>>,
    },
    /// No migration begins like this.
    #[error("no migration begins with `{written}`{}", did_you_mean(suggestion.as_ref()))]
    UnknownTarget {
        /// As written.
        written: String,
        /// The nearest name.
        suggestion: Option<MigrationName>,
    },
    /// Several migrations begin like this.
    #[error("several migrations begin with `{written}`: {}", list(candidates))]
    AmbiguousTarget {
        /// As written.
        written: String,
        /// The migrations that it could be.
        candidates: Vec<MigrationName>,
    },
}

/// One dependency of a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleLink {
    /// The file that has the dependency.
    pub file: Arc<str>,
    /// The dependency, at its place; `None` where the file's name alone orders it.
    pub dependency: Option<Located<Dependency>>,
}

fn did_you_mean(suggestion: Option<&MigrationName>) -> String {
    suggestion
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

fn circle(links: &[CycleLink]) -> String {
    let files = links.iter().chain(links.first()).map(|link| &*link.file);
    files.collect::<Vec<_>>().join(" → ")
}

fn list(names: &[MigrationName]) -> String {
    names
        .iter()
        .map(MigrationName::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A small number as a word.
pub fn in_words(count: usize) -> String {
    const WORDS: [&str; 8] = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let word = count.checked_sub(2).and_then(|index| WORDS.get(index));
    word.map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

impl Diagnose for GraphError {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        match self {
            Self::DuplicateName { .. } => with(Code::GraphDuplicateName, "rename or remove all but one"),
            Self::MissingDependency { dependency, .. } => with(
                Code::GraphMissingDependency,
                "restore the missing file, or correct the name in `dependencies`",
            )
            .at(dependency.origin.as_ref()),
            Self::MissingOriginal { .. } => with(
                Code::GraphMissingOriginal,
                "restore its file (from version control): a database that has some of the originals runs the others of \
                 them; once every database has the squash, this removes them:\n  aksara squash --prune",
            ),
            Self::OverlappingSquashes { .. } => with(
                Code::GraphOverlappingSquashes,
                "remove the one that no database has, or let one replace the other",
            ),
            Self::SquashOfItself { replaced, .. } => {
                with(Code::GraphSquashOfItself, "remove that name from `replaces`")
                    .at(replaced.origin.as_ref())
            }
            Self::Cycle { links } => {
                let places = links
                    .iter()
                    .filter_map(|link| link.dependency.as_ref()?.origin.as_ref());
                with(Code::GraphCycle, "remove one of these dependencies").at(places.into_iter().next())
            }
            Self::Conflict { .. } => with(Code::GraphConflict, "join them:\n  aksara makemigrations --merge"),
            Self::UnknownTarget { .. } => with(
                Code::GraphUnknownMigration,
                "`zero` reverts everything; this lists the migrations:\n  aksara status",
            ),
            Self::AmbiguousTarget { .. } => with(Code::GraphAmbiguousMigration, "write more of the name"),
        }
    }
}
