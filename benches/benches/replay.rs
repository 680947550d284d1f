//! Replaying 1,000 and 10,000 operations: the larger costs at most 12 times the smaller.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking; criterion's macros are undocumented"
)]

use aksara_benches::{References, files, read};
use aksara_operations::{Migration, replay};
use aksara_schema::Schema;
use criterion::{Criterion, criterion_group, criterion_main};

fn replay_all(migrations: &[Migration]) -> Schema {
    let mut schema = Schema::new();
    for migration in migrations {
        replay(migration, &mut schema).unwrap();
    }
    schema
}

fn replaying(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replay");
    for references in [References::Previous, References::First] {
        for count in [1_000, 10_000] {
            let migrations = read(&files(count, references)).unwrap();
            group.bench_function(format!("{count} operations, {references:?}"), |bencher| {
                bencher.iter(|| replay_all(&migrations))
            });
        }
    }
    group.finish();
}

criterion_group!(benches, replaying);
criterion_main!(benches);
