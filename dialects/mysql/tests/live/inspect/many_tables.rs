//! Inspection of a database of many tables.

use aksara_driver::Connection;
use pretty_assertions::assert_eq;

use super::support::{drop_own, own, run_at_once, servers};

aksara_suite::tests![the_number_of_queries_does_not_grow_with_the_tables,];

/// Tables of MyISAM, whose definitions the server keeps as it does those of others: each one of InnoDB has a space of
/// its own to be made and dropped, which takes many times as long. Foreign keys are InnoDB's alone: a few have them.
fn make(number: usize) -> String {
    let (engine, key) = if number < 100 {
        ("InnoDB", format!(", FOREIGN KEY (up) REFERENCES t{number} (id)"))
    } else {
        ("MyISAM", String::new())
    };
    format!(
        "CREATE TABLE t{number} (id int PRIMARY KEY, up int, age int CHECK (age >= 0), KEY by_age (age){key})
         ENGINE = {engine}"
    )
}

async fn the_number_of_queries_does_not_grow_with_the_tables() {
    for url in servers() {
        let mut counts = Vec::new();
        for tables in [1, 5_000] {
            let mut connection = own(&url, "many").await;
            run_at_once(&url, "many", (0..tables).map(make).collect()).await;
            let before = questions(&mut *connection).await;
            let schema = connection.inspect().await.unwrap().schema;
            counts.push(questions(&mut *connection).await - before);
            assert_eq!(schema.tables().len(), tables);
            for table in schema.tables() {
                assert_eq!(table.fields.len(), 3, "{}", table.name);
                assert!(table.fields["age"].index.is_some(), "{}", table.name);
            }
            let drops = (0..tables).map(|number| format!("DROP TABLE t{number}"));
            run_at_once(&url, "many", drops.collect()).await;
        }
        drop_own(&url, "many").await;
        assert_eq!(counts[0], counts[1]);
    }
}

/// The statements that this session has sent.
async fn questions(connection: &mut dyn Connection) -> u64 {
    let rows = connection
        .query("SHOW SESSION STATUS LIKE 'Questions'", &[])
        .await
        .unwrap();
    rows[0].text("Value").unwrap().parse().unwrap()
}
