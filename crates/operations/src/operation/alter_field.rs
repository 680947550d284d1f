//! `AlterField(model_name, name, field)`, and 0.7.2's forms that change one side of a field.

use aksara_schema::{Default, Field, FrozenName, Schema, SqlExpression, Table, TableName, singularize};
use serde::{Deserialize, Serialize};

use super::sentence::{default_word, filled};
use super::{
    AlterPrimaryKey, Definition, ModelWords, Nature, Operation, Part, Sentence, Suggestion, TableReference,
};
use crate::alteration::TableEdit;
use crate::conversion_loss::conversion_loss;
use crate::freeze::{find_field, freeze_field};
use crate::{Change, Fill, Inverse, Lookup, OperationError, Using};

/// Changes a field in place; its values are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlterField {
    /// The table.
    pub table: TableReference,
    /// The field, as written.
    pub name: String,
    /// The change.
    pub alteration: Alteration,
    /// The value of rows that hold NULL in a field that becomes required (`fill=`, `fill_sql=`).
    pub fill: Option<Fill>,
    /// How the new value comes from the old row.
    pub using: Option<Using>,
    /// The same for the way back.
    pub reverse_using: Option<Using>,
}

/// The change of an AlterField.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alteration {
    /// The whole field. Its name is ignored: RenameField renames.
    Replace(Box<Field>),
    /// The type alone (0.7.2's AlterFieldType); of the field given, only the type counts.
    Type(Box<Field>),
    /// Whether NULL is allowed (0.7.2's AlterFieldNull).
    Nullable(bool),
    /// The default (0.7.2's AlterFieldDefault).
    Default(Option<Default>),
}

impl AlterField {
    /// Gives a table's field of that name this whole definition.
    pub fn replace(table: TableReference, field: Field) -> Self {
        let name = field.name.to_string();
        Self {
            table,
            name,
            alteration: Alteration::Replace(Box::new(field)),
            fill: None,
            using: None,
            reverse_using: None,
        }
    }

    /// The lookups of its values, there and back.
    pub fn lookups(&self) -> impl Iterator<Item = &Lookup> {
        let ways = [&self.using, &self.reverse_using].into_iter().flatten();
        ways.filter_map(Using::lookup)
    }

    pub(super) fn apply(&self, schema: &mut Schema) -> Result<Change, OperationError> {
        let mut edit = TableEdit::open(&self.table, schema)?;
        let old = find_field(&edit.before, &self.name)?.clone();
        let mut written = self.alteration.of(&old);
        keep_names(&old, &mut written);
        let name = old.name.clone();
        edit.after.fields.insert(
            name.clone(),
            Field {
                name: name.clone(),
                ..written.clone()
            },
        );
        let field = freeze_field(
            Field {
                name: name.clone(),
                ..written
            },
            &edit.after,
            schema,
        )?;
        if old.primary_key != field.primary_key {
            edit.after.primary_key_order.clear();
        }
        let losses = self.losses(&old, &field, &edit.before.name);
        if let Some(fill) = self.frozen_fill(&old, &field, &edit.before)? {
            edit.hints.fill.insert(name.clone(), fill);
        }
        edit.after.fields.insert(name.clone(), field);
        if let Some(using) = &self.using {
            edit.hints.using.insert(name.clone(), using.freeze(schema)?);
        }
        let undo = Self {
            using: self.reverse_using.clone(),
            reverse_using: self.using.clone(),
            ..Self::replace((&edit.before.name).into(), old)
        };
        let is_reordered = old_order_is_lost(&edit.before, &edit.after);
        let order = is_reordered.then(|| {
            let table = (&edit.before.name).into();
            AlterPrimaryKey::ordered(table, edit.before.primary_key()).into()
        });
        let undo: Vec<Operation> = std::iter::once(undo.into()).chain(order).collect();
        Ok(Change {
            effects: edit.close(schema),
            inverse: if losses.is_empty() {
                Inverse::exact(undo)
            } else {
                Inverse::lossy(undo, losses.join(", and "))
            },
        })
    }

    /// The value of rows that hold NULL, which the field must be about to refuse.
    fn frozen_fill(&self, old: &Field, new: &Field, table: &Table) -> Result<Option<Fill>, OperationError> {
        let Some(fill) = &self.fill else {
            return Ok(None);
        };
        if old.is_required() || !new.is_required() {
            return Err(OperationError::NotFilled {
                table: table.name.clone(),
                field: old.name.clone(),
                reason: "it does not become required, so no row needs a value",
            });
        }
        fill.freeze(new, table).map(Some)
    }

