//! The table of conversions that warnings are made by, against the databases: a change of type is in it exactly where some dialect
//! compiles it without being told how.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aksara::registry::dialects;
use aksara_dialect::{Coalescing, compile};
use aksara_operations::{AlterField, CreateTable, Located, Operation, is_converted_somewhere};
use aksara_schema::{ArrayItem, Field, FieldName, FieldType, Schema, Table, TableName};
use pretty_assertions::assert_eq;

/// One type of each kind of values, and those that are stored otherwise.
fn types() -> Vec<FieldType> {
    vec![
        FieldType::Text,
        FieldType::String { max_length: 40 },
        FieldType::SmallInteger,
        FieldType::Integer,
        FieldType::BigInteger,
        FieldType::Boolean,
        FieldType::Float,
        FieldType::Decimal {
            max_digits: 10,
            decimal_places: 2,
        },
        FieldType::Date,
        FieldType::Time,
        FieldType::DateTime,
        FieldType::Duration,
        FieldType::Uuid,
        FieldType::Json,
        FieldType::Array(ArrayItem::Integer),
        FieldType::Vector { dimensions: Some(3) },
        FieldType::Enum {
            values: vec!["a".to_owned()],
            native: None,
        },
        FieldType::Enum {
            values: vec!["a".to_owned()],
            native: Some("letter".to_owned()),
        },
        FieldType::IpAddress,
        FieldType::Binary,
    ]
}

fn table(value: &FieldType) -> Table {
    let name = |text: &str| FieldName::new(text).unwrap();
    let key = Field {
        primary_key: true,
        ..Field::new(name("id"), FieldType::Integer)
    };
    let value = Field::new(name("value"), value.clone());
    Table::new(TableName::new("things").unwrap()).with_fields([key, value])
}

/// The databases that convert the values by themselves.
fn converting(before: &FieldType, after: &FieldType) -> Vec<&'static str> {
    let mut schema = Schema::new();
    let create = Operation::from(CreateTable {
        table: table(before),
        if_not_exists: false,
    });
    create.apply(&mut schema).unwrap();
    let field = table(after).fields.swap_remove("value").unwrap();
    let alter = Operation::from(AlterField::replace(
        (&TableName::new("things").unwrap()).into(),
        field,
    ));
    let change = Located::generated(alter.apply(&mut schema).unwrap());
    let converts = |dialect: &dyn aksara_dialect::Dialect| {
        let version = dialect.newest_version();
        compile(
            &schema,
            std::slice::from_ref(&change),
            Coalescing::On,
            dialect,
            &version,
        )
        .is_ok()
    };
    let built = dialects().into_iter().filter(|dialect| converts(&**dialect));
    built.map(|dialect| dialect.name()).collect()
}

#[test]
fn a_conversion_is_known_exactly_where_some_database_makes_it() {
    let types = types();
    let pairs = types
        .iter()
        .flat_map(|before| types.iter().map(move |after| (before, after)));
    let wrong: Vec<String> = pairs
        .filter_map(|(before, after)| {
            let databases = converting(before, after);
            let known = is_converted_somewhere(&before.storage(), &after.storage());
            (known == databases.is_empty())
                .then(|| format!("{before:?} to {after:?}: {known}, by {databases:?}"))
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
