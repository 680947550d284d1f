//! Letting a rename go first, so that what comes after it can be joined with what came before.

use aksara_operations::{
    AddConstraint, AddField, AddIndex, AlterField, Alteration, Fill, Operation, RenameField, RenameTable,
    TableReference, Using,
};
use aksara_schema::{Field, FieldName, SqlExpression};

use super::{OperationPair, opened};

impl OperationPair<'_> {
    /// The second operation, and then the first in its words.
    pub(super) fn moved(&self) -> Option<Vec<Operation>> {
        if let Operation::RenameField(rename) = self.second {
            return self.after_field_rename(rename);
        }
        if let Operation::RenameTable(rename) = self.second {
            return self.after_table_rename(rename);
        }
        None
    }

    fn after_field_rename(&self, rename: &RenameField) -> Option<Vec<Operation>> {
        let old = &self.between.field_as_written(&rename.old_name)?.name;
        let first = self.under_new_field(old, &rename.new_name)?;
        let rename = RenameField {
            table: (&self.between.name).into(),
            old_name: old.to_string(),
            new_name: rename.new_name.clone(),
        };
        Some(vec![rename.into(), first])
    }

    /// The first operation, if it is about a field or an object over it, under the field's new name.
    fn under_new_field(&self, old: &FieldName, new: &FieldName) -> Option<Operation> {
        let after = self.after.as_ref()?;
        if let Operation::AlterField(alter) = self.first {
            let name = self.old_field(&alter.name)?;
            let field = after.fields.get(if name == *old { new } else { &name })?;
            return altered_after(alter, field, (old, new));
        }
        if let Operation::AddIndex(add) = self.first {
            let index = after.indexes.get(&add.index.name)?.clone();
            return Some(AddIndex { index, ..add.clone() }.into());
        }
        if let Operation::AddConstraint(add) = self.first {
            let table = add.table.clone();
            let constraint = after.constraints.get(&add.constraint.name)?.clone();
            return Some(AddConstraint { table, constraint }.into());
        }
        None
    }

    fn after_table_rename(&self, rename: &RenameTable) -> Option<Vec<Operation>> {
        let first = self.under_new_name((&rename.new_name).into())?;
        let rename = RenameTable {
            table: (&self.between.name).into(),
            new_name: rename.new_name.clone(),
        };
        Some(vec![rename.into(), first])
    }

    /// The first operation about the table under its new name; a reference of the table to itself follows.
    fn under_new_name(&self, table: TableReference) -> Option<Operation> {
        let after = self.after.as_ref()?;
        if let Operation::AddField(add) = self.first {
            let field = opened::field(after.fields.get(&add.field.name)?);
            let fill = add.fill.clone();
            return Some(AddField { table, field, fill }.into());
        }
        if let Operation::AlterField(alter) = self.first {
            let field = after.fields.get(&self.old_field(&alter.name)?)?;
            let moved = AlterField {
                table,
                name: field.name.to_string(),
                alteration: Alteration::Replace(Box::new(opened::field(field))),
                ..alter.clone()
            };
            return Some(moved.into());
        }
        if let Operation::AddConstraint(add) = self.first {
            let constraint = after.constraints.get(&add.constraint.name)?.clone();
            return Some(AddConstraint { table, constraint }.into());
        }
        self.first.on_table(table)
    }
}

/// The alteration of a field that has this definition in the end, where its expressions can follow a rename.
fn altered_after(
    alter: &AlterField,
    field: &Field,
    (old, new): (&FieldName, &FieldName),
) -> Option<Operation> {
    let renamed_in = |expression: &SqlExpression| {
        let mut expression = expression.clone();
        expression.rename_field(old, new);
        expression
    };
    let renamed = |using: &Option<Using>| {
        let mut using = using.clone();
        let expression = using.as_mut().and_then(Using::expression_mut);
        expression
            .into_iter()
            .for_each(|expression| expression.rename_field(old, new));
        using
    };
    let fill = alter.fill.as_ref().and_then(Fill::expression);
    let ways = [&alter.using, &alter.reverse_using].into_iter().flatten();
    if ways.filter_map(Using::expression).chain(fill).any(opened::is_raw) {
        return None;
    }
    let moved = AlterField {
        table: alter.table.clone(),
        name: field.name.to_string(),
        alteration: Alteration::Replace(Box::new(opened::field(field))),
        fill: alter.fill.as_ref().map(|fill| match fill {
            Fill::Constant(constant) => Fill::Constant(constant.clone()),
            Fill::Expression(written) => Fill::Expression(renamed_in(written)),
        }),
        using: renamed(&alter.using),
        reverse_using: renamed(&alter.reverse_using),
    };
    Some(moved.into())
}
