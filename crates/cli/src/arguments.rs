//! The command line.

mod global;
mod target;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use aksara::{
    AcceptedRename, Decision, DeclaredTarget, Flags, InvalidRowValue, RowValueDecision, ServerVersion,
};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};

use clap_complete::Shell;

pub use global::{ColorArgument, Global};
pub use target::TargetArgument;

/// Schema migrations for PostgreSQL, MySQL, MariaDB and SQLite.
#[derive(Debug, Parser)]
#[command(name = "aksara", version, propagate_version = true, max_term_width = 100)]
pub struct Arguments {
    /// Advice.
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Begin a project: settings in pyproject.toml, and the migrations' directory
    Init(Init),
    /// Write a migration for the changes in the models
    #[command(name = "makemigrations")]
    MakeMigrations(MakeMigrations),
    /// Replace several migrations by one, or remove the replaced files
    Squash(Squash),
    /// Apply migrations, or revert them
    Migrate(Migrate),
    /// End a migration that stopped half way, where the next run cannot do so by itself
    Resolve(Resolve),
    /// Show which migrations are applied
    Status(Status),
    /// Show what was applied, in that order, and when
    History(History),
    /// Show the project's settings, database and migrations
    Info(Info),
    /// Draw the migrations as a tree
    Graph(Graph),
    /// Print the SQL of one migration
    Sql(Sql),
    /// Show the lock that keeps other runs of migrations out, or release it
    Lock(Lock),
    /// Compare database, migrations and models; exits with 1 if they disagree
    Check(Check),
    /// Prove on scratch databases that migrations can be applied and reverted
    Verify(Verify),
    /// Write the tables of a live database as models
    Inspect(Inspect),
    /// Show what each database can do
    Dialects(Dialects),
    /// Explain an error code
    Explain(Explain),
    /// Print a script that completes commands in a shell
    Completions(Completions),
    /// Write the manual pages
    Man(Man),
}

impl Command {
    /// Its name, as it is typed.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::MakeMigrations(_) => "makemigrations",
            Self::Squash(_) => "squash",
            Self::Migrate(_) => "migrate",
            Self::Resolve(_) => "resolve",
            Self::Status(_) => "status",
            Self::History(_) => "history",
            Self::Info(_) => "info",
            Self::Graph(_) => "graph",
            Self::Sql(_) => "sql",
            Self::Lock(_) => "lock",
            Self::Check(_) => "check",
            Self::Verify(_) => "verify",
            Self::Inspect(_) => "inspect",
            Self::Dialects(_) => "dialects",
            Self::Explain(_) => "explain",
            Self::Completions(_) => "completions",
            Self::Man(_) => "man",
        }
    }
}

/// `completions`
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

