//! A change of one table as PostgreSQL makes it: the physical tables before and after, and the actions between them.

use aksara_dialect::{Statement, Unsupported, renamed_before};
use aksara_operations::{AlterTable, Fill as Filling, Using};
use aksara_schema::{Field, FieldName, Table};

use crate::action::Action;
use crate::build::{build_change, field_subject};
use crate::diff::{Fill, Hints, diff};
use crate::enum_values::value_renames;
use crate::flavour::Server;
use crate::literal::spell_typed;
use crate::order::order;
use crate::own_objects::fitting;
use crate::row_values::{IsEnum, is_enum_of, spell_value_of};
use crate::{physical, render};

pub(crate) struct TableChange {
    /// The table before, its kept columns under their new names.
    #[cfg_attr(not(test), allow(dead_code, reason = "a property looks at it"))]
    pub(crate) before: physical::Table,
    pub(crate) after: physical::Table,
    pub(crate) actions: Vec<Action>,
}

impl TableChange {
    pub(crate) fn of(change: &AlterTable, server: Server) -> Result<Self, Unsupported> {
        let renamed = renamed_before(change);
        let (before, after) = build_change(&renamed, &change.after, server)?;
        let hints = hints(change, &renamed, server)?;
        let actions = order(diff(&before, &after, &hints, server)?);
        Ok(Self {
            before,
            after,
            actions,
        })
    }
}

/// The statements that change a table.
pub(crate) fn lower(change: &AlterTable, server: Server) -> Result<Vec<Statement>, Unsupported> {
    let planned = TableChange::of(change, server)?;
    Ok(render::change_table(&planned.after.name, &planned.actions))
}

fn hints(change: &AlterTable, renamed: &Table, server: Server) -> Result<Hints, Unsupported> {
    let is_enum = |name: &FieldName| is_enum_of(renamed, name) || is_enum_of(&change.after, name);
    let kept = change.fields.0.iter();
    let mut hints = Hints {
        kept: kept
            .map(|(old, new)| (new.to_string(), old.to_string()))
            .collect(),
        concurrently: change.hints.concurrently.iter().map(fitting).collect(),
        ..Hints::default()
    };
    for field in change.after.fields.values() {
        let (name, subject) = (field.name.to_string(), field_subject(&change.after, field));
        if let Some(fill) = change.hints.fill.get(&field.name) {
            hints.fills.insert(
                name.clone(),
                spell_fill(fill, (field, &subject), &is_enum, server)?,
            );
        }
        let Some(using) = change.hints.using.get(&field.name) else {
            continue;
        };
        let using = match using {
            Using::Expression(expression) => expression,
            Using::Lookup(lookup) => {
                hints.lookups.insert(name, lookup.clone());
                continue;
            }
        };
        let before = change.fields.old_name(&field.name);
        let before = before.and_then(|old| change.before.fields.get(old));
        match before.and_then(|before| value_renames(using, before, field)) {
            Some(renames) => drop(hints.renamed_values.insert(name, renames)),
            None => {
                let subject = format!("the conversion of {subject}");
                let value = spell_value_of(field, using, &is_enum, &subject, server.flavour)?;
                hints.computed.insert(name, value);
            }
        }
    }
    Ok(hints)
}

fn spell_fill(
    fill: &Filling,
    (field, subject): (&Field, &str),
    is_enum: IsEnum<'_>,
    server: Server,
) -> Result<Fill, Unsupported> {
    Ok(match fill {
        Filling::Constant(constant) => Fill::Constant(spell_typed(constant, &field.field_type.storage())),
        Filling::Expression(expression) => Fill::Computed(spell_value_of(
            field,
            expression,
            is_enum,
            subject,
            server.flavour,
        )?),
    })
}
