//! A model's table: its fields, indexes and constraints, with the place of each field.

use std::collections::BTreeMap;

use aksara_operations::OperationError;
use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, DerivedName, Field, FieldName, Index, Management, NotCompared,
    Table, Unique, nearest,
};

use super::attributes::{Attribute, attributes, invalid};
use super::definition::Definition;
use super::meta::what;
use super::registry::Registry;
use super::relations;
use crate::python::evaluate::Evaluator;
use crate::python::fields::{FieldContext, FieldKind, object_name, read_field};
use crate::python::{ErrorKind, Place, PythonError, Value, read_constraint, read_index};

/// A model's table as written, and the join tables of its many-to-many fields.
#[derive(Debug)]
pub(super) struct ModelTable {
    pub(super) table: Table,
    pub(super) places: BTreeMap<FieldName, Place>,
    pub(super) joins: Vec<(Table, Place)>,
}

impl ModelTable {
    /// Reads a model.
    pub(super) fn read(
        definition: &Definition,
        registry: &Registry<'_>,
        evaluator: &Evaluator<'_>,
    ) -> Result<Self, PythonError> {
        let table = Table::new(definition.table.clone());
        let mut model = Self {
            table,
            places: BTreeMap::new(),
            joins: Vec::new(),
        };
        let attributes = attributes(definition, evaluator)?;
        for attribute in attributes.values() {
            model.add_attribute(attribute, definition, registry)?;
        }
        for attribute in attributes.values() {
            model.add_generic_key(attribute)?;
        }
        model.read_meta(definition, registry)?;
        Ok(model)
    }

    fn add_attribute(
        &mut self,
        attribute: &Attribute,
        definition: &Definition,
        registry: &Registry<'_>,
    ) -> Result<(), PythonError> {
        let (key, value) = match attribute {
            Attribute::Brought(field) => {
                return self.add_field(Field::clone(field), definition.class.place());
            }
            Attribute::Written { key, value } => (key, value),
        };
        match attribute.kind()? {
            Some(FieldKind::ManyToMany) => {
                let join = relations::join_table(key, value, definition, registry)?;
                self.joins.extend(join.map(|table| (table, key.place.clone())));
                Ok(())
            }
            Some(FieldKind::GenericForeignKey) => Ok(()),
            _ => {
                let mut field = read_field(key, value, FieldContext::Model)?;
                if let Some(reference) = &mut field.reference {
                    let written = reference.table.to_string();
                    reference.table = registry.resolve(&written, definition, &value.place)?;
                }
                self.add_field(field, key.place.clone())
            }
        }
    }

    /// The columns of a generic foreign key, where the model does not declare them itself.
    fn add_generic_key(&mut self, attribute: &Attribute) -> Result<(), PythonError> {
        let (Attribute::Written { key, value }, Some(FieldKind::GenericForeignKey)) =
            (attribute, attribute.kind()?)
        else {
            return Ok(());
        };
        for field in relations::generic_key(value)? {
            if self.table.field_as_written(field.name.as_str()).is_none() {
                self.add_field(field, key.place.clone())?;
            }
        }
        Ok(())
    }

    fn add_field(&mut self, field: Field, place: Place) -> Result<(), PythonError> {
        let name = field.name.clone();
        if self.table.fields.contains_key(&name) {
            return Err(place.error(ErrorKind::Duplicate {
                what: "the column",
                name: name.to_string(),
            }));
        }
        self.places.insert(name.clone(), place);
        self.table.fields.insert(name, field);
        Ok(())
    }

    fn read_meta(&mut self, definition: &Definition, registry: &Registry<'_>) -> Result<(), PythonError> {
        let meta = &definition.meta;
        for value in meta.list("indexes")? {
            self.add_index(value)?;
        }
        for group in meta.groups("index_together")? {
            let fields = self.columns(&group)?;
            let place = &group
                .first()
                .map_or_else(|| definition.class.place(), |name| name.place.clone());
            let name = DerivedName::Index.spell(&self.table.name, &fields);
            let index = Index::over(name.map_err(|error| invalid(place, &error))?, fields);
            self.insert_index(index, place)?;
        }
        for value in meta.list("constraints")? {
            self.add_constraint(value, definition, registry)?;
        }
        for group in meta.groups("unique_together")? {
            let fields = self.columns(&group)?;
            let place = &group
                .first()
                .map_or_else(|| definition.class.place(), |name| name.place.clone());
            let constraint = self.unique(fields).map_err(|error| invalid(place, &error))?;
            self.insert_constraint(constraint, place)?;
        }
        self.read_options(definition)
    }

