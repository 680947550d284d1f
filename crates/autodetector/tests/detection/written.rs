//! Schemas written down in a few words, for tests.
//!
//! `table: field type flags, field ->target flags` and below it `+ index name(field field)`, `+ unique …`,
//! `+ check name(expression)`, `+ foreign name(field) table(field)`.

use aksara_autodetector::{Answers, Detection, Pair, detect};
use aksara_operations::Operation;
use aksara_schema::{
    Check, Constraint, ConstraintKind, Default, Deferrable, Field, FieldName, FieldType, ForeignKey,
    FrozenName, Generated, GeneratedStorage, Index, KeyDetails, Literal, NotCompared, ObjectName, Reference,
    ReferentialAction, Schema, SqlExpression, Table, TableName, Unique,
};

pub fn field_name(text: &str) -> FieldName {
    FieldName::new(text).unwrap()
}

pub fn table_name(text: &str) -> TableName {
    TableName::new(text).unwrap()
}

pub fn schema(text: &str) -> Schema {
    let mut tables: Vec<Table> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix("+ ") {
            Some(object) => add_object(tables.last_mut().unwrap(), object),
            None => tables.push(table(line)),
        }
    }
    tables.into_iter().map(Into::into).collect()
}

/// The schema as the history has it: what detecting it from nothing makes.
pub fn history(text: &str) -> Schema {
    let operations = detected(&Schema::new(), &schema(text)).operations;
    replayed(&Schema::new(), &operations)
}

/// Nothing is decided about renames, and rows that lack values get none.
pub fn asking_about_renames() -> Answers {
    Answers {
        assume_no_values: true,
        ..Answers::default()
    }
}

pub fn detected(previous: &Schema, next: &Schema) -> Detection {
    detect(Pair { previous, next }, &Answers::asking_nothing()).unwrap()
}

pub fn replayed(schema: &Schema, operations: &[Operation]) -> Schema {
    let mut schema = schema.clone();
    for operation in operations {
        operation.apply(&mut schema).unwrap();
    }
    schema
}

/// Detects, and compares the refusal.
pub fn check_error(previous: &str, next: &str, answers: &Answers, expected: &str) {
    let pair = Pair {
        previous: &history(previous),
        next: &schema(next),
    };
    assert_eq!(detect(pair, answers).unwrap_err().to_string(), expected);
}

/// The table of one line.
pub fn table(line: &str) -> Table {
    let (name, fields) = line.split_once(':').unwrap();
    let (name, comment) = name
        .split_once(" -- ")
        .map_or((name, None), |(name, comment)| (name, Some(comment)));
    let comment = comment.map(str::to_owned);
    let fields = fields.split(',').map(|text| field(text.trim()));
    Table {
        comment,
        ..Table::new(table_name(name)).with_fields(fields)
    }
}

fn field(text: &str) -> Field {
    let mut words = text.split_whitespace();
    let name = field_name(words.next().unwrap());
    let mut field = match words.next().unwrap() {
        word if word.starts_with("->") => {
            let field = Field::new(name, FieldType::Foreign(NotCompared(None)));
            Field {
                reference: Some(reference(&word[2..])),
                ..field
            }
        }
        word => Field::new(name, field_type(word)),
    };
    words.for_each(|flag| set_flag(&mut field, flag));
    field
}

fn reference(text: &str) -> Reference {
    let (table, field) = text
        .split_once('.')
        .map_or((text, None), |(table, field)| (table, Some(field)));
    Reference {
        table: table_name(table),
        field: field.map(field_name),
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::Cascade,
        deferrable: Deferrable::Never,
        constraint: FrozenName::default(),
    }
}

fn field_type(word: &str) -> FieldType {
    match word {
        "uuid" => FieldType::Uuid,
        "integer" => FieldType::Integer,
        "text" => FieldType::Text,
        "datetime" => FieldType::DateTime,
        word if word.starts_with("enum=") => FieldType::Enum {
            values: word[5..].split('|').map(str::to_owned).collect(),
            native: None,
        },
        word => FieldType::String {
            max_length: word.strip_prefix("string").unwrap().parse().unwrap_or(255),
        },
    }
}

fn set_flag(field: &mut Field, flag: &str) {
    match flag.split_once('=') {
        None if flag == "key" => field.primary_key = true,
        None if flag == "null" => field.nullable = true,
        None if flag == "unique" => field.unique = Some(FrozenName::default()),
        None if flag == "index" => field.index = Some(FrozenName::default()),
        None if flag == "auto" => field.auto_increment = true,
        None if flag == "setnull" => field.reference.as_mut().unwrap().on_delete = ReferentialAction::SetNull,
        Some(("default", value)) => field.default = Some(Default::Literal(Literal::text(value).unwrap())),
        Some(("collation", value)) => field.collation = Some(value.to_owned()),
        Some(("comment", value)) => field.comment = Some(value.to_owned()),
        Some(("attribute", value)) => field.attribute = NotCompared(Some(field_name(value))),
        Some(("twice", source)) => {
            let expression = SqlExpression::parse(&format!("{source} * 2"));
            field.generated = Some(Generated {
                expression,
                storage: GeneratedStorage::Stored,
            });
        }
        _ => panic!("{flag}"),
    }
}

fn add_object(table: &mut Table, text: &str) {
    let (kind, rest) = text.split_once(' ').unwrap();
    let (name, inner) = rest.split_once('(').unwrap();
    let (inner, target) = inner
        .split_once(") ")
        .map_or((inner.strip_suffix(')').unwrap(), None), |(inner, target)| {
            (inner, Some(target))
        });
    let name = ObjectName::new(name).unwrap();
    let fields = || inner.split_whitespace().map(field_name).collect::<Vec<_>>();
    let kind = match kind {
        "index" => {
            table.indexes.insert(name.clone(), Index::over(name, fields()));
            return;
        }
        "unique" => ConstraintKind::Unique(Unique {
            fields: fields(),
            deferrable: Deferrable::Never,
            nulls_not_distinct: false,
        }),
        "check" => ConstraintKind::Check(Check {
            expression: SqlExpression::parse(inner),
        }),
        "foreign" => ConstraintKind::ForeignKey(foreign_key(fields(), target.unwrap())),
        kind => panic!("{kind}"),
    };
    table.constraints.insert(name.clone(), Constraint { name, kind });
}

fn foreign_key(fields: Vec<FieldName>, target: &str) -> ForeignKey {
    let (table, target_fields) = target.strip_suffix(')').unwrap().split_once('(').unwrap();
    ForeignKey {
        fields,
        table: table_name(table),
        target_fields: target_fields.split_whitespace().map(field_name).collect(),
        on_delete: ReferentialAction::Cascade,
        on_update: ReferentialAction::Cascade,
        deferrable: Deferrable::Never,
        details: KeyDetails::default(),
    }
}
