//! One database for each file of `cases/`, and what is told of it by MySQL and by MariaDB.

use std::path::Path;

use aksara_suite::{CasesRun, Failures, described, read_inspection_cases};

use super::support::{drop_own, is_server, own, servers};

const DATABASE: &str = "case";

#[tokio::test]
async fn what_others_made_is_told_or_named() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inspect/cases");
    let cases = read_inspection_cases(&folder).unwrap();
    let mut failures = Failures::default();
    let mut run = CasesRun::default();
    for url in servers() {
        for case in &cases {
            let mut connection = own(&url, DATABASE).await;
            if !case.needs.iter().all(|need| is_server(&*connection, need)) {
                continue;
            }
            run.count(case);
            let made = connection.execute(&case.sql).await;
            made.unwrap_or_else(|error| panic!("{}: {error}", case.name));
            let inspection = connection.inspect().await;
            let inspection = inspection.unwrap_or_else(|error| panic!("{}: {error}", case.name));
            failures.check(&case.name, || {
                insta::with_settings!({
                    snapshot_path => format!("cases/{}", connection.dialect().name()),
                    prepend_module_to_snapshot => false,
                    omit_expression => true,
                }, {
                    insta::assert_snapshot!(&*case.name, described(&inspection));
                });
            });
        }
        drop_own(&url, DATABASE).await;
    }
    run.tell(&cases);
    failures.demand_none();
}
