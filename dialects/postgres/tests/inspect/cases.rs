//! One database for each file of `cases/`, and beside it what is told of it.

use std::path::Path;

use aksara_suite::{CasesRun, Failures, InspectionCase, described, read_inspection_cases};

use super::support::{drop_own, has, own, servers};

const DATABASE: &str = "case";

/// What is told of the case's database; `None` where the server lacks what it needs.
async fn told(url: &str, case: &InspectionCase) -> Option<String> {
    let mut connection = own(url, DATABASE).await;
    for need in &case.needs {
        if !has(&mut *connection, need).await {
            return None;
        }
    }
    let made = connection.execute(&case.sql).await;
    made.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    let inspection = connection.inspect().await;
    let inspection = inspection.unwrap_or_else(|error| panic!("{}: {error}", case.name));
    Some(described(&inspection))
}

#[tokio::test]
async fn what_others_made_is_told_or_named() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspect/cases");
    let cases = read_inspection_cases(&folder).unwrap();
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("cases");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failures = Failures::default();
    let mut run = CasesRun::default();
    for url in servers() {
        for case in &cases {
            if let Some(told) = told(&url, case).await {
                run.count(case);
                failures.check(&case.name, || {
                    settings.bind(|| insta::assert_snapshot!(&*case.name, told));
                });
            }
        }
        drop_own(&url, DATABASE).await;
    }
    run.tell(&cases);
    failures.demand_none();
}
