//! An inspected database in a few lines, for tests that say what they expect of one: a line for each table, with its
//! fields, indexes and constraints below it, then a line for each object that the schema has no word for.

use aksara_driver::{Inspection, OpaqueObject};
use aksara_schema::{
    Constraint, ConstraintKind, Default, Deferrable, Field, FieldName, FieldType, ForeignKey, Index,
    IndexKey, IndexPart, Literal, NullsOrder, ReferentialAction, SortOrder, SqlExpression, Table,
    TableOptions,
};
use serde_json::Value;

/// The lines, each level indented by two spaces. Tables are in the order of their names.
pub fn described(inspection: &Inspection) -> String {
    let mut tables: Vec<_> = inspection.schema.tables().collect();
    tables.sort_by(|left, right| left.name.cmp(&right.name));
    let tables = tables.into_iter().flat_map(|table| table_lines(table));
    let lines: Vec<String> = tables.chain(inspection.opaque.iter().map(object_line)).collect();
    lines.join("\n")
}

fn table_lines(table: &Table) -> Vec<String> {
    let mut lines = vec![words([
        format!("table {}", table.name),
        options(&table.options),
        key(table),
        comment(table.comment.as_deref()),
    ])];
    let below = [
        table.fields.values().map(field_line).collect::<Vec<_>>(),
        table.indexes.values().map(index_line).collect(),
        table.constraints.values().map(constraint_line).collect(),
    ];
    lines.extend(below.into_iter().flatten().map(|line| format!("  {line}")));
    lines
}

/// A key of several fields, or one that has a name.
fn key(table: &Table) -> String {
    let key = table.primary_key();
    let name = table.primary_key_name.0.as_ref();
    match (key.len(), name) {
        (0, _) | (1, None) => String::new(),
        (_, None) => format!("key ({})", list(key)),
        (_, Some(name)) => format!("key {name} ({})", list(key)),
    }
}

fn options(options: &TableOptions) -> String {
    let TableOptions {
        strict,
        without_rowid,
        autoincrement,
        engine,
        charset,
        collation,
    } = options;
    words([
        flag(*strict, "strict"),
        flag(*without_rowid, "without rowid"),
        flag(*autoincrement, "autoincrement"),
        said("engine", engine.as_ref()),
        said("charset", charset.as_ref()),
        said("collate", collation.as_ref()),
    ])
}

fn field_line(field: &Field) -> String {
    let reference = field.reference.as_ref().map(|reference| {
        let name = reference.constraint.0.as_ref();
        words([
            said("references", Some(&reference.table)),
            format!("({})", list(&reference.field)),
            actions(reference.on_delete, reference.on_update),
            deferrable(reference.deferrable),
            said("as", name),
        ])
    });
    let generated = field.generated.as_ref().map(|generated| {
        let storage = format!("{:?}", generated.storage).to_lowercase();
        format!("{storage} {}", expression(&generated.expression))
    });
    let own = |word: &str, name: &Option<aksara_schema::FrozenName>| match name {
        Some(name) => words([word.to_owned(), said("as", name.0.as_ref())]),
        None => String::new(),
    };
    words([
        field.name.to_string(),
        type_text(&field.field_type),
        flag(field.nullable, "null"),
        flag(field.primary_key, "key"),
        flag(field.auto_increment, "counts"),
        said("default", field.default.as_ref().map(default)),
        generated.unwrap_or_default(),
        said("collate", field.collation.as_ref()),
        own("unique", &field.unique),
        own("indexed", &field.index),
        reference.unwrap_or_default(),
        flag(field.options.on_update_now, "on update now"),
        flag(field.options.invisible, "invisible"),
        comment(field.comment.as_deref()),
    ])
}

/// `string(20)`; an opaque type is its spelling in quotes.
fn type_text(field_type: &FieldType) -> String {
    if let FieldType::Opaque { spelling, .. } = field_type.resolved() {
        return format!("{spelling:?}");
    }
    match serde_json::to_value(field_type.resolved()) {
        Ok(Value::Object(named)) => named
            .into_iter()
            .map(|(name, parameters)| format!("{name}({})", parameter_text(&parameters)))
            .collect(),
        Ok(Value::String(name)) => name,
        other => format!("{other:?}"),
    }
}

