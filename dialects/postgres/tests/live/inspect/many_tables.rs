//! Inspection of a database of many tables.

use pretty_assertions::assert_eq;

use super::counting_proxy::CountingProxy;
use super::support::{drop_own, own, own_through, servers};

aksara_suite::tests![the_number_of_queries_does_not_grow_with_the_tables,];

/// Each has fields, a key, an index, a check and a foreign key to the one before. One transaction would need more
/// locks than a server has by default.
const MAKE: &str = "DO $$
BEGIN
    FOR number IN 0..{tables} - 1 LOOP
        EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, before int REFERENCES t%s,
            age int CHECK (age >= 0))', number, greatest(number - 1, 0));
        EXECUTE format('CREATE INDEX ON t%s (age)', number);
        IF number % 100 = 99 THEN COMMIT; END IF;
    END LOOP;
END $$";

async fn the_number_of_queries_does_not_grow_with_the_tables() {
    for url in servers() {
        let proxy = CountingProxy::start(&url).await;
        let mut counts = Vec::new();
        for tables in [1, 5_000] {
            let mut connection = own(&url, "many").await;
            let make = MAKE.replace("{tables}", &tables.to_string());
            connection.execute(&make).await.unwrap();
            let mut counted = own_through(&url, proxy.address(), "many").await;
            let before = proxy.queries();
            let schema = counted.inspect().await.unwrap().schema;
            counts.push(proxy.queries() - before);
            assert_eq!(schema.tables().len(), tables);
            for table in schema.tables() {
                assert_eq!(
                    (table.fields.len(), table.indexes.len(), table.constraints.len()),
                    (3, 1, 1),
                    "{}",
                    table.name
                );
            }
        }
        drop_own(&url, "many").await;
        assert_eq!(counts[0], counts[1]);
    }
}
