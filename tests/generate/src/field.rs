//! Fields of every type with every attribute.

use aksara_schema::{
    ArrayItem, Carried, Default, Deferrable, Field, FieldName, FieldType, FrozenName, Generated,
    GeneratedStorage, Reference, ReferentialAction, Schema, SqlExpression, Table,
};

use super::{Choices, Names, literal};

/// A type that a field can be given by itself.
pub fn field_type(choices: &mut Choices) -> Option<FieldType> {
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
    let types = [
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
        FieldType::Enum { values, native: None },
        FieldType::IpAddress,
        FieldType::Binary,
    ];
    choices.pick(&types).cloned()
}

/// A field that can be added to the table; it may refer to a table of the schema.
pub fn field(
    choices: &mut Choices,
    name: FieldName,
    table: Option<&Table>,
    schema: &Schema,
) -> Option<Field> {
    match choices.below(10) {
        8 => reference(choices, name.clone(), schema).or_else(|| plain(choices, name)),
        9 => table
            .and_then(|table| generated(choices, name.clone(), table))
            .or_else(|| plain(choices, name)),
        _ => plain(choices, name),
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

/// Another definition for a field that is there.
pub fn redefinition(choices: &mut Choices, field: &Field) -> Option<Field> {
    if field.primary_key || field.generated.is_some() || field.reference.is_some() {
        return Some(Field {
            comment: comment(choices),
            ..field.clone()
        });
    }
    let new_type = match choices.percent(40) {
        true => field_type(choices)?,
        false => field.field_type.clone(),
    };
    with_attributes(choices, Field::new(field.name.clone(), new_type))
}

fn plain(choices: &mut Choices, name: FieldName) -> Option<Field> {
    let field = Field::new(name, field_type(choices)?);
    with_attributes(choices, field)
}

fn with_attributes(choices: &mut Choices, field: Field) -> Option<Field> {
    let nullable = choices.percent(60);
    let default = match choices.percent(40) {
        true => default(choices, &field.field_type),
        false => None,
    };
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
        ..field
    })
}

fn default(choices: &mut Choices, field_type: &FieldType) -> Option<Default> {
    match field_type {
        FieldType::DateTime if choices.percent(50) => Some(Default::CurrentTimestamp),
        other => literal::fitting(choices, other).map(Default::Literal),
    }
}

fn comment(choices: &mut Choices) -> Option<String> {
    choices.percent(15).then(|| "what it's \\ for".to_owned())
}

fn reference(choices: &mut Choices, name: FieldName, schema: &Schema) -> Option<Field> {
    let tables: Vec<_> = schema
        .tables()
        .filter(|table| table.primary_key().len() == 1)
        .collect();
    let table = choices.pick(&tables)?.name.clone();
    let actions = [
        ReferentialAction::Cascade,
        ReferentialAction::SetNull,
        ReferentialAction::Restrict,
        ReferentialAction::NoAction,
    ];
    let reference = Reference {
        table,
        field: None,
        on_delete: *choices.pick(&actions)?,
        on_update: *choices.pick(&[ReferentialAction::Cascade, ReferentialAction::NoAction])?,
        deferrable: Deferrable::Never,
        constraint: FrozenName::default(),
    };
    let field = Field::new(name, FieldType::Foreign(Carried(None)));
    let unique = choices.percent(20).then(FrozenName::default);
    Some(Field {
        nullable: true,
        reference: Some(reference),
        unique,
        ..field
    })
}

fn generated(choices: &mut Choices, name: FieldName, table: &Table) -> Option<Field> {
    let integers: Vec<_> = table
        .fields
        .values()
        .filter(|field| is_computable(field))
        .collect();
    let source = choices.pick(&integers)?.name.as_str().replace('"', "\"\"");
    let storage = *choices.pick(&[GeneratedStorage::Stored, GeneratedStorage::Virtual])?;
    let expression = SqlExpression::parse(&format!("\"{source}\" * 2"));
    let field = Field::new(name, FieldType::BigInteger);
    Some(Field {
        nullable: true,
        generated: Some(Generated { expression, storage }),
        ..field
    })
}

fn is_computable(field: &Field) -> bool {
    field.field_type.is_integer()
        && field.generated.is_none()
        && !field.primary_key
        && field.reference.is_none()
}

/// A field for the table that is being made, before it exists.
pub fn first_fields(choices: &mut Choices, names: Names, schema: &Schema) -> Vec<Field> {
    let Some(key) = names.field(choices) else {
        return Vec::new();
    };
    let mut fields = vec![primary_key(choices, key)];
    for _ in 0..choices.below(4) {
        let made = names
            .field(choices)
            .and_then(|name| field(choices, name, None, schema));
        fields.extend(made.filter(|made| fields.iter().all(|other| !is_same_name(other, made))));
    }
    fields
}

/// Names that differ by case alone are one name on some databases.
fn is_same_name(one: &Field, other: &Field) -> bool {
    one.name.as_str().to_lowercase() == other.name.as_str().to_lowercase()
}
