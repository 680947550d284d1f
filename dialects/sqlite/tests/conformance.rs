//! The conformance suite on SQLite: the shared scenarios on real files, and their golden SQL.

use aksara_dialect::Dialect;
use aksara_driver::{DatabaseUrl, Driver};
use aksara_sqlite::{Sqlite, SqliteDriver};
use aksara_suite::{check_scenarios, golden, read_scenarios, scenario_folder};
use futures::executor::block_on;

#[test]
fn scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let number = std::cell::Cell::new(0);
    let fresh = async || {
        number.set(number.get() + 1);
        let path = folder.path().join(format!("scenario {}.db", number.get()));
        SqliteDriver.connect(&DatabaseUrl::parse(format!("sqlite:{}", path.display())).unwrap()).await
    };
    let report = block_on(check_scenarios(fresh)).unwrap();
    report.count("SQLite").unwrap();
    assert!(report.failures.is_empty(), "{}", report.failures());
}

#[test]
fn golden_sql() {
    for scenario in read_scenarios(&scenario_folder()).unwrap() {
        let text = golden(&scenario, &Sqlite, &Sqlite.newest_version()).unwrap();
        insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(scenario.name.replace('/', "__"), text);
        });
    }
}