fn parameter_text(parameters: &Value) -> String {
    match parameters {
        Value::Object(named) => named
            .values()
            .filter(|value| !value.is_null())
            .map(parameter_text)
            .collect::<Vec<_>>()
            .join(", "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn default(default: &Default) -> String {
    match default {
        Default::Literal(literal) => literal_text(literal),
        Default::CurrentTimestamp => "the moment".to_owned(),
        Default::RandomUuid => "a random uuid".to_owned(),
        Default::Expression(sql) => expression(sql),
    }
}

fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::String(text) => format!("{text:?}"),
        other => match serde_json::to_value(other) {
            Ok(Value::Object(typed)) => typed.values().map(Value::to_string).collect(),
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        },
    }
}

/// One that is not portable is the database's own text after an exclamation mark.
fn expression(expression: &SqlExpression) -> String {
    match expression {
        SqlExpression::Portable(portable) => portable.to_string(),
        SqlExpression::PerDialect(texts) => texts.values().map(|sql| format!("!{}", sql.as_str())).collect(),
        SqlExpression::Unportable { sql, .. } => format!("?{}", sql.as_str()),
    }
}

fn index_line(index: &Index) -> String {
    let parts: Vec<String> = index.parts.iter().map(part).collect();
    words([
        format!(
            "{} {}",
            if index.unique { "unique index" } else { "index" },
            index.name
        ),
        said("using", index.method.as_ref()),
        format!("({})", parts.join(", ")),
        flag(
            !index.include.is_empty(),
            &format!("include ({})", list(&index.include)),
        ),
        flag(index.nulls_not_distinct, "nulls not distinct"),
        said("where", index.condition.as_ref().map(expression)),
    ])
}

fn part(part: &IndexPart) -> String {
    let key = match &part.key {
        IndexKey::Field(field) => field.to_string(),
        IndexKey::Expression(sql) => format!("({})", expression(sql)),
    };
    let nulls = match part.nulls {
        Some(NullsOrder::First) => "nulls first",
        Some(NullsOrder::Last) => "nulls last",
        None => "",
    };
    words([
        key,
        said("collate", part.collation.as_ref()),
        part.operator_class.clone().unwrap_or_default(),
        flag(part.order == SortOrder::Descending, "desc"),
        nulls.to_owned(),
    ])
}

fn constraint_line(constraint: &Constraint) -> String {
    let name = &constraint.name;
    match &constraint.kind {
        ConstraintKind::Unique(unique) => words([
            format!("unique {name} ({})", list(&unique.fields)),
            flag(unique.nulls_not_distinct, "nulls not distinct"),
            deferrable(unique.deferrable),
        ]),
        ConstraintKind::Check(check) => format!("check {name} {}", expression(&check.expression)),
        ConstraintKind::ForeignKey(key) => foreign_key_line(name.as_str(), key),
        ConstraintKind::Exclusion(exclusion) => {
            let elements = exclusion.elements.iter();
            let elements =
                elements.map(|one| format!("{} with {}", one.expression.sql().as_str(), one.operator));
            words([
                format!("exclude {name} using {}", exclusion.method),
                format!("({})", elements.collect::<Vec<_>>().join(", ")),
                said("where", exclusion.condition.as_ref().map(expression)),
                deferrable(exclusion.deferrable),
            ])
        }
    }
}

fn foreign_key_line(name: &str, key: &ForeignKey) -> String {
    words([
        format!("foreign key {name} ({})", list(&key.fields)),
        format!("references {} ({})", key.table, list(&key.target_fields)),
        actions(key.on_delete, key.on_update),
        deferrable(key.deferrable),
    ])
}

fn actions(on_delete: ReferentialAction, on_update: ReferentialAction) -> String {
    let action = |event: &str, action: ReferentialAction| {
        flag(
            action != ReferentialAction::NoAction,
            &format!("on {event} {action}"),
        )
    };
    words([action("delete", on_delete), action("update", on_update)])
}

fn deferrable(deferrable: Deferrable) -> String {
    match deferrable {
        Deferrable::Never => String::new(),
        Deferrable::InitiallyImmediate => "deferrable".to_owned(),
        Deferrable::InitiallyDeferred => "deferred".to_owned(),
    }
}

fn object_line(object: &OpaqueObject) -> String {
    words([
        format!("opaque {} {}", object.kind, object.name),
        said("of", object.table.as_ref()),
    ])
}

fn comment(comment: Option<&str>) -> String {
    said("comment", comment.map(|comment| format!("{comment:?}")))
}

fn list<'a>(names: impl IntoIterator<Item = &'a FieldName>) -> String {
    names
        .into_iter()
        .map(FieldName::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

fn flag(is_on: bool, word: &str) -> String {
    if is_on { word.to_owned() } else { String::new() }
}

fn said(word: &str, value: Option<impl std::fmt::Display>) -> String {
    value.map(|value| format!("{word} {value}")).unwrap_or_default()
}

/// The parts that are not empty.
fn words<const COUNT: usize>(parts: [String; COUNT]) -> String {
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}