/// `man`
#[derive(Debug, Args)]
pub struct Man {
    /// The folder that they are written to: aksara.1 and a page for each command
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// `init`
#[derive(Debug, Args)]
pub struct Init {
    /// The module with the models, such as app.models, or a document of tables [default: the one that is there, else
    /// app.models]
    #[arg(long, value_name = "MODULE")]
    pub app: Option<String>,
    /// The database: sqlite:PATH, postgres://…, mysql://…. One with a password goes to .env [default:
    /// sqlite:db.sqlite3]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
    /// The migrations' directory
    #[arg(long, value_name = "DIR", default_value = "migrations")]
    pub migrations_dir: PathBuf,
    /// Never ask on the terminal: what no flag says has its default
    #[arg(long)]
    pub no_input: bool,
}

/// `explain`
#[derive(Debug, Args)]
pub struct Explain {
    /// The code, such as graph.conflict [default: all codes are listed]
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// `makemigrations`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("uses_database").args(["sql", "update", "dry_run"]).multiple(true))]
pub struct MakeMigrations {
    #[command(flatten)]
    pub app: App,
    #[command(flatten)]
    pub loading: Loading,
    /// The file's name after its number: NNNN_auto_NAME. Words become one name: "add bio" is add_bio
    #[arg(
        long,
        short = 'n',
        value_name = "NAME",
        visible_short_alias = 'm',
        alias = "message"
    )]
    pub name: Option<String>,
    /// The migrations' directory
    #[arg(long, value_name = "DIR", visible_alias = "migrations-dir")]
    pub output: Option<PathBuf>,
    /// Print the file instead of writing it
    #[arg(long)]
    pub stdout: bool,
    /// Join several heads instead, if their branches may be applied in any order
    #[arg(long)]
    pub merge: bool,
    /// Join them even if two operations clash
    #[arg(long, requires = "merge")]
    pub force: bool,
    /// Write an empty migration to fill in by hand; the models are not compared
    #[arg(long, conflicts_with_all = ["merge", "update", "check", "rename", "drop", "no_rename"])]
    pub empty: bool,
    /// Add the changes to the last migration, which must not be applied to the database
    #[arg(long, conflicts_with = "merge")]
    pub update: bool,
    /// Write nothing, and exit with 1 if the models have changes
    #[arg(long)]
    pub check: bool,
    /// Show what would be written, and write nothing
    #[arg(long, conflicts_with = "stdout")]
    pub dry_run: bool,
    /// A rename: Person:User, users.name:handle, index:users.a:b, constraint:users.a:b, enum:users.status.old:new
    /// (repeatable)
    #[arg(long, value_name = "OLD:NEW", conflicts_with = "merge", value_parser = Decision::rename)]
    pub rename: Vec<Decision>,
    /// A removal, with its rows or values: users, users.name, enum:users.status.old (repeatable)
    #[arg(long, value_name = "NAME", conflicts_with = "merge", value_parser = Decision::drop)]
    pub drop: Vec<Decision>,
    /// Nothing else was renamed: missing names are removed, and new names are added
    #[arg(long)]
    pub no_rename: bool,
    /// The value of existing rows in a field that is new or becomes required: SQL over the row, such as
    /// posts.views=0, "posts.slug=''" or "posts.slug=lower(title)". It is not kept as a default (repeatable)
    #[arg(long, value_name = "FIELD=SQL", conflicts_with = "merge", value_parser = RowValueDecision::value)]
    pub default: Vec<RowValueDecision>,
    /// Give existing rows no value in this field, posts.slug, or in any: the table is empty, or something else fills
    /// it (repeatable)
    #[arg(long, value_name = "FIELD", conflicts_with = "merge", num_args = 0..=1, default_missing_value = "",
          value_parser = ForFields::nothing)]
    pub no_default: Vec<ForFields>,
    /// Make this field, posts.slug, or all such fields in three migrations: add it without its rules, fill the rows (with
    /// the SQL of --default, or SQL that you write there), add the rules (repeatable)
    #[arg(long, value_name = "FIELD", conflicts_with = "merge", num_args = 0..=1, default_missing_value = "",
          value_parser = ForFields::three_steps)]
    pub three_step: Vec<ForFields>,
    /// A file of answers: the questions that --json printed, with the answers filled in (repeatable)
    #[arg(long, value_name = "FILE", conflicts_with = "merge")]
    pub answers: Vec<PathBuf>,
    /// Never ask on the terminal: an open question ends the command with exit code 3
    #[arg(long)]
    pub no_input: bool,
    /// Write an SQL file, which can be edited, instead of a Python file
    #[arg(long)]
    pub sql: bool,
    /// A database to write SQL for, as `aksara dialects` names it, with :VERSION if it is not the newest known
    /// (repeatable) [default: that of the database URL]
    #[arg(long, value_name = "DIALECT", requires = "sql", value_parser = DeclaredTarget::parse)]
    pub dialect: Vec<DeclaredTarget>,
    /// The database: the SQL is for it if there is no --dialect, --dry-run shows the SQL for it, and --update is
    /// refused if it has the migration
    #[arg(long, value_name = "URL", requires = "uses_database")]
    pub database_url: Option<String>,
}

