//! Planning when nothing is pending, with 1,000 applied migrations, beside reading the same files.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking; criterion's macros are undocumented"
)]

use aksara_benches::{Project, References, files, read};
use aksara_driver::{DatabaseUrl, Driver};
use aksara_executor::{Executor, Request};
use aksara_sqlite::SqliteDriver;
use criterion::{Criterion, criterion_group, criterion_main};
use futures::executor::block_on;

const MIGRATIONS: usize = 1_000;

fn planning(criterion: &mut Criterion) {
    let files = files(MIGRATIONS, References::Previous);
    let url = DatabaseUrl::parse("sqlite::memory:").unwrap();
    let mut connection = block_on(SqliteDriver.connect(&url)).unwrap();
    let project = Project::new(files.clone());
    let everything = Request::default();
    block_on(Executor::new(&mut *connection, &project).migrate(&everything, &mut |_| ())).unwrap();

    let mut group = criterion.benchmark_group(format!("plan, nothing pending of {MIGRATIONS} migrations"));
    group.bench_function("aksara", |bencher| {
        bencher.iter(|| {
            let project = Project::new(files.clone());
            let plan = block_on(Executor::new(&mut *connection, &project).plan(&everything)).unwrap();
            assert!(plan.is_empty());
        })
    });
    group.bench_function("reading the files", |bencher| {
        bencher.iter(|| read(&files).unwrap())
    });
    group.finish();
}

criterion_group!(benches, planning);
criterion_main!(benches);