    fn read_options(&mut self, definition: &Definition) -> Result<(), PythonError> {
        let meta = &definition.meta;
        let name = meta.option(&["primary_key_name"]);
        let name = name.map(|value| object_name(value, "`primary_key_name`"));
        self.table.primary_key_name = NotCompared(name.transpose()?);
        let order = self.columns(&meta.list("primary_key")?.iter().collect::<Vec<_>>())?;
        for name in &order {
            if let Some(field) = self.table.fields.get_mut(name) {
                field.primary_key = true;
            }
        }
        let is_usual = order.is_empty() || self.table.primary_key().into_iter().eq(&order);
        self.table.primary_key_order = if is_usual { Vec::new() } else { order };
        self.table.comment = meta.text(&["comment", "db_table_comment"])?.map(str::to_owned);
        self.table.options = meta.table_options()?;
        if !meta.flag("managed", true)? {
            self.table.management = Management::External;
        }
        Ok(())
    }

    /// `op.Index(…)`, or the names of the fields.
    fn add_index(&mut self, value: &Value) -> Result<(), PythonError> {
        let index = match value.items(&what(&["indexes"])) {
            Ok(names) => {
                let fields = self.columns(&names.iter().collect::<Vec<_>>())?;
                let name = DerivedName::Index.spell(&self.table.name, &fields);
                Index::over(name.map_err(|error| invalid(&value.place, &error))?, fields)
            }
            Err(_) => read_index(value, &self.table.name)?,
        };
        for field in index.portable_fields() {
            self.check_field(field.as_str(), &value.place)?;
        }
        self.insert_index(index, &value.place)
    }

    fn add_constraint(
        &mut self,
        value: &Value,
        definition: &Definition,
        registry: &Registry<'_>,
    ) -> Result<(), PythonError> {
        let mut constraint = read_constraint(value, &self.table.name)?;
        for field in constraint.portable_fields() {
            self.check_field(field.as_str(), &value.place)?;
        }
        if let ConstraintKind::ForeignKey(key) = &mut constraint.kind {
            key.table = registry.resolve(&key.table.to_string(), definition, &value.place)?;
        }
        self.insert_constraint(constraint, &value.place)
    }

    fn unique(&self, fields: Vec<FieldName>) -> Result<Constraint, aksara_schema::InvalidName> {
        let name = DerivedName::Unique.spell(&self.table.name, &fields)?;
        let unique = Unique {
            fields,
            deferrable: Deferrable::Never,
            nulls_not_distinct: false,
        };
        Ok(Constraint {
            name,
            kind: ConstraintKind::Unique(unique),
        })
    }

    fn insert_index(&mut self, index: Index, place: &Place) -> Result<(), PythonError> {
        let name = index.name.to_string();
        match self.table.indexes.insert(index.name.clone(), index) {
            None => Ok(()),
            Some(_) => Err(place.error(ErrorKind::Duplicate {
                what: "the index",
                name,
            })),
        }
    }

    fn insert_constraint(&mut self, constraint: Constraint, place: &Place) -> Result<(), PythonError> {
        let name = constraint.name.to_string();
        match self.table.constraints.insert(constraint.name.clone(), constraint) {
            None => Ok(()),
            Some(_) => Err(place.error(ErrorKind::Duplicate {
                what: "the constraint",
                name,
            })),
        }
    }

    /// The columns of fields as written.
    fn columns(&self, names: &[&Value]) -> Result<Vec<FieldName>, PythonError> {
        let column = |value: &&Value| self.check_field(value.text("a field's name")?, &value.place);
        names.iter().map(column).collect()
    }

    /// The column of a field as written, or an error that names the nearest one.
    fn check_field(&self, written: &str, place: &Place) -> Result<FieldName, PythonError> {
        if let Some(field) = self.table.field_as_written(written) {
            return Ok(field.name.clone());
        }
        let there: Vec<String> = self.table.fields.keys().map(FieldName::to_string).collect();
        let suggestion = nearest(written, there.iter().map(String::as_str)).map(str::to_owned);
        let (table, field) = (self.table.name.clone(), written.to_owned());
        Err(place.error(ErrorKind::Unfit(OperationError::UnknownField {
            table,
            field,
            suggestion,
            there,
        })))
    }
}