/// `squash`
#[derive(Debug, Args)]
pub struct Squash {
    /// The migrations that TO needs and FROM does not. ..TO begins with the first, FROM.. ends with the last. With
    /// --prune: the squash [default: all squashes]
    #[arg(value_name = "FROM..TO", required_unless_present = "prune")]
    pub range: Option<String>,
    /// The file's name after its number: NNNN_squashed_NAME [default: the last migration's name]
    #[arg(long, value_name = "NAME", conflicts_with = "prune")]
    pub name: Option<String>,
    /// Print the file instead of writing it
    #[arg(long, conflicts_with = "prune")]
    pub stdout: bool,
    /// Show what would be written or removed, and change nothing
    #[arg(long, conflicts_with = "stdout")]
    pub dry_run: bool,
    /// Write an SQL file, which can be edited, instead of a Python file
    #[arg(long, conflicts_with = "prune")]
    pub sql: bool,
    /// A database to write SQL for, as `aksara dialects` names it, with :VERSION if it is not the newest known
    /// (repeatable) [default: that of the database URL]
    #[arg(long, value_name = "DIALECT", requires = "sql", value_parser = DeclaredTarget::parse)]
    pub dialect: Vec<DeclaredTarget>,
    /// Remove the files of the migrations that a squash replaces, if every database has the squash
    #[arg(long)]
    pub prune: bool,
    /// A database that must have the squash before anything is removed (repeatable); the SQL is for it if there is
    /// no --dialect [default: the project's database]
    #[arg(long = "database-url", value_name = "URL")]
    pub database_urls: Vec<String>,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// The fields that a flag is about: one, or all that no other flag names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForFields {
    /// Of this one.
    One(RowValueDecision),
    /// Of all others.
    All,
}

impl ForFields {
    fn nothing(text: &str) -> Result<Self, InvalidRowValue> {
        Self::read(text, RowValueDecision::nothing)
    }

    fn three_steps(text: &str) -> Result<Self, InvalidRowValue> {
        Self::read(text, RowValueDecision::three_steps)
    }

    fn read(
        text: &str,
        one: fn(&str) -> Result<RowValueDecision, InvalidRowValue>,
    ) -> Result<Self, InvalidRowValue> {
        match text {
            "" => Ok(Self::All),
            text => one(text).map(Self::One),
        }
    }

    /// The decision, where it is about one field.
    pub fn one(&self) -> Option<&RowValueDecision> {
        match self {
            Self::One(decision) => Some(decision),
            Self::All => None,
        }
    }
}

/// `migrate`
#[derive(Debug, Args)]
pub struct Migrate {
    /// Go forward or back to this migration (the beginning of its name is enough); `zero` reverts everything, `head`
    /// applies everything, -1 reverts the last one, +1 applies the next one [default: head]
    #[arg(value_name = "NAME", allow_negative_numbers = true, value_parser = TargetArgument::parse)]
    pub target: Option<TargetArgument>,
    /// Apply so many pending migrations at most
    #[arg(long, value_name = "COUNT", allow_hyphen_values = true, value_parser = steps,
          conflicts_with_all = ["target", "back"])]
    pub steps: Option<NonZeroUsize>,
    /// Revert the last so many migrations
    #[arg(long, value_name = "COUNT", conflicts_with = "target")]
    pub back: Option<NonZeroUsize>,
    /// Change nothing, and exit with 1 if anything is pending
    #[arg(long, conflicts_with_all = ["dry_run", "fake", "back"])]
    pub check: bool,
    /// Revert migrations even if rows, or values of rows, are lost
    #[arg(long)]
    pub allow_data_loss: bool,
    /// Never ask on the terminal: an open question ends the command with exit code 3
    #[arg(long)]
    pub no_input: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
    #[command(flatten)]
    pub waits: Waits,
    /// Show operations and SQL, and change nothing
    #[arg(long, visible_alias = "plan")]
    pub dry_run: bool,
    /// Record migrations as applied (or reverted) without running them
    #[arg(long)]
    pub fake: bool,
    /// Record the first migration as applied, without running it, if the database has its tables already and they match
    #[arg(long, conflicts_with_all = ["fake", "back"])]
    pub fake_initial: bool,
    /// Let short migrations share a transaction, give each one its own, or the whole run one, which leaves everything as
    /// it was if anything fails
    #[arg(long, value_name = "HOW", default_value = "group")]
    pub transactions: TransactionsArgument,
    /// Accept that an applied migration's file was renamed, and that others depend on it by its new name (repeatable)
    #[arg(long, value_name = "OLD:NEW")]
    pub accept_renamed: Vec<AcceptedRename>,
    /// Accept the edit of an applied migration (the beginning of its name is enough; repeatable)
    #[arg(long, value_name = "NAME")]
    pub accept_edited: Vec<String>,
    /// Record a migration as applied, after you did the rest of it by hand; nothing is run
    #[arg(long, value_name = "NAME", conflicts_with_all = ["target", "steps", "back", "check", "dry_run", "fake", "accept_edited"])]
    pub mark_applied: Option<String>,
    /// Record a migration as not applied, after you undid it by hand; nothing is run
    #[arg(long, value_name = "NAME",
          conflicts_with_all = ["target", "steps", "back", "check", "dry_run", "fake", "accept_edited", "mark_applied"])]
    pub mark_unapplied: Option<String>,
}

