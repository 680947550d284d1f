//! One database for each file of `cases/`, and what inspection says of it on MySQL and on MariaDB.

use std::path::Path;

use aksara_suite::{Failure, InspectionCase, Tests, inspection_tests};
use tokio::runtime::Runtime;

use super::support::{drop_own, is_server, own, servers};

/// A test for each case.
pub fn tests() -> Result<Tests, Failure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/inspect/cases");
    inspection_tests("inspect::cases", &folder, check)
}

/// Runs the case on each server that has what it needs, and gives whether there was one.
fn check(case: &InspectionCase) -> bool {
    let runtime = Runtime::new().unwrap();
    let servers = servers();
    let ran = servers.iter().map(|url| runtime.block_on(check_on(url, case)));
    // Every server is asked, also after one that ran the case.
    ran.filter(|ran| *ran).count() > 0
}

async fn check_on(url: &str, case: &InspectionCase) -> bool {
    let name = format!("case_{}", case.name);
    let mut connection = own(url, &name).await;
    let has_needs = case.needs.iter().all(|need| is_server(&*connection, need));
    if has_needs {
        let made = connection.execute(&case.sql).await;
        made.unwrap_or_else(|error| panic!("{error}"));
        let inspection = connection.inspect().await;
        let inspection = inspection.unwrap_or_else(|error| panic!("{error}"));
        case.demand(connection.dialect().name(), &inspection);
    }
    connection.close().await.unwrap();
    drop_own(url, &name).await;
    has_needs
}
