//! New columns of a changed table.

use aksara_dialect::Unsupported;
use aksara_operations::Fill;
use aksara_schema::{Default, Field, FieldName, Literal};

use super::column_change::given_default;
use super::{Actions, Alteration};
use crate::column::{bare_body, body_with_fill, column_definition, subject_of};
use crate::flavour::Flavour;
use crate::literal::spell_literal;
use crate::name::{limited, passing_name, quoted};
use crate::types::is_geometry;

/// What a new column needs.
enum ColumnAddition<'a> {
    /// Its definition.
    Plain,
    /// Another default for the rows that exist.
    Fill(&'a Literal),
    /// An UPDATE, since MySQL evaluates no random default while it adds a column (1674), and takes any default of a
    /// geometry for NULL (1138).
    Update(String),
    /// That there are no rows. These databases would give them an invented value.
    EmptyTable,
}

impl Alteration<'_> {
    pub(super) fn plan_addition(&self, field: &Field, actions: &mut Actions) -> Result<(), Unsupported> {
        let name = quoted(field.name.as_str());
        let prepared = quoted(&self.prepared_name(field));
        let (table, server) = (self.after(), self.server);
        let definition = column_definition(field, table, server)?;
        match self.addition(field)? {
            ColumnAddition::Plain => {
                actions.adds_columns = true;
                actions.main.push(format!("ADD COLUMN {definition}"));
            }
            ColumnAddition::Fill(literal) => {
                actions.adds_columns = true;
                let body = body_with_fill(field, literal, table, server)?;
                actions.main.push(format!("ADD COLUMN {name} {body}"));
                actions.finish.push(format!("MODIFY COLUMN {definition}"));
            }
            ColumnAddition::Update(value) => {
                actions.prepare.push(format!(
                    "ADD COLUMN {prepared} {}",
                    bare_body(field, table, server)?
                ));
                actions.assignments.push(format!("{prepared} = {value}"));
                self.define(&definition_clause(&prepared, &name), field, actions)?;
            }
            ColumnAddition::EmptyTable => {
                actions.demands_empty_table = true;
                let guard = quoted(&limited(&format!("{}_{}_needs_a_value", table.name, field.name)));
                actions.prepare.push(format!(
                    "ADD COLUMN {prepared} {}",
                    bare_body(field, table, server)?
                ));
                actions
                    .prepare
                    .push(format!("ADD CONSTRAINT {guard} CHECK ({prepared} IS NOT NULL)"));
                actions.drop.push(match server.flavour {
                    Flavour::Mysql => format!("DROP CHECK {guard}"),
                    Flavour::Mariadb => format!("DROP CONSTRAINT {guard}"),
                });
                self.define(&definition_clause(&prepared, &name), field, actions)?;
            }
        }
        Ok(())
    }

    /// The name that a new column has until the main statement: a passing one while another column has its own.
    fn prepared_name(&self, field: &Field) -> String {
        let standing = |other: &FieldName| {
            let new = self.change.fields.new_name(other);
            new.filter(|_| self.renames_early()).unwrap_or(other).clone()
        };
        let folded = field.name.as_str().to_lowercase();
        let mut names = self.before().fields.keys().map(standing);
        match names.any(|name| name.as_str().to_lowercase() == folded) {
            true => passing_name(&field.name),
            false => field.name.to_string(),
        }
    }

    fn addition(&self, field: &Field) -> Result<ColumnAddition<'_>, Unsupported> {
        let storage = field.field_type.storage();
        let is_geometry = is_geometry(&storage);
        match self.change.hints.fill.get(&field.name) {
            Some(Fill::Constant(literal)) if is_geometry => {
                return Ok(ColumnAddition::Update(spell_literal(literal, &storage)));
            }
            Some(Fill::Constant(literal)) => return Ok(ColumnAddition::Fill(literal)),
            Some(Fill::Expression(expression)) => {
                let value = self.spell_using(expression, &subject_of(field, self.after()))?;
                return Ok(ColumnAddition::Update(value));
            }
            None => {}
        }
        let default = given_default(field);
        let needs_update = is_geometry || default == Some(&Default::RandomUuid);
        if needs_update && let Some(value) = self.default_of(field, &subject_of(field, self.after()))? {
            return Ok(ColumnAddition::Update(value));
        }
        let needs_value = field.is_required() && default.is_none();
        let makes_value = field.auto_increment || field.generated.is_some();
        Ok(match needs_value && !makes_value {
            true => ColumnAddition::EmptyTable,
            false => ColumnAddition::Plain,
        })
    }
}

/// How a column that is there under a passing name, or its own, gets its definition.
fn definition_clause(prepared: &str, name: &str) -> String {
    if prepared == name {
        "MODIFY COLUMN".to_owned()
    } else {
        format!("CHANGE COLUMN {prepared}")
    }
}
