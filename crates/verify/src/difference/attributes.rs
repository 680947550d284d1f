//! The attributes of fields, indexes, constraints and tables as text, so that each can be shown by name.

use aksara_schema::{
    Constraint, ConstraintKind, Default as FieldDefault, Deferrable, ExistingRows, Field, Generated, Index,
    IndexKey, IndexPart, KeyMatch, NullsOrder, Reference, SortOrder, SqlExpression, Table, TableOptions,
};
use serde::Serialize;
use serde_json::Value;

/// An attribute's name and text; `None` where it is not there.
pub(super) type Attribute = (&'static str, Option<String>);

/// Everything of a field that counts.
pub(super) fn of_field(field: &Field) -> Vec<Attribute> {
    let Field {
        name: _,
        field_type,
        nullable,
        primary_key,
        auto_increment,
        default,
        unique,
        index,
        reference,
        generated,
        collation,
        comment,
        options,
        type_check: _,
        attribute: _,
        callable: _,
        auto_now: _,
    } = field;
    vec![
        ("type", Some(shown(field_type.resolved()))),
        ("nullable", flag(*nullable)),
        ("primary_key", flag(*primary_key)),
        ("auto_increment", flag(*auto_increment)),
        ("default", default.as_ref().map(default_text)),
        ("unique", flag(unique.is_some())),
        ("index", flag(index.is_some())),
        ("references", reference.as_ref().map(reference_text)),
        ("generated", generated.as_ref().map(generated_text)),
        ("collation", collation.clone()),
        ("comment", comment.clone()),
        ("on_update_now", flag(options.on_update_now)),
        ("invisible", flag(options.invisible)),
    ]
}

/// Everything of an index that counts, beside its name.
pub(super) fn of_index(index: &Index) -> Vec<Attribute> {
    let Index {
        name: _,
        parts,
        unique,
        nulls_not_distinct,
        method,
        condition,
        include,
    } = index;
    vec![
        ("on", Some(list(parts.iter().map(index_part)))),
        ("unique", flag(*unique)),
        ("nulls_not_distinct", flag(*nulls_not_distinct)),
        ("method", method.clone()),
        ("condition", condition.as_ref().map(expression_text)),
        (
            "include",
            not_empty(list(include.iter().map(ToString::to_string))),
        ),
    ]
}

/// Everything of a constraint that counts, beside its name.
pub(super) fn of_constraint(constraint: &Constraint) -> Vec<Attribute> {
    match &constraint.kind {
        ConstraintKind::Unique(unique) => vec![
            (
                "unique",
                Some(list(unique.fields.iter().map(ToString::to_string))),
            ),
            ("deferrable", deferrable(unique.deferrable)),
            ("nulls_not_distinct", flag(unique.nulls_not_distinct)),
        ],
        ConstraintKind::Check(check) => vec![("check", Some(expression_text(&check.expression)))],
        ConstraintKind::ForeignKey(key) => vec![
            (
                "foreign_key",
                Some(list(key.fields.iter().map(ToString::to_string))),
            ),
            (
                "references",
                Some(format!(
                    "{}({})",
                    key.table,
                    list(key.target_fields.iter().map(ToString::to_string))
                )),
            ),
            ("on_delete", Some(key.on_delete.to_string())),
            ("on_update", Some(key.on_update.to_string())),
            ("deferrable", deferrable(key.deferrable)),
            (
                "match",
                (key.details.matching == KeyMatch::Full).then(|| "full".to_owned()),
            ),
            (
                "on_delete_fields",
                (!key.details.set_on_delete.is_empty())
                    .then(|| list(key.details.set_on_delete.iter().map(ToString::to_string))),
            ),
            (
                "validated",
                (key.details.existing_rows == ExistingRows::Unchecked).then(|| "no".to_owned()),
            ),
        ],
        ConstraintKind::Exclusion(exclusion) => vec![
            ("exclude_using", Some(exclusion.method.clone())),
            (
                "elements",
                Some(list(exclusion.elements.iter().map(|element| {
                    format!("{} WITH {}", element.expression.sql().as_str(), element.operator)
                }))),
            ),
            ("condition", exclusion.condition.as_ref().map(expression_text)),
            ("deferrable", deferrable(exclusion.deferrable)),
        ],
    }
}

/// The attributes of a table itself.
pub(super) fn of_table(table: &Table) -> Vec<Attribute> {
    let TableOptions {
        strict,
        without_rowid,
        autoincrement,
        engine,
        charset,
        collation,
    } = &table.options;
    let key = list(table.primary_key().into_iter().map(ToString::to_string));
    vec![
        ("primary_key", not_empty(key)),
        ("comment", table.comment.clone()),
        ("strict", flag(*strict)),
        ("without_rowid", flag(*without_rowid)),
        ("autoincrement", flag(*autoincrement)),
        ("engine", engine.clone()),
        ("charset", charset.clone()),
        ("collation", collation.clone()),
    ]
}

/// The attributes that are set, in one line.
pub(super) fn line(attributes: &[Attribute]) -> String {
    let text = |(name, text): &Attribute| match text.as_deref()? {
        "yes" => Some((*name).to_owned()),
        text if *name == "type" => Some(text.to_owned()),
        text => Some(format!("{name} {text}")),
    };
    list(attributes.iter().filter_map(text))
}

fn flag(is_set: bool) -> Option<String> {
    is_set.then(|| "yes".to_owned())
}

fn not_empty(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

fn deferrable(deferrable: Deferrable) -> Option<String> {
    match deferrable {
        Deferrable::Never => None,
        Deferrable::InitiallyImmediate | Deferrable::InitiallyDeferred => Some(shown(&deferrable)),
    }
}

fn default_text(default: &FieldDefault) -> String {
    match default {
        FieldDefault::Literal(literal) => shown(literal),
        FieldDefault::CurrentTimestamp | FieldDefault::RandomUuid => shown(default),
        FieldDefault::Expression(expression) => expression_text(expression),
    }
}

fn reference_text(reference: &Reference) -> String {
    let field = reference
        .field
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    let when = deferrable(reference.deferrable)
        .map(|text| format!(" {text}"))
        .unwrap_or_default();
    format!(
        "{}({field}) on delete {} on update {}{when}",
        reference.table, reference.on_delete, reference.on_update
    )
}

fn generated_text(generated: &Generated) -> String {
    format!(
        "{} {}",
        expression_text(&generated.expression),
        shown(&generated.storage)
    )
}

fn index_part(part: &IndexPart) -> String {
    let key = match &part.key {
        IndexKey::Field(field) => field.to_string(),
        IndexKey::Expression(expression) => format!("({})", expression_text(expression)),
    };
    let order = match part.order {
        SortOrder::Ascending => "",
        SortOrder::Descending => " descending",
    };
    let nulls = match part.nulls {
        None => "",
        Some(NullsOrder::First) => " nulls first",
        Some(NullsOrder::Last) => " nulls last",
    };
    let named = [&part.collation, &part.operator_class].into_iter().flatten();
    let named: String = named.map(|name| format!(" {name}")).collect();
    format!("{key}{order}{nulls}{named}")
}

fn expression_text(expression: &SqlExpression) -> String {
    match expression {
        SqlExpression::Portable(expression) => expression.to_string(),
        SqlExpression::Unportable { sql, .. } => sql.as_str().to_owned(),
        SqlExpression::PerDialect(texts) => list(
            texts
                .iter()
                .map(|(dialect, sql)| format!("{dialect}: {}", sql.as_str())),
        ),
    }
}

/// A value's serde form as a person would write it: `string(max_length=100)`.
fn shown(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .map(|value| text(&value))
        .unwrap_or_default()
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", list(items.iter().map(text))),
        Value::Object(pairs) => match pairs.iter().next() {
            Some((name, Value::Object(inner))) if pairs.len() == 1 => {
                let inner = inner.iter().map(|(key, value)| format!("{key}={}", text(value)));
                format!("{name}({})", list(inner))
            }
            _ => list(pairs.iter().map(|(key, value)| format!("{key} {}", text(value)))),
        },
    }
}
