//! Reading 1,000 migration files, beside ruff's parser alone on the same texts.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark fails by panicking; criterion's macros are undocumented"
)]

use std::hint::black_box;

use aksara_benches::{References, files, read};
use criterion::{Criterion, criterion_group, criterion_main};
use ruff_python_parser::parse_module;

fn reading(criterion: &mut Criterion) {
    let files = files(1_000, References::Previous);
    let mut group = criterion.benchmark_group("read 1,000 migration files");
    group.bench_function("aksara", |bencher| {
        bencher.iter(|| read(black_box(&files)).unwrap())
    });
    group.bench_function("the parser alone", |bencher| {
        bencher.iter(|| {
            files
                .iter()
                .for_each(|file| drop(parse_module(black_box(&file.text)).unwrap()))
        })
    });
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