    /// The losses of the field's values; a computed value loses nothing.
    fn losses(&self, old: &Field, new: &Field, table: &TableName) -> Vec<String> {
        if old.generated.is_some() {
            return Vec::new();
        }
        let name = &old.name;
        let is_reversible = self.using.is_some() && self.reverse_using.is_some();
        let values = if new.generated.is_some() || (self.using.is_some() && !is_reversible) {
            Some("the values of")
        } else if is_reversible {
            None
        } else {
            conversion_loss(&old.field_type.storage(), &new.field_type.storage())
        };
        let nulls = !old.is_required() && new.is_required();
        [
            values.map(|what| format!("{what} `{table}.{name}`")),
            nulls.then(|| format!("which values of `{table}.{name}` were NULL")),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    pub(super) fn describe(&self) -> String {
        format!("Alter field '{}' of table '{}'", self.name, self.table)
    }
}

impl Definition for AlterField {
    fn nature(&self) -> Nature {
        Nature::Schema
    }

    fn suggestion(&self) -> Suggestion {
        Suggestion {
            rank: 4,
            name: format!("alter_{}_{}", singularize(self.table.as_str()), self.name),
        }
    }

    fn table(&self) -> Option<&TableReference> {
        Some(&self.table)
    }

    fn covers(&self) -> bool {
        true
    }

    fn expressions(&self) -> Vec<&SqlExpression> {
        let fill = self.fill.as_ref().and_then(Fill::expression);
        let ways = [&self.using, &self.reverse_using].into_iter().flatten();
        ways.filter_map(Using::expression).chain(fill).collect()
    }

    fn visit_parts(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        match &mut self.alteration {
            Alteration::Replace(field) | Alteration::Type(field) => visit(Part::Field(field)),
            Alteration::Nullable(_) | Alteration::Default(_) => {}
        }
    }

    fn sentence(&self, words: &dyn ModelWords) -> Option<Sentence> {
        let before = words.field_before(&self.table, &self.name);
        let detail = self.alteration.in_words(before.as_ref(), words);
        let fill = filled("rows with NULL", self.fill.as_ref());
        let values = match (&self.alteration, &before) {
            (Alteration::Replace(after) | Alteration::Type(after), Some(before)) => {
                changed_values(before, after, self.using.as_ref())
            }
            (Alteration::Nullable(_) | Alteration::Default(_), _) | (_, None) => Vec::new(),
        };
        let lookup = self.using.as_ref().and_then(Using::lookup);
        let looked_up = lookup.map(|Lookup { table, key, value }| {
            format!("values of `{table}.{key}` become those of `{table}.{value}`")
        });
        let values = values.iter().chain(&looked_up);
        let values: String = values.map(|value| format!(", {value}")).collect();
        let text = format!("alter field `{}` ({detail}){values}{fill}", self.name);
        Sentence::of_field(&self.table, &self.name, text)
    }
}

/// The values of an enum that get another name, come or go, in words.
fn changed_values(before: &Field, after: &Field, using: Option<&Using>) -> Vec<String> {
    let (Some(old), Some(new)) = (before.field_type.values(), after.field_type.values()) else {
        return Vec::new();
    };
    let using = using.and_then(Using::expression);
    let renamed = using.and_then(|using| using.replaced_texts(&[&before.name, &after.name]));
    let renamed = renamed.unwrap_or_default();
    let gives_up = |value: &&String| renamed.iter().any(|(from, _)| from == *value);
    let gets = |value: &&String| renamed.iter().any(|(_, to)| to == *value);
    let removed = old
        .iter()
        .filter(|value| !new.contains(value) && !gives_up(value));
    let added = new.iter().filter(|value| !old.contains(value) && !gets(value));
    let renames = renamed
        .iter()
        .map(|(from, to)| format!("value `{from}` renamed to `{to}`"));
    let removed = removed.map(|value| format!("value `{value}` removed"));
    let added = added.map(|value| format!("value `{value}` added"));
    renames.chain(removed).chain(added).collect()
}

impl Alteration {
    fn in_words(&self, before: Option<&Field>, words: &dyn ModelWords) -> String {
        match self {
            Self::Replace(field) | Self::Type(field) => {
                let (before, after) = (before.map(|field| words.field(field)), words.field(field));
                match before {
                    Some(before) if before != after => format!("{before} → {after}"),
                    Some(_) | None => after,
                }
            }
            Self::Nullable(true) => "takes NULL".to_owned(),
            Self::Nullable(false) => "required".to_owned(),
            Self::Default(Some(default)) => format!("default {}", default_word(default)),
            Self::Default(None) => "no default".to_owned(),
        }
    }

    /// The field after the alteration, as written.
    fn of(&self, old: &Field) -> Field {
        match self {
            Self::Replace(field) => Field::clone(field),
            Self::Type(field) => Field {
                field_type: field.field_type.clone(),
                ..old.clone()
            },
            Self::Nullable(nullable) => Field {
                nullable: *nullable,
                ..old.clone()
            },
            Self::Default(default) => Field {
                default: default.clone(),
                ..old.clone()
            },
        }
    }
}

/// Whether the key had an order of its own, which the way back must give it again.
fn old_order_is_lost(before: &Table, after: &Table) -> bool {
    !before.primary_key_order.is_empty() && after.primary_key_order.is_empty()
}

/// An object that the field keeps also keeps its name.
fn keep_names(old: &Field, new: &mut Field) {
    let keep = |old: &FrozenName, new: &mut FrozenName| new.0 = new.0.take().or_else(|| old.0.clone());
    keep(&old.type_check, &mut new.type_check);
    if let (Some(old), Some(new)) = (&old.unique, &mut new.unique) {
        keep(old, new);
    }
    if let (Some(old), Some(new)) = (&old.index, &mut new.index) {
        keep(old, new);
    }
    if let (Some(old), Some(new)) = (&old.reference, &mut new.reference) {
        keep(&old.constraint, &mut new.constraint);
    }
}
