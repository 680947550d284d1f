//! Fields of every type with every attribute.

use aksara_dialect::Feature;
use aksara_schema::{
    ArrayItem, Default, Field, FieldName, FieldOptions, FieldType, FrozenName, Generated, GeneratedStorage,
    Literal, Schema, SqlExpression, StorageType, Table,
};

use super::conversion::convertible;
use super::reference::reference;
use super::{Choices, Scope, TypeWords, Words, literal};

/// A type that a field can be given by itself.
pub fn field_type(choices: &mut Choices, scope: Scope) -> Option<FieldType> {
    let length = 1 + choices.below(300) as u32;
    let item = *choices.pick(&[
        ArrayItem::Text,
        ArrayItem::Integer,
        ArrayItem::Float,
        ArrayItem::Boolean,
        ArrayItem::Uuid,
    ])?;
    let max_digits = 1 + choices.below(30) as u32;
    let decimal_places = choices.below(max_digits.min(10) as usize + 1) as u32;
    let values = vec!["draft".to_owned(), "it's".to_owned(), "naïve \"x\"".to_owned()];
    let native = (choices.percent(30) && scope.can(Feature::NativeEnumType))
        .then(|| format!("mood{}", choices.below(1000)));
    let dimensions = choices.percent(50).then_some(3);
    let mut types = vec![
        FieldType::Integer,
        FieldType::Text,
        FieldType::String { max_length: length },
        FieldType::Boolean,
        FieldType::BigInteger,
        FieldType::SmallInteger,
        FieldType::PositiveInteger,
        FieldType::PositiveSmallInteger,
        FieldType::PositiveBigInteger,
        FieldType::Float,
        FieldType::Decimal {
            max_digits,
            decimal_places,
        },
        FieldType::Date,
        FieldType::Time,
        FieldType::DateTime,
        FieldType::Duration,
        FieldType::Uuid,
        FieldType::Json,
        FieldType::Array(item),
        FieldType::Email { max_length: 254 },
        FieldType::Url,
        FieldType::Slug { max_length: 50 },
        FieldType::File { max_length: 500 },
        FieldType::Image { max_length: 500 },
        FieldType::FilePath { max_length: 100 },
        FieldType::Enum { values, native },
        FieldType::IpAddress,
        FieldType::Binary,
    ];
    if scope.can(Feature::VectorType) {
        types.push(FieldType::Vector { dimensions });
    }
    types.extend(scope.words().types.iter().map(TypeWords::field_type));
    choices.pick(&types).cloned()
}

/// The value of existing rows in a required field of this type.
pub fn fill(field_type: &FieldType, scope: Scope) -> Option<Literal> {
    let own = || scope.words().value(&field_type.storage(), 0);
    field_type.zero().or_else(own)
}

/// A field that can be added to the table; it may refer to a table of the schema.
pub fn field(
    choices: &mut Choices,
    name: FieldName,
    table: Option<&Table>,
    schema: &Schema,
    scope: Scope,
) -> Option<Field> {
    match choices.below(10) {
        7 | 8 => reference(choices, name.clone(), schema, scope).or_else(|| plain(choices, name, scope)),
        9 => table
            .and_then(|table| generated(choices, name.clone(), table, scope))
            .or_else(|| plain(choices, name, scope)),
        _ => plain(choices, name, scope),
    }
}

/// The primary key that a table begins with.
pub fn primary_key(choices: &mut Choices, name: FieldName) -> Field {
    let counting = Field {
        auto_increment: true,
        ..Field::new(name.clone(), FieldType::Integer)
    };
    let random = Field {
        default: Some(Default::RandomUuid),
        ..Field::new(name.clone(), FieldType::Uuid)
    };
    let given = Field::new(name, FieldType::String { max_length: 40 });
    let key = match choices.below(4) {
        0 => counting,
        1 => Field {
            field_type: FieldType::BigInteger,
            ..counting
        },
        2 => random,
        _ => given,
    };
    Field {
        primary_key: true,
        ..key
    }
}

/// The fields of a primary key: one, or two that are given.
fn primary_key_fields(choices: &mut Choices, name: FieldName, scope: Scope) -> Vec<Field> {
    let second = if choices.percent(20) {
        scope.names.field(choices)
    } else {
        None
    };
    let given = |name, field_type| Field {
        primary_key: true,
        ..Field::new(name, field_type)
    };
    match second {
        Some(second) if second.as_str().to_lowercase() != name.as_str().to_lowercase() => vec![
            given(name, FieldType::Integer),
            given(second, FieldType::String { max_length: 40 }),
        ],
        _ => vec![primary_key(choices, name)],
    }
}

/// Another definition for an existing field.
pub fn redefinition(choices: &mut Choices, field: &Field, is_bound: bool, scope: Scope) -> Option<Field> {
    if is_bound || field.generated.is_some() || field.reference.is_some() {
        return Some(Field {
            comment: comment(choices),
            ..field.clone()
        });
    }
    let new_type = match (choices.percent(40), scope.is_given()) {
        (true, false) => field_type(choices, scope)?,
        (true, true) => convertible(choices, &field.field_type, scope.words())?,
        (false, _) => field.field_type.clone(),
    };
    with_attributes(choices, Field::new(field.name.clone(), new_type), scope)
}

/// The field with another type that the objects over it accept as well, for its values and their order.
pub fn retyped(choices: &mut Choices, field: &Field) -> Option<Field> {
    let takes = |other: &FieldType| match (&field.field_type.storage(), other.storage()) {
        (StorageType::Varchar(_), StorageType::Varchar(length)) => length < 200,
        (old, new) => is_number(old) && is_number(&new),
    };
    let field_type = convertible(choices, &field.field_type, Words::default()).filter(takes)?;
    Some(Field {
        field_type,
        ..field.clone()
    })
}

