//! Decisions about values of enums: `table.field.value`, in which a value may have dots and colons of its own.

use std::collections::BTreeMap;

use aksara_autodetector::Decision;
use aksara_schema::{Field, FieldName, TableName};

use super::naming::{Renamed, as_written};
use super::problem::{DecisionProblem, not_gone, not_new};

/// By table and field, the new names of the fields.
type Fields = BTreeMap<(TableName, FieldName), Option<FieldName>>;

/// A value of a field, both under their new names.
type ValueKey = (TableName, FieldName, String);

/// An enum before and after.
struct RenamedEnum<'a> {
    table: TableName,
    field: FieldName,
    before: &'a [String],
    after: &'a [String],
}

impl Renamed<'_, '_> {
    /// The value that a decision is about, and its new name.
    pub(super) fn value(
        &self,
        decision: &Decision,
        fields: &Fields,
    ) -> Result<(ValueKey, Option<String>), DecisionProblem> {
        let (text, is_rename) = match decision {
            Decision::Rename { old, new, .. } => (format!("{old}:{new}"), true),
            Decision::Drop { name, .. } => (name.clone(), false),
        };
        let mut known = None;
        for (place, _) in text.match_indices('.') {
            let (written, rest) = (&text[..place], &text[place + 1..]);
            for found in self.enums(written, rest, fields) {
                let (found, value) = found;
                let answer = found.answer(value, is_rename);
                match answer {
                    Some(new) => return Ok(new),
                    None => known = Some((found, value.to_owned())),
                }
            }
        }
        Err(match known {
            Some((found, value)) => found.problem(&value, is_rename),
            None => not_gone(decision.old(), self.gone_values(fields)),
        })
    }

    /// Refuses a name that another value keeps, and another name for a value that the field keeps.
    pub(super) fn demand_values(
        &self,
        key: &ValueKey,
        values: &BTreeMap<ValueKey, Option<String>>,
        fields: &Fields,
    ) -> Result<(), DecisionProblem> {
        let (table, field, old) = key;
        let Some(found) = self.renamed_enum(table, field.as_str(), fields) else {
            return Ok(());
        };
        let Some(Some(new)) = values.get(key) else {
            return Ok(());
        };
        let of_field = |other: &ValueKey| (&other.0, &other.1) == (table, field);
        let mut taken = values.iter().filter(|(other, _)| of_field(other));
        let is_taken = taken.any(|(_, new)| new.as_ref() == Some(old));
        let is_given_up = values.contains_key(&(table.clone(), field.clone(), new.clone()));
        let text = format!("{old}:{new}");
        let is_wrong =
            (contains(found.after, old) && !is_taken) || (contains(found.before, new) && !is_given_up);
        if is_wrong {
            return Err(found.problem(&text, true));
        }
        Ok(())
    }

    /// The enums that `field.value` can mean in a table, with the value.
    fn enums<'b>(&'b self, table: &str, rest: &'b str, fields: &Fields) -> Vec<(RenamedEnum<'b>, &'b str)> {
        let dots = rest.match_indices('.').map(|(place, _)| place);
        let tables = self.tables_named(table);
        let found = dots.flat_map(|dot| {
            let (field, value) = (&rest[..dot], &rest[dot + 1..]);
            let enums = tables.iter().filter_map(|pair| {
                let found = self.renamed_enum(&pair.now, field, fields);
                Some((found?, value))
            });
            enums.collect::<Vec<_>>()
        });
        found.collect()
    }

    /// An enum by the new or the old name of its field.
    fn renamed_enum(&self, table: &TableName, written: &str, fields: &Fields) -> Option<RenamedEnum<'_>> {
        let pair = self.pair(table)?;
        let after = self.models.schema.table(table)?;
        let by_new = as_written(after, written);
        let by_old = || {
            let old = as_written(pair.before, written)?;
            let new = fields.get(&(table.clone(), old.name.clone()))?;
            after.fields.get(new.as_ref()?)
        };
        let field = by_new.or_else(by_old)?;
        let mut renames = fields.iter();
        let renamed = renames.find(|((owner, _), new)| owner == table && new.as_ref() == Some(&field.name));
        let old = renamed.map_or(&field.name, |((_, old), _)| old);
        Some(RenamedEnum {
            table: table.clone(),
            field: field.name.clone(),
            before: values(pair.before.fields.get(old)?)?,
            after: values(field)?,
        })
    }

    fn gone_values(&self, fields: &Fields) -> Vec<String> {
        let tables = self.models.schema.tables();
        let enums = tables.flat_map(|table| {
            let names = table.fields.keys();
            names.filter_map(|field| self.renamed_enum(&table.name, field.as_str(), fields))
        });
        enums.flat_map(|found| found.gone()).collect()
    }
}

impl RenamedEnum<'_> {
    fn answer(&self, text: &str, is_rename: bool) -> Option<(ValueKey, Option<String>)> {
        let key = |old: &str| (self.table.clone(), self.field.clone(), old.to_owned());
        let is_gone = |old: &str| contains(self.before, old) && !contains(self.after, old);
        if !is_rename {
            return is_gone(text).then(|| (key(text), None));
        }
        let colons = text.match_indices(':');
        let mut pairs = colons.map(|(colon, _)| (&text[..colon], &text[colon + 1..]));
        let (old, new) = pairs.find(|(old, new)| contains(self.before, old) && contains(self.after, new))?;
        Some((key(old), Some(new.to_owned())))
    }

    fn problem(&self, text: &str, is_rename: bool) -> DecisionProblem {
        match text.split_once(':').filter(|_| is_rename) {
            Some((old, new)) if self.gone().contains(&self.full_name(old)) => {
                let values = self.after.iter().filter(|value| !self.before.contains(value));
                not_new(new, values.cloned().collect())
            }
            Some((old, _)) => not_gone(&self.full_name(old), self.gone()),
            None => not_gone(&self.full_name(text), self.gone()),
        }
    }

    fn gone(&self) -> Vec<String> {
        let values = self.before.iter().filter(|value| !self.after.contains(value));
        values.map(|value| self.full_name(value)).collect()
    }

    fn full_name(&self, value: &str) -> String {
        format!("{}.{}.{value}", self.table, self.field)
    }
}

fn contains(values: &[String], value: &str) -> bool {
    values.iter().any(|known| known == value)
}

/// The values of an enum that lists them.
fn values(field: &Field) -> Option<&[String]> {
    field.field_type.values().filter(|values| !values.is_empty())
}
