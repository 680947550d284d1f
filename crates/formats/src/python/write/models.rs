//! Models: classes whose tables are those of a schema, such as a live database gives.
//!
//! Reading the file gives an equal schema. A class is named so that its table follows from it where that can be, else
//! it says `__tablename__`. Anything that a model has by itself is switched off if the table does not have it.

use std::collections::BTreeSet;

use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, DerivedName, Field, FieldName, FieldType, ForeignKey, FrozenName,
    Index, Management, NotCompared, ObjectName, Schema, Table, TableName, Unique, class_name,
};

use super::code::{Argument, Code, Import};
use super::field::field as field_code;
use super::index::{constraint, index, names};
use super::open_keys::open_table;
use super::operation::{options, primary_key_name};
use super::reference::ModelNames;
use super::text;

/// Words that cannot name an attribute of a model.
const RESERVED: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield", "Meta",
    "fields", "op",
];

/// The fields that a model has by itself, beside a primary key.
const IMPLICIT: [&str; 2] = ["created_at", "updated_at"];

/// The ending of a foreign key's column.
const KEY_ENDING: &str = "_id";

/// A file of models for every table of a schema. `remarks` are said at its top.
pub fn write_models(schema: &Schema, remarks: &[String]) -> String {
    let mut taken = BTreeSet::new();
    let classes: Vec<Class> = schema
        .tables()
        .map(|table| Class::of(table, schema, &mut taken))
        .collect();
    let base = if taken.contains("Model") {
        "BaseModel"
    } else {
        "Model"
    };
    let bodies: String = classes.iter().map(|class| class.render(base)).collect();
    head(&classes, base, remarks) + &bodies
}

/// A model.
struct Class {
    name: String,
    table_name: Option<String>,
    attributes: Vec<(String, Code)>,
    meta: Vec<Argument>,
}

impl Class {
    fn of(table: &Table, schema: &Schema, taken: &mut BTreeSet<String>) -> Self {
        let (name, follows) = class_of(&table.name, taken);
        let mut open = named_apart(table);
        open_table(&mut open, schema);
        let attributes = open.fields.values().map(|field| attribute(field, table, schema));
        Self {
            name,
            table_name: (!follows).then(|| table.name.to_string()),
            attributes: attributes.collect(),
            meta: meta(&open),
        }
    }

    fn render(&self, base: &str) -> String {
        let mut lines = vec![format!("class {}({base}):", self.name)];
        let table_name = self.table_name.as_ref();
        lines.extend(table_name.map(|table| format!("    __tablename__ = {}", text::quote(table))));
        if table_name.is_some() {
            lines.push(String::new());
        }
        let fields = self.attributes.iter();
        lines.extend(fields.map(|(name, code)| format!("    {}", code.render(&format!("{name} = "), 1))));
        if !self.meta.is_empty() {
            lines.extend([String::new(), "    class Meta:".to_owned()]);
            let meta = self.meta.iter();
            lines.extend(meta.map(|option| format!("        {}", option.render(2))));
        }
        format!("\n\n{}\n", lines.join("\n"))
    }
}

fn head(classes: &[Class], base: &str, remarks: &[String]) -> String {
    let codes = classes.iter().flat_map(|class| {
        let meta = class.meta.iter().map(Argument::value);
        class.attributes.iter().map(|(_, code)| code).chain(meta)
    });
    let used: BTreeSet<Import> = codes.flat_map(Code::imports).collect();
    let line = |import, line: &str| {
        if used.contains(&import) {
            line.to_owned()
        } else {
            String::new()
        }
    };
    let standard = [
        line(Import::Datetime, "import datetime\n"),
        line(Import::Uuid, "import uuid\n"),
        line(Import::Decimal, "from decimal import Decimal\n"),
    ]
    .concat();
    let separator = if standard.is_empty() { "" } else { "\n" };
    let model = if base == "Model" {
        "Model"
    } else {
        "Model as BaseModel"
    };
    let operations = line(
        Import::Operations,
        "from aksara.migrations import operations as op\n",
    );
    let remarks: String = remarks.iter().map(|remark| comment(remark)).collect();
    format!("{remarks}{standard}{separator}from aksara import {model}, fields\n{operations}")
}

fn comment(remark: &str) -> String {
    let line = remark.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("# {line}\n")
}

/// A class's name, and whether its table follows from it.
fn class_of(table: &TableName, taken: &mut BTreeSet<String>) -> (String, bool) {
    let written = table.to_string();
    let derived = class_name(&written).filter(|name| is_identifier(name) && !taken.contains(name));
    let (name, follows) = match derived {
        Some(name) => (name, true),
        None => (free(&camel_case(&written), taken), false),
    };
    taken.insert(name.clone());
    (name, follows)
}

fn camel_case(table: &str) -> String {
    let words = table.split(|character: char| !character.is_alphanumeric());
    let capitalized = words.map(|word| {
        let mut characters = word.chars();
        let first = characters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + characters.as_str()
    });
    let name: String = capitalized.collect();
    if is_identifier(&name) {
        name
    } else {
        format!("Table{name}")
    }
}

/// The name, or the name with the first number that makes it free.
fn free(name: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut candidates = std::iter::once(name.to_owned()).chain(numbered);
    candidates
        .find(|candidate| !taken.contains(candidate))
        .unwrap_or_default()
}

fn is_identifier(text: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let starts = text.starts_with(|first: char| first.is_alphabetic() || first == '_');
    starts && !text.starts_with("__") && text.chars().all(is_word) && !RESERVED.contains(&text)
}

