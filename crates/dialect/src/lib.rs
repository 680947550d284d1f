//! The pure interface of a database dialect, the path from changes to statements through it, and the DDL writer over
//! sea-query that dialects share.
//!
//! A dialect lowers steps to statements, says what it can do as data, and normalizes a schema to the form in which
//! its database reports it. It needs no connection, no URL and no driver: everything here is deterministic. The
//! differences between dialects live in their crates and capability tables, never here.

mod backfill;
mod capability;
pub mod capability_rows;
mod compile;
mod cost;
mod ddl;
mod detachment;
mod disturbance;
mod expression;
mod field_objects;
mod lookup;
mod product;
mod readers_first;
mod reference_target;
mod renames;
mod retyping;
mod routine;
mod script;
mod server_version;
mod statement;
mod step;
mod trace;
mod transaction_plan;
mod unsupported;

pub use backfill::{BatchedUpdate, KeyComparison, SpellExpression, lower_backfill};
pub use capability::{
    Capabilities, Capability, Evidence, Feature, Support, own_over_base, own_over_base_length,
};
pub use compile::evolving_tables::EvolvingTables;
pub use compile::{Coalescing, CompileError, Compiled, coalesce, compile, steps_of};
pub use cost::{ChangedRows, Cost, Lock};
pub use ddl::{Ddl, quote_identifier, quote_table, quote_text};
pub use detachment::{Detachment, table_at, table_beside};
pub use disturbance::{Disturbance, DisturbedTable};
pub use expression::{ExpressionDialect, spell_expression, spell_sql_expression};
pub use field_objects::{field_foreign_key, field_index, field_object_name, field_unique};
pub use lookup::{REFERRED, spell_lookup};
pub use product::{Clients, Product, Versions};
pub use readers_first::readers_first;
pub use reference_target::ReferenceTarget;
pub use renames::{rename_in_expression, renamed_before, with_names_freed};
pub use retyping::{Retyping, fits_decimal};
pub use routine::{Routine, Work};
pub use script::{
    Flat, Fragment, FragmentKind, ImpactWords, LastPart, Lexis, Nesting, ScriptClient, ScriptStatement,
    StatementSoFar, TransactionEffect, TransactionWords, UserStatement, fragments, split_statements,
    user_statements, without_values,
};
pub use server_version::{InvalidServerVersion, ServerVersion};
pub use statement::{Command, SessionEffect, Statement, TransactionMode};
pub use step::Step;
pub use trace::{Trace, TracedTable};
pub use transaction_plan::TransactionPlan;
pub use unsupported::Unsupported;

use aksara_schema::{
    DialectName, Field, Literal, ObjectName, Schema, SqlExpression, StorageType, Table, TableName,
};

/// One database's SQL. A value of this type is one flavour (`postgres`, `mysql`, `mariadb`, `sqlite`).
pub trait Dialect: Send + Sync + std::fmt::Debug {
    /// The database product.
    fn product(&self) -> &'static Product;

    /// The flavour's name, as settings, URLs and per-dialect SQL spell it.
    fn name(&self) -> &'static str {
        self.product().name.as_str()
    }

    /// The names under which a migration can hold SQL for it. The first name with SQL counts.
    fn sql_names(&self) -> &'static [DialectName] {
        self.product().sql_names
    }

    /// How its SQL is cut into statements.
    fn lexis(&self) -> Lexis;

    /// The version that is compiled for where no server is asked.
    fn newest_version(&self) -> ServerVersion {
        self.product().versions.newest
    }

    /// Rewrites the steps of one migration into steps that [`lower`](Self::lower) can do one by one: detached
    /// foreign keys, merged or split changes. Most need nothing. Of the schema, the tables that no step changes count.
    fn legalize(
        &self,
        steps: Vec<Step>,
        schema: &Schema,
        version: &ServerVersion,
    ) -> Result<Vec<Step>, Unsupported> {
        let _ = (schema, version);
        Ok(steps)
    }

    /// The statements of one step, in order. The compiler adds the step's origin to those that have none.
    fn lower(&self, step: &Step, version: &ServerVersion) -> Result<Vec<Statement>, Unsupported>;

    /// Arranges the lowered statements of one migration around its transaction.
    fn arrange(&self, steps: &[Step], statements: Vec<Statement>) -> Result<TransactionPlan, Unsupported>;

    /// The client that runs scripts on it.
    fn script_client(&self, version: &ServerVersion) -> ScriptClient;

    /// Which statements begin, end or commit transactions.
    fn transaction_words(&self) -> &'static TransactionWords;

    /// The words by which a statement shows what it may change.
    fn impact_words(&self) -> &'static ImpactWords;

    /// A statement in a script for that client, with its end.
    fn script_statement(&self, sql: &str) -> String {
        format!("{sql};")
    }

    /// The names that a table's indexes, and what the database keeps as indexes, have among the names of tables;
    /// none where it keeps the two apart ([`Feature::IndexNamedLikeTable`]).
    fn index_names(&self, table: &Table) -> Vec<ObjectName> {
        let _ = table;
        Vec::new()
    }

    /// The fields that a foreign key can refer to.
    fn reference_target(&self) -> ReferenceTarget {
        ReferenceTarget::UniqueSet
    }

    /// The collation of a text field, where both sides of a foreign key must have the same; none elsewhere.
    fn key_collation(&self, table: &Table, field: &Field, version: &ServerVersion) -> Option<String> {
        let _ = (table, field, version);
        None
    }

    /// A table's name, quoted, with its namespace.
    fn quote_table(&self, table: &TableName) -> String;

    /// A field's or object's name, quoted.
    fn quote_name(&self, name: &str) -> String;

    /// A constant as this dialect writes it for a field of this storage type, so that it can be in an INSERT
    /// or a comparison.
    fn spell_literal(&self, literal: &Literal, storage: &StorageType) -> String;

    /// A condition over the rows of a table, as a query takes it; `None` where the database cannot compute it.
    fn spell_condition(&self, condition: &SqlExpression, table: &Table) -> Option<String>;

    /// A condition over the rows of a table that is true where a field holds a value that the database refuses to
    /// convert to its new type. `None` if it converts every value, or if no query can find them. It is true of no
    /// value that the database converts: what is in doubt is left to the statement itself.
    fn refused_values(&self, field: &Retyping<'_>, version: &ServerVersion) -> Option<String> {
        let _ = (field, version);
        None
    }

    /// A condition over the rows of a table that is true where a field holds a value that its new type has no place for
    /// as a whole. `None` if no query can find them.
    fn lost_values(&self, field: &Retyping<'_>) -> Option<String> {
        let _ = field;
        None
    }

    /// The form in which the database reports this schema: the same for a replayed and an inspected schema if they
    /// mean the same. Pure and idempotent.
    fn normalize(&self, schema: &Schema, version: &ServerVersion) -> Schema;
}
