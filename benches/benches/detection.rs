//! Detecting over 500 models: nothing changed, one field added, and everything new. And how the time grows from 500 to
//! 5,000 models, whatever changed: tenfold, where it is linear.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark fails by panicking and prints what it measures; criterion's macros are undocumented"
)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aksara_autodetector::{Answers, DetectionError, Pair, detect};
use aksara_benches::{References, files, read};
use aksara_operations::replay;
use aksara_schema::{
    Deferrable, Field, FieldName, FieldType, FrozenName, Index, NotCompared, ObjectName, Reference,
    ReferentialAction, Schema, Table, TableName,
};
use criterion::{Criterion, criterion_group, criterion_main};

const MODELS: usize = 500;

fn schema() -> Schema {
    let mut schema = Schema::new();
    for migration in read(&files(MODELS, References::Previous)).unwrap() {
        replay(&migration, &mut schema).unwrap();
    }
    schema
}

/// The schema with one field more in its last table.
fn with_field(schema: &Schema) -> Schema {
    let mut changed = schema.clone();
    let last = schema.tables().last().unwrap();
    let field = Field {
        nullable: true,
        ..Field::new(FieldName::new("added").unwrap(), FieldType::Text)
    };
    changed.insert(Arc::new(Table::clone(last).with_fields([field])));
    changed
}

fn detecting(criterion: &mut Criterion) {
    let (empty, models) = (Schema::new(), schema());
    let changed = with_field(&models);
    let mut group = criterion.benchmark_group(format!("detect over {MODELS} models"));
    for (name, previous, next) in [
        ("nothing changed", &models, &models),
        ("one field added", &models, &changed),
        ("all new", &empty, &models),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| detect(Pair { previous, next }, &Answers::default()).unwrap())
        });
    }
    group.finish();
}

/// A change of models of any number.
struct Growth {
    name: &'static str,
    previous: fn(usize) -> Schema,
    next: fn(usize) -> Schema,
    answers: fn(usize) -> Answers,
}

const GROWTHS: &[Growth] = &[
    Growth {
        name: "nothing changed",
        previous: |count| made(&models(count, "table", "title")),
        next: |count| models(count, "table", "title"),
        answers: |_| Answers::default(),
    },
    Growth {
        name: "all new",
        previous: |_| Schema::new(),
        next: |count| models(count, "table", "title"),
        answers: |_| Answers::default(),
    },
    Growth {
        name: "all gone",
        previous: |count| made(&models(count, "table", "title")),
        next: |_| Schema::new(),
        answers: |_| Answers::default(),
    },
    Growth {
        name: "a field of each exchanged for another",
        previous: |count| made(&models(count, "table", "title")),
        next: |count| models(count, "table", "name"),
        answers: |_| Answers::asking_nothing(),
    },
    Growth {
        name: "each renamed, as answered",
        previous: |count| made(&models(count, "table", "title")),
        next: |count| models(count, "thing", "title"),
        answers: |count| Answers {
            tables: (0..count)
                .map(|number| (table_name("table", number), Some(table_name("thing", number))))
                .collect(),
            ..Answers::default()
        },
    },
    Growth {
        name: "each renamed, to be asked about",
        previous: |count| made(&models(count, "table", "title")),
        next: |count| models(count, "thing", "title"),
        answers: |_| Answers::default(),
    },
];

/// Models in pairs that refer to each other, each with a chain of references and an index.
fn models(count: usize, name: &str, field: &str) -> Schema {
    let tables = (0..count).map(|number| {
        let title = FieldName::new(field).unwrap();
        let fields = [
            Field {
                primary_key: true,
                ..Field::new(FieldName::new("id").unwrap(), FieldType::Uuid)
            },
            Field::new(title.clone(), FieldType::String { max_length: 200 }),
            referring("parent_id", table_name(name, number.saturating_sub(1))),
            referring("partner_id", table_name(name, (number ^ 1).min(count - 1))),
        ];
        let mut table = Table::new(table_name(name, number)).with_fields(fields);
        let index = ObjectName::new(format!("index{number}")).unwrap();
        table.indexes.insert(index.clone(), Index::over(index, [title]));
        Arc::new(table)
    });
    tables.collect()
}

fn table_name(name: &str, number: usize) -> TableName {
    TableName::new(format!("{name}{number}")).unwrap()
}

fn referring(name: &str, table: TableName) -> Field {
    Field {
        nullable: true,
        reference: Some(Reference {
            table,
            field: None,
            on_delete: ReferentialAction::Cascade,
            on_update: ReferentialAction::Cascade,
            deferrable: Deferrable::Never,
            constraint: FrozenName::default(),
        }),
        ..Field::new(
            FieldName::new(name).unwrap(),
            FieldType::Foreign(NotCompared(None)),
        )
    }
}

/// The schema that making the models gives.
fn made(models: &Schema) -> Schema {
    let mut schema = Schema::new();
    let pair = Pair {
        previous: &Schema::new(),
        next: models,
    };
    for operation in detect(pair, &Answers::default()).unwrap().operations {
        operation.apply(&mut schema).unwrap();
    }
    schema
}

/// Prints how much longer ten times as many models take: the best of a few runs each.
fn growing(criterion: &mut Criterion) {
    for growth in GROWTHS {
        let [few, many] = [MODELS, 10 * MODELS].map(|count| {
            let (previous, next) = ((growth.previous)(count), (growth.next)(count));
            let answers = (growth.answers)(count);
            let pair = Pair {
                previous: &previous,
                next: &next,
            };
            let run = || {
                let start = Instant::now();
                let found = black_box(detect(pair, &answers));
                assert!(matches!(found, Ok(_) | Err(DetectionError::Questions(_))));
                start.elapsed()
            };
            (0..5).map(|_| run()).min().unwrap_or(Duration::ZERO)
        });
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!(
            "detect, {}: {MODELS} models {few:.1?}, {} models {many:.1?}, ratio {ratio:.1}",
            growth.name,
            10 * MODELS
        );
    }
    // Criterion's own report has the time of the smaller number.
    let models = models(MODELS, "table", "title");
    let (empty, answers) = (Schema::new(), Answers::default());
    let pair = Pair {
        previous: &empty,
        next: &models,
    };
    criterion.bench_function("detect 500 models that refer to each other", |bencher| {
        bencher.iter(|| detect(pair, &answers).unwrap())
    });
}

criterion_group!(benches, detecting, growing);
criterion_main!(benches);