/// `resolve`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("way").required(true))]
pub struct Resolve {
    /// The migration that stopped (the beginning of its name is enough)
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Run the rest of it
    #[arg(long, group = "way")]
    pub forward: bool,
    /// Undo what of it is done
    #[arg(long, group = "way")]
    pub back: bool,
    /// Record it as applied, after you did the rest by hand; nothing is run
    #[arg(long, group = "way")]
    pub applied: bool,
    /// Record it as not applied, after you undid it by hand; nothing is run
    #[arg(long, group = "way")]
    pub reverted: bool,
    /// The number of the first statement that is not done, if the tables do not tell
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["applied", "reverted"])]
    pub from: Option<NonZeroUsize>,
    /// Do it without asking
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub waits: Waits,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// How long to wait for others.
#[derive(Debug, Args)]
pub struct Waits {
    /// How long to wait for another run of migrations, and in all for locks of other sessions [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub lock_timeout: Option<Duration>,
    /// How long a change of a table waits for a lock at a time, while readers queue behind it; then it gives way and is
    /// tried again [default: 3, or the limit that the session has]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub ddl_lock_timeout: Option<Duration>,
}

/// Seconds, which may have a fraction.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text
        .parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| "it is a number of seconds, such as 3 or 0.5".to_owned())
}

/// `lock`
#[derive(Debug, Args)]
pub struct Lock {
    #[command(subcommand)]
    pub command: LockCommand,
}

/// The action on the lock.
#[derive(Debug, Subcommand)]
pub enum LockCommand {
    /// Say who holds it
    Show(LockShow),
    /// End the session that holds it
    Release(LockRelease),
}

