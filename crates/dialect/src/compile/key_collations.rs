//! Foreign keys between texts of different collations, where a database takes none.
//!
//! Which collation a text has is for the dialect to say, since a table or the database can give it; a dialect that
//! does not care says none.

use std::sync::Arc;

use crate::{Dialect, Feature, ServerVersion, Step, Unsupported};
use aksara_operations::Effect;
use aksara_schema::{FieldName, ForeignKey, Schema, Table};

use super::evolving_tables::EvolvingTables;

/// Refuses the first step after which two sides of a foreign key have different collations.
pub(crate) fn refuse_unlike_keys(
    schema: &Schema,
    steps: &[Step],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<(), Unsupported> {
    let mut tables = EvolvingTables::new(schema, steps);
    for step in steps {
        tables.follow(&step.effect);
        let (old, new) = step.effect.sides();
        let Some(new) = new else { continue };
        // By the old names: of those that exchange theirs, each keeps its collation, and keys follow without a step.
        let is_kept = |name: &FieldName| {
            let old_name = old_name(&step.effect, name);
            let old = old.and_then(|old| collation(old, old_name?, dialect, version));
            old == collation(new, name, dialect, version)
        };
        let changed: Vec<&FieldName> = new.fields.keys().filter(|name| !is_kept(name)).collect();
        let keys = Keys {
            tables: &tables,
            dialect,
            version,
        };
        let referrers = || tables.referrers(&new.name).filter(|_| !changed.is_empty());
        // A later step may give a referrer, and the fields that it refers to, the names that it has here already.
        let refers_to_changed = |key: &ForeignKey| {
            key.table == new.name && key.target_fields.iter().any(|field| changed.contains(&field))
        };
        let unlike = keys
            .unlike(new, |_| true)
            .or_else(|| referrers().find_map(|table| keys.unlike(table, refers_to_changed)));
        if let Some(refused) = unlike {
            return Err(refused.at(step.origin()));
        }
    }
    Ok(())
}

/// The name that a field of the table had before the effect.
fn old_name<'a>(effect: &'a Effect, name: &'a FieldName) -> Option<&'a FieldName> {
    match effect {
        Effect::AlterTable(change) => change.fields.old_name(name),
        Effect::RenameTable(_) => Some(name),
        Effect::CreateTable(_)
        | Effect::DropTable(_)
        | Effect::RunSql(_)
        | Effect::RunPython(_)
        | Effect::Backfill(_) => None,
    }
}

struct Keys<'a> {
    tables: &'a EvolvingTables<'a>,
    dialect: &'a dyn Dialect,
    version: &'a ServerVersion,
}

impl Keys<'_> {
    /// A refusal of a foreign key of this table, where there is one.
    fn unlike(&self, table: &Arc<Table>, counts: impl Fn(&ForeignKey) -> bool) -> Option<Unsupported> {
        let keys = table.foreign_keys().into_iter();
        keys.filter(|(_, key)| counts(key)).find_map(|(_, key)| {
            let target = self.tables.get(&key.table)?;
            let mut pairs = key.fields.iter().zip(&key.target_fields);
            pairs.find_map(|(field, other)| self.refusal(table, field, target, other))
        })
    }

    fn refusal(
        &self,
        table: &Table,
        field: &FieldName,
        target: &Table,
        other: &FieldName,
    ) -> Option<Unsupported> {
        let collation = |table, field| collation(table, field, self.dialect, self.version);
        let (own, wanted) = (collation(table, field)?, collation(target, other)?);
        (own != wanted).then(|| Unsupported {
            subject: format!("a foreign key of `{}` over `{field}`", table.name),
            dialect: self.dialect.name(),
            feature: Some(Feature::FieldCollation),
            reason: format!(
                "`{field}` has the collation `{own}` and `{}.{other}` has `{wanted}`; both sides of a foreign key must \
                 have one",
                target.name
            ),
            alternative: format!("give `{field}` collation=\"{wanted}\""),
            origin: None,
        })
    }
}

fn collation(
    table: &Table,
    field: &FieldName,
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Option<String> {
    dialect.key_collation(table, table.fields.get(field)?, version)
}
