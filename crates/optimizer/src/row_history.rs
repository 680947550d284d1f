//! The effect of operations on the values of rows: for each field of each table that may have rows, the values that
//! it began with and what was done to them.
//!
//! Two sequences of operations do the same to every row where these histories are equal. A conversion that changes no
//! value (a longer text) is none.

mod conversion;

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_operations::{AlterTable, Change, Effect, Fill, Using};
use aksara_schema::{
    Default, Field, FieldName, Literal, NotCompared, SqlExpression, StorageType, Table, TableName,
};

pub(crate) use conversion::Conversion;

/// The history of the rows of all changed tables.
#[derive(Debug, Clone, PartialEq, Eq, std::default::Default)]
pub(crate) struct RowHistory {
    tables: BTreeMap<TableName, TableRows>,
}

/// The rows of a table, under the name that it has now.
#[derive(Debug, Clone, PartialEq, Eq)]
enum TableRows {
    /// It was made meanwhile and has none.
    None,
    /// The histories of its fields.
    Some(BTreeMap<FieldName, Values>),
    /// The table is gone, and its rows with it.
    Gone,
}

/// The history of a field's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Values {
    /// The first values.
    pub(crate) source: Source,
    /// The changes of the values, in order.
    pub(crate) steps: Vec<Step>,
    /// The type that every value fits: the one that it had when the last step was done.
    fits: NotCompared<Option<StorageType>>,
}

/// The first values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// The values of this field of this table, as they were called in the beginning.
    Kept(TableName, FieldName),
    /// One value for all rows.
    Filled(Literal),
    /// The value that the database gives by itself.
    Default(Default),
    /// Numbers that are counted up.
    Counted,
    /// NULL.
    Null,
    /// Nothing, though a value is needed: no row may be there.
    Missing,
    /// The database computes it from the row, always.
    Computed,
}

/// Something that is done to values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Converted to another type.
    Converted(Conversion),
    /// Computed by the user's own expression, or looked up.
    Using(Using),
    /// NULL became the default, or what the operation says.
    Required(Default),
    /// The computed value was kept, and is no longer computed.
    Freed(SqlExpression),
}

impl RowHistory {
    /// The effect of these changes, in order.
    pub(crate) fn of<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Self {
        let mut history = Self::default();
        let effects = changes.into_iter().flat_map(|change| &change.effects);
        effects.for_each(|effect| history.follow(effect));
        history.tables.retain(|name, rows| !is_untouched(name, rows));
        history
    }

    /// The history of a field, if it was changed.
    pub(crate) fn values(&self, table: &TableName, field: &FieldName) -> Option<&Values> {
        match self.tables.get(table)? {
            TableRows::Some(fields) => fields.get(field),
            TableRows::None | TableRows::Gone => None,
        }
    }

    /// Whether every value that this history keeps is kept by the other one as well, the same.
    pub(crate) fn is_kept_by(&self, other: &Self) -> bool {
        let names = self.tables.keys().chain(other.tables.keys());
        names
            .into_iter()
            .all(|name| match (self.tables.get(name), other.tables.get(name)) {
                (Some(TableRows::None | TableRows::Gone), _) => true,
                (Some(TableRows::Some(fields)), kept) => keeps_all(fields, kept, name),
                (None, Some(TableRows::Some(fields))) => fields.iter().all(|(field, values)| {
                    let is_lost = matches!(values.source, Source::Computed);
                    is_lost || values.is_untouched(name, field)
                }),
                (None, Some(TableRows::None | TableRows::Gone)) => false,
                (None, None) => true,
            })
    }

    fn follow(&mut self, effect: &Effect) {
        match effect {
            // It may hold rows already, and keeps them.
            Effect::CreateTable(_) if effect.taken_over().is_some() => {}
            Effect::CreateTable(table) => {
                self.tables.insert(table.name.clone(), TableRows::None);
            }
            Effect::DropTable(table) => {
                self.tables.insert(table.name.clone(), TableRows::Gone);
            }
            Effect::RenameTable(rename) => {
                let rows = self.take(&rename.before);
                self.tables.insert(rename.before.name.clone(), TableRows::Gone);
                self.tables.insert(rename.after.name.clone(), rows);
            }
            Effect::AlterTable(change) => {
                let rows = match self.take(&change.before) {
                    TableRows::Some(fields) => TableRows::Some(altered(fields, change)),
                    rows @ (TableRows::None | TableRows::Gone) => rows,
                };
                self.tables.insert(change.after.name.clone(), rows);
            }
            Effect::RunSql(_) | Effect::RunPython(_) | Effect::Backfill(_) => {}
        }
    }

    /// The rows of a table as they are so far; one that was not touched has those it had.
    fn take(&mut self, table: &Arc<Table>) -> TableRows {
        let untouched = || {
            let values = |field: &Field| (field.name.clone(), Values::of(&table.name, field));
            TableRows::Some(table.fields.values().map(values).collect())
        };
        self.tables.remove(&table.name).unwrap_or_else(untouched)
    }
}

impl Values {
    fn kept(table: &TableName, field: &FieldName) -> Self {
        Self::began(Source::Kept(table.clone(), field.clone()))
    }

    fn began(source: Source) -> Self {
        Self {
            source,
            steps: Vec::new(),
            fits: NotCompared(None),
        }
    }

