//! The conformance suite on SQLite: the shared scenarios on real files.

use aksara_driver::{DatabaseUrl, Driver};
use aksara_sqlite::SqliteDriver;
use aksara_suite::check_scenarios;
use futures::executor::block_on;

#[test]
fn scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    let fresh = async || {
        number.set(number.get() + 1);
        let path = folder.path().join(format!("scenario {}.db", number.get()));
        SqliteDriver
            .connect(&DatabaseUrl::parse(format!("sqlite:{}", path.display())).unwrap())
            .await
    };
    let report = block_on(check_scenarios(fresh)).unwrap();
    report.count("SQLite").unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}
