//! The findings of verifying, migration by migration and database by database.

use std::fmt;
use std::time::Duration;

use aksara_dialect::ServerVersion;
use aksara_operations::{MigrationName, Origin};
use serde::{Serialize, Serializer};
use strum::{Display, IntoStaticStr};

use crate::SchemaDifference;

/// The findings on one database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DatabaseReport {
    /// The dialect's name.
    pub dialect: &'static str,
    /// The version that was run on or compiled for.
    #[serde(serialize_with = "as_text")]
    pub version: ServerVersion,
    /// Whether the migrations ran.
    pub proof: Proof,
    /// The migrations, in order.
    pub migrations: Vec<MigrationReport>,
}

/// How far a database was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The migrations ran on a scratch database.
    Run,
    /// They were compiled and not run, for want of a scratch database.
    Compiled,
}

/// The findings about one migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MigrationReport {
    /// The migration.
    pub migration: MigrationName,
    /// Its file.
    pub file: String,
    /// The worst of what was found.
    pub outcome: Outcome,
    /// The findings.
    pub findings: Vec<Finding>,
    /// Its own objects that reverting it drops.
    pub drops: Vec<String>,
    /// How long each way took.
    pub seconds: Times,
}

/// How long a migration took each way; `None` where it did not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Times {
    /// Applying it.
    #[serde(serialize_with = "as_seconds")]
    pub apply: Option<Duration>,
    /// Taking it back.
    #[serde(serialize_with = "as_seconds")]
    pub revert: Option<Duration>,
    /// Applying it again.
    #[serde(serialize_with = "as_seconds")]
    pub reapply: Option<Duration>,
}

/// How a migration did, from good to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Display, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It goes there and back, and everything is as it was.
    #[strum(to_string = "ok")]
    Ok,
    /// It can be compiled; nothing ran.
    #[strum(to_string = "compiled only")]
    Compiled,
    /// It did not get its turn: a migration before it could not be applied.
    #[strum(to_string = "not reached")]
    NotReached,
    /// It goes there and back, and data is lost on the way.
    #[strum(to_string = "lossy")]
    Lossy,
    /// It cannot be taken back.
    #[strum(to_string = "irreversible")]
    Irreversible,
    /// This database cannot do it.
    #[strum(to_string = "unsupported")]
    Unsupported,
    /// It is a squash and does not do what its originals do.
    #[strum(to_string = "differs from its originals")]
    DiffersFromOriginals,
    /// It fails, or the database is not as it was.
    #[strum(to_string = "does not round-trip")]
    DoesNotRoundTrip,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is; `Ok` is a remark.
    pub outcome: Outcome,
    /// When it showed.
    pub phase: Phase,
    /// Its kind.
    pub message: String,
    /// The alternative, if one is known.
    pub alternative: Option<String>,
    /// Its place: file, line and column.
    #[serde(serialize_with = "as_place")]
    pub place: Option<Origin>,
    /// How schemas differ, where they do.
    pub difference: SchemaDifference,
}

/// A phase of the round trip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "lowercase")]
pub enum Phase {
    /// There.
    Apply,
    /// Back.
    Revert,
    /// There again.
    Reapply,
}

impl Outcome {
    /// Whether it is a failure; losses and one-way migrations are only by a strict measure.
    pub fn is_failure(self, is_strict: bool) -> bool {
        match self {
            Self::Unsupported | Self::DiffersFromOriginals | Self::DoesNotRoundTrip => true,
            Self::Lossy | Self::Irreversible => is_strict,
            Self::Ok | Self::Compiled | Self::NotReached => false,
        }
    }
}

impl Finding {
    /// A finding with a message alone.
    pub fn new(outcome: Outcome, phase: Phase, message: impl Into<String>) -> Self {
        Self {
            outcome,
            phase,
            message: message.into(),
            alternative: None,
            place: None,
            difference: SchemaDifference::default(),
        }
    }
}

impl DatabaseReport {
    /// The worst that was found.
    pub fn outcome(&self) -> Outcome {
        let outcomes = self.migrations.iter().map(|migration| migration.outcome);
        outcomes.max().unwrap_or(Outcome::Ok)
    }

    /// The migrations that failed.
    pub fn failures(&self, is_strict: bool) -> impl Iterator<Item = &MigrationReport> {
        self.migrations
            .iter()
            .filter(move |migration| migration.outcome.is_failure(is_strict))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(formatter, " ({place})")?;
        }
        if let Some(alternative) = &self.alternative {
            write!(formatter, "\n  help: {}", alternative.replace('\n', "\n  "))?;
        }
        for line in self.difference.to_string().lines() {
            write!(formatter, "\n  {line}")?;
        }
        Ok(())
    }
}

fn as_text<S: Serializer>(value: &impl fmt::Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn as_seconds<S: Serializer>(value: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(|elapsed| elapsed.as_secs_f64()).serialize(serializer)
}

fn as_place<S: Serializer>(value: &Option<Origin>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().map(Origin::to_string).serialize(serializer)
}