    /// The values that a field has had from the beginning.
    fn of(table: &TableName, field: &Field) -> Self {
        Self {
            fits: NotCompared(Some(field.field_type.storage())),
            ..Self::kept(table, &field.name)
        }
    }

    fn is_untouched(&self, table: &TableName, field: &FieldName) -> bool {
        *self == Self::kept(table, field)
    }

    /// The values of a new field.
    fn new(field: &Field, fill: Option<&Fill>) -> Self {
        let constant = match fill {
            Some(Fill::Expression(expression)) => return Self::computed(expression),
            Some(Fill::Constant(constant)) => Some(constant),
            None => None,
        };
        Self::began(match (constant, &field.default) {
            _ if field.generated.is_some() => Source::Computed,
            (Some(Literal::Null), _) | (None, Some(Default::Literal(Literal::Null))) => Source::Null,
            (Some(fill), _) => Source::Filled(fill.clone()),
            (None, Some(Default::Literal(default))) => Source::Filled(default.clone()),
            (None, Some(default)) => Source::Default(default.clone()),
            (None, None) if field.auto_increment => Source::Counted,
            (None, None) if field.is_required() => Source::Missing,
            (None, None) => Source::Null,
        })
    }

    /// The value of the user's own expression instead of NULL.
    fn computed(expression: &SqlExpression) -> Self {
        Self {
            source: Source::Null,
            steps: vec![Step::Using(expression.clone().into())],
            fits: NotCompared(None),
        }
    }

    /// The values of a field after a change of its definition.
    fn after(mut self, old: &Field, new: &Field, change: &AlterTable) -> Self {
        let using = change.hints.using.get(&new.name);
        let fill = change.hints.fill.get(&new.name);
        if new.generated.is_some() {
            return Self::began(Source::Computed);
        }
        if let Some(generated) = &old.generated {
            self.steps.push(Step::Freed(generated.expression.clone()));
        }
        let fits = self.fits.0.clone();
        let steps = self.steps.clone();
        match (using, Conversion::between(old, fits.as_ref(), new)) {
            (Some(using), _) => self.steps.push(Step::Using(using.clone())),
            // NULL is NULL in every type.
            (None, Some(conversion)) if !self.is_null() => self.convert(conversion),
            (None, _) => {}
        }
        if self.steps != steps {
            self.fits = NotCompared(Some(new.field_type.storage()));
        }
        match (fill, &new.default) {
            _ if old.is_required() || !new.is_required() => {}
            _ if self.is_null() => self = Self::new(new, fill),
            // No row is without a value.
            _ if self.is_filled() => {}
            (Some(fill), _) => self.steps.push(Step::Required(as_default(fill))),
            (None, Some(default)) => self.steps.push(Step::Required(default.clone())),
            (None, None) => {}
        }
        self
    }

    fn convert(&mut self, conversion: Conversion) {
        match self.steps.last_mut() {
            Some(Step::Converted(last)) => match last.then(&conversion) {
                Some(both) => *last = both,
                None => self.steps.push(Step::Converted(conversion)),
            },
            Some(Step::Using(_) | Step::Required(_) | Step::Freed(_)) | None => {
                self.steps.push(Step::Converted(conversion));
            }
        }
    }

    /// Whether every row was given one value, and nothing but conversions came after.
    fn is_filled(&self) -> bool {
        let are_conversions = self.steps.iter().all(|step| match step {
            Step::Converted(_) => true,
            Step::Using(_) | Step::Required(_) | Step::Freed(_) => false,
        });
        are_conversions && matches!(&self.source, Source::Filled(value) if *value != Literal::Null)
    }

    fn is_null(&self) -> bool {
        self.source == Source::Null && self.steps.is_empty()
    }
}

/// The replacement of NULL, like a default.
fn as_default(fill: &Fill) -> Default {
    match fill {
        Fill::Constant(constant) => Default::Literal(constant.clone()),
        Fill::Expression(expression) => Default::Expression(expression.clone()),
    }
}

/// The values of a table's fields after a change.
fn altered(mut held: BTreeMap<FieldName, Values>, change: &AlterTable) -> BTreeMap<FieldName, Values> {
    let mut values = |field: &Field| {
        let old_name = change.fields.old_name(&field.name);
        let old = old_name.and_then(|name| Some((held.remove(name)?, change.before.fields.get(name)?)));
        match old {
            Some((values, old)) => values.after(old, field, change),
            None => Values::new(field, change.hints.fill.get(&field.name)),
        }
    };
    let fields = change.after.fields.values();
    fields.map(|field| (field.name.clone(), values(field))).collect()
}

fn is_untouched(name: &TableName, rows: &TableRows) -> bool {
    match rows {
        TableRows::None => false,
        TableRows::Gone => true,
        TableRows::Some(fields) => fields
            .iter()
            .all(|(field, values)| values.is_untouched(name, field)),
    }
}

/// Whether what these fields keep is kept there too.
fn keeps_all(fields: &BTreeMap<FieldName, Values>, kept: Option<&TableRows>, table: &TableName) -> bool {
    fields.iter().all(|(name, values)| {
        let is_kept = matches!(values.source, Source::Kept(..));
        !is_kept
            || match kept {
                Some(TableRows::Some(kept)) => kept.get(name) == Some(values),
                Some(TableRows::None | TableRows::Gone) => false,
                None => values.is_untouched(table, name),
            }
    })
}
