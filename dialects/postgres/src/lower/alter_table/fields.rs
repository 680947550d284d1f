//! Fields of a table that exists: dropped, added, and changed in place.

use aksara_dialect::{FieldChange, ServerVersion, Statement, TableDifference, Unsupported};
use aksara_operations::{AlterTable, Fill};
use aksara_schema::{Field, FieldName, Generated, GeneratedStorage, Literal, SqlExpression, Table};

use super::constraints::needs;
use super::{Alteration, Script, conversion, has_other_type};
use crate::default::spell_default;
use crate::dialect::NAME;
use crate::expression::spell_conversion;
use crate::literal::{quoted, spell_typed};
use crate::lower::block::block;
use crate::lower::enum_rename::value_renames;
use crate::lower::{ddl, field, field_subject, in_namespace_of};
use crate::types::spell_type;

/// The fields that cannot be changed in place: generated ones whose expression changes, that become generated, or
/// that are computed from a field whose type changes. `renamed` is the table before under the new names.
pub(super) fn remade(change: &AlterTable, difference: &TableDifference, renamed: &Table) -> Vec<FieldName> {
    let changed = difference.changed_fields.iter();
    let retyped: Vec<&FieldName> = changed
        .filter(|changed| has_other_type(changed.before, changed.after))
        .map(|changed| &changed.after.name)
        .collect();
    let is_remade = |field: &&Field| {
        renamed.fields.get(&field.name).is_some_and(|before| {
            let computes_otherwise = field.generated.is_some() && field.generated != before.generated;
            computes_otherwise || needs(&change.after, &field.name, &retyped)
        })
    };
    change
        .after
        .fields
        .values()
        .filter(is_remade)
        .map(|field| field.name.clone())
        .collect()
}

