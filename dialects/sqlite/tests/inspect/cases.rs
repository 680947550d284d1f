//! One database for each file of `cases/`, and beside it what is told of it.

use std::path::Path;

use aksara_suite::{Failures, described, read_inspection_cases};

use super::support::inspect;

#[tokio::test]
async fn what_others_made_is_told_or_named() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspect/cases");
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("cases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failures = Failures::default();
    for case in read_inspection_cases(&folder).unwrap() {
        let told = described(&inspect(&case.sql).await);
        failures.check(&case.name, || {
            settings.bind(|| insta::assert_snapshot!(&*case.name, told));
        });
    }
    failures.demand_none();
}