fn is_number(storage: &StorageType) -> bool {
    use StorageType::{BigInteger, Decimal, Integer, SmallInteger};
    matches!(storage, SmallInteger | Integer | BigInteger | Decimal { .. })
}

/// The field with a greater type of the same kind; the foreign keys to it follow.
pub fn wider(field: &Field) -> Field {
    let field_type = match &field.field_type {
        FieldType::Integer => FieldType::BigInteger,
        FieldType::SmallInteger => FieldType::Integer,
        FieldType::String { max_length } => FieldType::String {
            max_length: max_length + 10,
        },
        other => other.clone(),
    };
    Field {
        field_type,
        ..field.clone()
    }
}

fn plain(choices: &mut Choices, name: FieldName, scope: Scope) -> Option<Field> {
    let field = Field::new(name, field_type(choices, scope)?);
    with_attributes(choices, field, scope)
}

fn with_attributes(choices: &mut Choices, field: Field, scope: Scope) -> Option<Field> {
    // Existing rows need a value, and not every type has one for all.
    let nullable = choices.percent(60) || fill(&field.field_type, scope).is_none();
    let default = if choices.percent(40) {
        default(choices, &field.field_type, scope)
    } else {
        None
    };
    let has_default = default.is_some();
    let is_short = matches!(field.field_type, FieldType::String { max_length } if max_length < 200);
    let is_keyed = is_short || field.field_type.is_integer() || field.field_type == FieldType::Uuid;
    let unique = (is_keyed && nullable && default.is_none() && choices.percent(20)).then(FrozenName::default);
    let index = (is_keyed && unique.is_none() && choices.percent(20)).then(FrozenName::default);
    Some(Field {
        nullable,
        default,
        unique,
        index,
        comment: comment(choices),
        options: options(choices, &field.field_type, nullable || has_default, scope),
        collation: collation(choices, &field.field_type, scope),
        ..field
    })
}

fn collation(choices: &mut Choices, field_type: &FieldType, scope: Scope) -> Option<String> {
    let chosen = scope.collation(choices, 12)?;
    is_text(&field_type.storage()).then_some(chosen)
}

/// Whether values of the type are compared by a collation.
pub(crate) fn is_text(storage: &StorageType) -> bool {
    matches!(storage, StorageType::Varchar(_) | StorageType::Text)
}

fn options(choices: &mut Choices, field_type: &FieldType, is_given: bool, scope: Scope) -> FieldOptions {
    let can = scope.is_given() && scope.can(Feature::MysqlFieldOptions);
    FieldOptions {
        on_update_now: can && is_given && *field_type == FieldType::DateTime && choices.percent(20),
        invisible: can && is_given && choices.percent(5),
    }
}

fn default(choices: &mut Choices, field_type: &FieldType, scope: Scope) -> Option<Default> {
    match field_type {
        FieldType::DateTime if choices.percent(50) => Some(Default::CurrentTimestamp),
        FieldType::Uuid if choices.percent(50) => Some(Default::RandomUuid),
        FieldType::Integer if choices.percent(20) && scope.can(Feature::ExpressionDefault) => {
            Some(Default::Expression(SqlExpression::parse("abs(-7) + 1")))
        }
        other => literal::fitting(choices, other)
            .or_else(|| scope.words().value(&other.storage(), choices.below(5) as u32))
            .map(Default::Literal),
    }
}

fn comment(choices: &mut Choices) -> Option<String> {
    choices.percent(15).then(|| "what it's \\ for".to_owned())
}

/// A field that is computed from one of the table.
pub(crate) fn generated(
    choices: &mut Choices,
    name: FieldName,
    table: &Table,
    scope: Scope,
) -> Option<Field> {
    let integers: Vec<_> = table
        .fields
        .values()
        .filter(|field| is_computable(field))
        .collect();
    let source = choices.pick(&integers)?.name.as_str().replace('"', "\"\"");
    let storage = if choices.percent(50) && scope.can(Feature::VirtualGenerated) {
        GeneratedStorage::Virtual
    } else {
        GeneratedStorage::Stored
    };
    let expression = SqlExpression::parse(&format!("\"{source}\" * 2"));
    let field = Field::new(name, FieldType::BigInteger);
    Some(Field {
        nullable: true,
        generated: Some(Generated { expression, storage }),
        ..field
    })
}

/// Whether something is computed from such a field.
pub(crate) fn is_computable(field: &Field) -> bool {
    field.field_type.is_integer()
        && field.generated.is_none()
        && !field.primary_key
        && field.reference.is_none()
}

/// A field for the table that is being made, before it exists.
pub fn first_fields(choices: &mut Choices, scope: Scope, schema: &Schema) -> Vec<Field> {
    let Some(key) = scope.names.field(choices) else {
        return Vec::new();
    };
    let mut fields = primary_key_fields(choices, key, scope);
    for _ in 0..choices.below(4) {
        let made = scope
            .names
            .field(choices)
            .and_then(|name| field(choices, name, None, schema, scope));
        fields.extend(made.filter(|made| fields.iter().all(|other| !is_same_name(other, made))));
    }
    fields
}

/// Names that differ by case alone are one name on some databases.
fn is_same_name(one: &Field, other: &Field) -> bool {
    one.name.as_str().to_lowercase() == other.name.as_str().to_lowercase()
}
