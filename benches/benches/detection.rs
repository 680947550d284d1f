//! Detecting over 500 models: nothing changed, one field added, and everything new.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking; criterion's macros are undocumented"
)]

use std::sync::Arc;

use aksara_autodetector::{Answers, Pair, detect};
use aksara_benches::{References, files, read};
use aksara_operations::replay;
use aksara_schema::{Field, FieldName, FieldType, Schema, Table};
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

criterion_group!(benches, detecting);
criterion_main!(benches);