impl Alteration<'_> {
    pub(super) fn add_fields(&self, script: &mut Script) -> Result<(), Unsupported> {
        // They may read fields that go.
        let remade = self.remade.iter();
        for name in remade.filter_map(|name| self.change.fields.old_name(name)) {
            script
                .drops
                .push(ddl().word("DROP COLUMN").name(name.as_str()).finish());
        }
        for dropped in &self.difference.dropped_fields {
            script
                .drops
                .push(ddl().word("DROP COLUMN").name(dropped.name.as_str()).finish());
        }
        for added in &self.difference.added_fields {
            self.add_field(added, script)?;
        }
        for name in &self.remade {
            if let Some(field) = self.change.after.fields.get(name) {
                script.closing.push(self.add_column(field)?);
            }
        }
        for changed in self
            .redefined()
            .filter(|changed| !self.is_remade(&changed.after.name))
        {
            self.change_field(changed, script)?;
        }
        Ok(())
    }

    fn add_column(&self, field: &Field) -> Result<String, Unsupported> {
        let fill = self.change.hints.fill.get(&field.name).and_then(Fill::constant);
        self.add_column_with(field, fill)
    }

    fn add_column_with(&self, field: &Field, fill: Option<&Literal>) -> Result<String, Unsupported> {
        let definition = field::definition(&self.change.after, field, fill, self.version)?;
        Ok(ddl().word("ADD COLUMN").fragment(&definition).finish())
    }

    /// A field that gets one value is added with that as its default, which then gives way to its own.
    fn add_field(&self, field: &Field, script: &mut Script) -> Result<(), Unsupported> {
        match self.change.hints.fill.get(&field.name) {
            Some(Fill::Expression(expression)) => self.add_computed(field, expression, script),
            Some(Fill::Constant(_)) => {
                script.actions.push(self.add_column(field)?);
                script.closing.push(self.default_action(field)?);
                Ok(())
            }
            None => {
                script.actions.push(self.add_column(field)?);
                Ok(())
            }
        }
    }

    /// A field that gets a value from each row is added empty; then it is filled, and gets its rules.
    fn add_computed(
        &self,
        field: &Field,
        expression: &SqlExpression,
        script: &mut Script,
    ) -> Result<(), Unsupported> {
        let empty = Field {
            nullable: true,
            primary_key: false,
            default: None,
            ..field.clone()
        };
        script.actions.push(self.add_column_with(&empty, None)?);
        let subject = field_subject(&self.change.after, field);
        let value = spell_conversion(expression, &subject)?;
        let filled = self.fill_nulls(field, &value, "fills the new field from each row");
        script.fills.extend(filled);
        if field.is_required() {
            script.closing.push(column_action(field, "SET NOT NULL"));
        }
        if field.default.is_some() {
            script.closing.push(self.default_action(field)?);
        }
        Ok(())
    }

    fn change_field(&self, changed: &FieldChange, script: &mut Script) -> Result<(), Unsupported> {
        let (before, after) = (changed.before, changed.after);
        field::require_no_options(after, &field_subject(&self.change.after, after), self.version)?;
        if let (Some(generated), None) = (&before.generated, &after.generated) {
            self.require_kept_values(after, generated)?;
            script.drops.push(column_action(before, "DROP EXPRESSION"));
        }
        if before.auto_increment && !after.auto_increment {
            script
                .drops
                .push(column_action(before, "DROP IDENTITY IF EXISTS"));
            script.drops.push(column_action(before, "DROP DEFAULT"));
        }
        let retyped = self.change_type(changed, script)?;
        if !retyped && before.default != after.default && after.generated.is_none() {
            script.actions.push(self.default_action(after)?);
        }
        self.change_nullability(changed, script)?;
        self.change_identity(changed, retyped, script);
        Ok(())
    }

    /// DROP EXPRESSION came with version 13, and knows stored values alone.
    fn require_kept_values(&self, field: &Field, generated: &Generated) -> Result<(), Unsupported> {
        let is_stored = generated.storage == GeneratedStorage::Stored;
        if is_stored && *self.version >= ServerVersion::new(13, 0, 0) {
            return Ok(());
        }
        Err(Unsupported {
            subject: field_subject(&self.change.after, field),
            dialect: NAME,
            feature: None,
            reason:
                "from version 13 on, a stored generated field can become a plain one; a virtual one cannot"
                    .to_owned(),
            alternative: "remove the field and add it again, and fill it with RunSQL between".to_owned(),
            origin: None,
        })
    }

    /// The type or collation, with the default taken away before and given after: PostgreSQL converts a default
    /// only where an implicit cast would. <https://www.postgresql.org/docs/current/sql-altertable.html>
    fn change_type(&self, changed: &FieldChange, script: &mut Script) -> Result<bool, Unsupported> {
        let (before, after) = (changed.before, changed.after);
        let using = self.change.hints.using.get(&after.name);
        // Values that only get other names get them in the type.
        let using = using.filter(|using| {
            has_other_type(before, after) || value_renames(Some(using), before, after).is_none()
        });
        let retyped = has_other_type(before, after) || before.collation != after.collation || using.is_some();
        if !retyped {
            return Ok(false);
        }
        let subject = field_subject(&self.change.after, after);
        let mut action = ddl().word("ALTER COLUMN").name(after.name.as_str()).word("TYPE");
        action = action.fragment(&spell_type(&after.field_type.storage(), &subject)?);
        if let Some(collation) = &after.collation {
            action = action.word("COLLATE").name(collation);
        }
        let conversion = match using {
            Some(using) => Some(spell_conversion(using, &format!("the conversion of {subject}"))?),
            None => conversion::conversion(before, after, &subject)?,
        };
        if let Some(conversion) = conversion {
            action = action.word("USING").fragment(&conversion);
        }
        if before.default.is_some() {
            script.actions.push(column_action(after, "DROP DEFAULT"));
        }
        script.actions.push(action.finish());
        if after.default.is_some() {
            script.actions.push(self.default_action(after)?);
        }
        Ok(true)
    }

    /// Rows that hold NULL get what the operation says, else the default, before NOT NULL.
    fn change_nullability(&self, changed: &FieldChange, script: &mut Script) -> Result<(), Unsupported> {
        let (before, after) = (changed.before, changed.after);
        match (before.is_required(), after.is_required()) {
            (false, true) => match self.replacement_of_null(after)? {
                Some(value) if after.generated.is_none() => {
                    let filled = self.fill_nulls(after, &value, self.null_note(after));
                    script.fills.extend(filled);
                    script.closing.push(column_action(after, "SET NOT NULL"));
                }
                Some(_) | None => script.actions.push(column_action(after, "SET NOT NULL")),
            },
            (true, false) => script.actions.push(column_action(after, "DROP NOT NULL")),
            (true, true) | (false, false) => {}
        }
        Ok(())
    }

    fn replacement_of_null(&self, field: &Field) -> Result<Option<String>, Unsupported> {
        match self.change.hints.fill.get(&field.name) {
            Some(Fill::Constant(constant)) => Ok(Some(spell_typed(constant, &field.field_type.storage()))),
            Some(Fill::Expression(expression)) => {
                let subject = field_subject(&self.change.after, field);
                spell_conversion(expression, &subject).map(Some)
            }
            None => self.default_of(field),
        }
    }

    fn null_note(&self, field: &Field) -> &'static str {
        match self.change.hints.fill.get(&field.name) {
            Some(_) => "fills NULLs before NOT NULL",
            None => "fills NULLs with the default before NOT NULL",
        }
    }

    fn fill_nulls(&self, field: &Field, value: &str, note: &'static str) -> Vec<Statement> {
        let table = &self.change.after;
        let update = ddl()
            .word("UPDATE")
            .table(&table.name)
            .word("SET")
            .name(field.name.as_str());
        let update = update
            .word("=")
            .fragment(value)
            .word("WHERE")
            .name(field.name.as_str())
            .word("IS NULL");
        let update = Statement::sql(update.finish()).with_note(note);
        // ALTER TABLE refuses a table with pending checks.
        let names: Vec<String> = self
            .deferred_names()
            .iter()
            .map(|name| in_namespace_of(&table.name, name))
            .collect();
        let immediate = ddl()
            .word("SET CONSTRAINTS")
            .fragment(&names.join(", "))
            .word("IMMEDIATE")
            .finish();
        let immediate = (!names.is_empty()).then(|| Statement::sql(immediate));
        immediate.into_iter().chain([update]).collect()
    }

    fn change_identity(&self, changed: &FieldChange, retyped: bool, script: &mut Script) {
        let (before, after) = (changed.before, changed.after);
        let table = &self.change.after;
        match (before.auto_increment, after.auto_increment) {
            (false, true) => {
                script
                    .closing
                    .push(column_action(after, "ADD GENERATED BY DEFAULT AS IDENTITY"));
                script.rest.push(continue_counting(table, after));
            }
            (true, true) if retyped => script.rest.push(widen_sequence(table, after)),
            (true, true) | (true, false) | (false, false) => {}
        }
    }

    fn default_of(&self, field: &Field) -> Result<Option<String>, Unsupported> {
        let subject = field_subject(&self.change.after, field);
        let default = field.default.as_ref();
        let spelled = default
            .map(|default| spell_default(default, &field.field_type.storage(), &subject, self.version));
        Ok(spelled.transpose()?.flatten())
    }

    fn default_action(&self, field: &Field) -> Result<String, Unsupported> {
        let action = ddl().word("ALTER COLUMN").name(field.name.as_str());
        Ok(match self.default_of(field)? {
            Some(default) => action.word("SET DEFAULT").fragment(&default).finish(),
            None => action.word("DROP DEFAULT").finish(),
        })
    }
}