/// `lock show`
#[derive(Debug, Args)]
pub struct LockShow {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// `lock release`
#[derive(Debug, Args)]
pub struct LockRelease {
    /// End the session without a question
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// How migrations share transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TransactionsArgument {
    /// One for consecutive migrations whose work is short, where the database can roll it back; each is there or not
    Group,
    /// One for each migration, where the database can roll it back
    Each,
    /// One for the whole run; refused before anything runs where the database cannot roll back all of it
    One,
}

/// A positive count. A negative one is refused with what is meant.
fn steps(text: &str) -> Result<NonZeroUsize, String> {
    let back = text
        .strip_prefix('-')
        .filter(|count| count.parse::<NonZeroUsize>().is_ok());
    match back {
        Some(count) => Err(format!("steps go forward; `--back {count}` reverts migrations")),
        None => text
            .parse()
            .map_err(|_| "it is a whole number from 1 on".to_owned()),
    }
}

/// `status`
#[derive(Debug, Args)]
pub struct Status {
    /// Show all applied migrations, also where there are many on a terminal
    #[arg(long)]
    pub all: bool,
    /// Exit with 1 if a migration is not applied, stopped half way, was edited or renamed
    #[arg(long)]
    pub check: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// `history`
#[derive(Debug, Args)]
pub struct History {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// `info`
#[derive(Debug, Args)]
pub struct Info {
    #[command(flatten)]
    pub app: App,
    /// List the models with their tables and fields
    #[arg(long)]
    pub models: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// `graph`
#[derive(Debug, Args)]
pub struct Graph {
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// `sql`
#[derive(Debug, Args)]
pub struct Sql {
    /// The migration (the beginning of its name is enough), or a range FROM..TO: a script of the migrations that TO
    /// needs and FROM does not, with transactions and history, for the database's own client
    #[arg(value_name = "NAME|FROM..TO")]
    pub name: String,
    /// The way back
    #[arg(long)]
    pub reverse: bool,
    /// The database, as `aksara dialects` names it [default: that of the database URL]
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<String>,
    /// The server's version [default: the newest known]
    #[arg(long, value_name = "VERSION")]
    pub server_version: Option<ServerVersion>,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// `check`
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub app: App,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
    /// A server for a scratch database, in which the applied migrations run and which is then dropped (SQLite needs
    /// none). Without it, none of your SQL runs; a table that seems to differ is created in a scratch database on
    /// the application's own server, read back and dropped
    #[arg(long, value_name = "URL")]
    pub scratch_url: Option<String>,
    /// Count objects that no migration made as differences
    #[arg(long)]
    pub strict: bool,
}

/// `verify`
#[derive(Debug, Args)]
pub struct Verify {
    /// The migrations (the beginning of a name is enough) [default: all]
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
    /// A server where scratch databases are made and dropped (repeatable). SQLite needs none: migrations are verified in
    /// memory, unless AKSARA_TARGETS leaves SQLite out
    #[arg(long = "scratch-url", value_name = "URL")]
    pub scratch_urls: Vec<String>,
    /// Fail also if a migration loses data or cannot be reverted
    #[arg(long)]
    pub strict: bool,
    /// The seed of the sample rows
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Write the report as JUnit XML
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
}

/// `inspect`
#[derive(Debug, Args)]
pub struct Inspect {
    /// The tables [default: all]
    #[arg(value_name = "TABLE")]
    pub tables: Vec<String>,
    /// The output format
    #[arg(long, value_name = "FORMAT", default_value = "python")]
    pub format: InspectFormat,
    /// The file to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Write the first migration as well, and record it as applied: migrations start with these tables
    #[arg(long, requires = "output")]
    pub baseline: bool,
    #[command(flatten)]
    pub database: Database,
    #[command(flatten)]
    pub migrations: Migrations,
}

/// The format of inspected tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectFormat {
    /// Models
    Python,
    /// The schema as TOML
    Toml,
    /// The schema as JSON
    Json,
}

/// `dialects`
#[derive(Debug, Args)]
pub struct Dialects {
    /// The databases [default: all]
    #[arg(value_name = "DIALECT")]
    pub names: Vec<String>,
    /// Print the table as Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// Which models.
#[derive(Debug, Args)]
pub struct App {
    /// A module with models, such as app.models, or a document of tables, such as models.toml or models.json
    /// (repeatable) [default: app.models, models or src.models]
    #[arg(long = "app", value_name = "MODULE")]
    pub apps: Vec<String>,
}

/// Which database.
#[derive(Debug, Args)]
pub struct Database {
    /// The database: sqlite:PATH, postgres://…, mysql://… [default: sqlite:db.sqlite3]
    #[arg(long, value_name = "URL")]
    pub database_url: Option<String>,
}

/// Which migrations.
#[derive(Debug, Args)]
pub struct Migrations {
    /// The migrations' directory [default: migrations]
    #[arg(long, value_name = "DIR")]
    pub migrations_dir: Option<PathBuf>,
    #[command(flatten)]
    pub loading: Loading,
}

/// Whether migration files may be run to read them.
#[derive(Debug, Args)]
pub struct Loading {
    /// Let Python load a migration file that cannot be understood without running it
    #[arg(long)]
    pub load_python: bool,
}

impl Migrations {
    /// The settings that these and the database's flags make.
    pub fn flags(&self, database: &Database) -> Flags {
        Flags {
            database_url: database.database_url.clone(),
            migrations_directory: self.migrations_dir.clone(),
            apps: Vec::new(),
            load_python: self.loading.load_python,
        }
    }
}