/// The table with the indexes and constraints of single fields as the table's own where their names would not follow
/// again: a history that starts with the models must know the names that the database has.
fn named_apart(table: &Table) -> Table {
    let mut apart = table.clone();
    for field in table.fields.values() {
        let named = [
            named_index(field, &table.name),
            named_unique(field, &table.name),
            named_key(field, &table.name),
        ];
        for part in named.into_iter().flatten() {
            part.take_out(&mut apart, &field.name);
        }
    }
    apart
}

/// An object that belongs to one field, and has a name of its own.
enum Named {
    Index(Index),
    Constraint(Constraint),
}

impl Named {
    fn take_out(self, table: &mut Table, field: &FieldName) {
        let Some(field) = table.fields.get_mut(field) else {
            return;
        };
        match self {
            Self::Index(index) => {
                field.index = None;
                table.indexes.insert(index.name.clone(), index);
            }
            Self::Constraint(constraint) => {
                match &constraint.kind {
                    ConstraintKind::ForeignKey(_) => field.reference = None,
                    ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => {
                        field.unique = None;
                    }
                }
                table.constraints.insert(constraint.name.clone(), constraint);
            }
        }
    }
}

/// The name, where it is known and another one than the derived.
fn own_name<'a>(
    frozen: &'a FrozenName,
    derived: DerivedName,
    table: &TableName,
    field: &Field,
) -> Option<&'a ObjectName> {
    let name = frozen.0.as_ref()?;
    let usual = derived.spell(table, [&field.name]).ok();
    (usual.as_ref() != Some(name)).then_some(name)
}

fn named_index(field: &Field, table: &TableName) -> Option<Named> {
    let name = own_name(field.index.as_ref()?, DerivedName::Index, table, field)?;
    Some(Named::Index(Index::over(name.clone(), [field.name.clone()])))
}

fn named_unique(field: &Field, table: &TableName) -> Option<Named> {
    let name = own_name(field.unique.as_ref()?, DerivedName::Unique, table, field)?;
    Some(Named::Constraint(Constraint {
        name: name.clone(),
        kind: ConstraintKind::Unique(Unique {
            fields: vec![field.name.clone()],
            deferrable: Deferrable::Never,
            nulls_not_distinct: false,
        }),
    }))
}

fn named_key(field: &Field, table: &TableName) -> Option<Named> {
    let reference = field.reference.as_ref()?;
    let name = own_name(&reference.constraint, DerivedName::ForeignKey, table, field)?;
    Some(Named::Constraint(Constraint {
        name: name.clone(),
        kind: ConstraintKind::ForeignKey(ForeignKey::of_field(&field.name, reference)),
    }))
}

/// An attribute's name, and the field as a model has it.
fn attribute(field: &Field, table: &Table, schema: &Schema) -> (String, Code) {
    if let Some((name, relation)) = as_relation(field, table, schema) {
        return (name, field_code(&relation, ModelNames::NONE));
    }
    let column = field.name.as_str();
    let name = if is_identifier(column) {
        column.to_owned()
    } else {
        attribute_name(column, table)
    };
    let attribute = (name != column).then(|| FieldName::new(&*name).ok()).flatten();
    let written = Field {
        // A column's name need not be that of a relation: the type is written out.
        field_type: field.field_type.resolved().clone(),
        attribute: NotCompared(attribute),
        ..field.clone()
    };
    (name, field_code(&written, ModelNames::NONE))
}

/// A name for the attribute of a column whose own name cannot be one.
fn attribute_name(column: &str, table: &Table) -> String {
    let word = |character: char| {
        if character.is_alphanumeric() {
            character
        } else {
            '_'
        }
    };
    let words: String = column.trim_matches('_').chars().map(word).collect();
    let name = format!("field_{words}");
    let columns: BTreeSet<String> = table.fields.keys().map(|name| name.to_string()).collect();
    free(&name, &columns)
}

/// A foreign key as `ForeignKey`, where type and column follow from its target and its attribute.
fn as_relation(field: &Field, table: &Table, schema: &Schema) -> Option<(String, Field)> {
    let reference = field.reference.as_ref()?;
    let name = field.name.as_str().strip_suffix(KEY_ENDING)?;
    let is_free = is_identifier(name) && !table.fields.contains_key(name);
    let target = schema.table(&reference.table)?;
    let key = match (&reference.field, target.primary_key().as_slice()) {
        (None, [key]) => target.fields.get(*key)?,
        (Some(named), _) => target.fields.get(named)?,
        (None, _) => return None,
    };
    let is_typed = key.field_type.resolved() == field.field_type.resolved() && !field.primary_key;
    let relation = Field {
        field_type: FieldType::Foreign(NotCompared(None)),
        attribute: NotCompared(FieldName::new(name).ok()),
        ..field.clone()
    };
    (is_free && is_typed).then(|| (name.to_owned(), relation))
}

fn meta(table: &Table) -> Vec<Argument> {
    let of = |class: &str, arguments| Code::call(Code::imported(Import::Operations, class), arguments);
    let indexes = table
        .indexes
        .values()
        .map(|written| of("op.Index", index(written)));
    let constraints = table.constraints.values();
    let constraints = constraints.map(|written| of("op.Constraint", constraint(written, ModelNames::NONE)));
    let lacks_implicit = IMPLICIT.iter().any(|name| !table.fields.contains_key(*name));
    let has_less = lacks_implicit || table.primary_key().is_empty();
    let optional = [
        has_less.then(|| Argument::keyword("implicit_fields", false)),
        (table.management == Management::External).then(|| Argument::keyword("managed", false)),
        Argument::list("primary_key", names(&table.primary_key_order)),
        primary_key_name(table),
        Argument::list("indexes", indexes.collect()),
        Argument::list("constraints", constraints.collect()),
    ];
    let own = options(table.comment.as_ref(), &table.options);
    optional.into_iter().flatten().chain(own).collect()
}