fn column_action(field: &Field, action: &'static str) -> String {
    ddl()
        .word("ALTER COLUMN")
        .name(field.name.as_str())
        .word(action)
        .finish()
}

/// `'"schema"."table"', 'field'`: what pg_get_serial_sequence takes.
fn sequence_arguments(table: &Table, field: &Field) -> String {
    let name = ddl().table(&table.name).finish();
    format!("{}, {}", quoted(&name), quoted(field.name.as_str()))
}

/// A new identity goes on after the greatest number there.
fn continue_counting(table: &Table, field: &Field) -> Statement {
    let greatest = format!("max({})", ddl().name(field.name.as_str()).finish());
    let sequence = sequence_arguments(table, field);
    let from = ddl().table(&table.name).finish();
    Statement::sql(format!(
        "SELECT setval(pg_get_serial_sequence({sequence}), coalesce({greatest}, 0) + 1, false) FROM {from}"
    ))
}

/// An identity's sequence follows its field's type by itself, a serial's does not; one of nobody stays as it is.
fn widen_sequence(table: &Table, field: &Field) -> Statement {
    let sequence = sequence_arguments(table, field);
    let subject = field_subject(table, field);
    let spelled = spell_type(&field.field_type.storage(), &subject).unwrap_or_else(|_| "bigint".to_owned());
    let body = format!(
        "BEGIN IF pg_get_serial_sequence({sequence}) IS NOT NULL THEN \
         EXECUTE 'ALTER SEQUENCE ' || pg_get_serial_sequence({sequence}) || ' AS {spelled}'; END IF; END"
    );
    block(&body).with_note("gives the sequence its field's type")
}
