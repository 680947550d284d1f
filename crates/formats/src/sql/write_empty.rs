//! An SQL file that does nothing yet.

use std::fmt::Write;

use aksara_operations::Migration;

/// The file of a migration without SQL, with a section of each way for each of the dialects; without any, for all.
pub fn write_empty_sql(migration: &Migration, dialects: &[&str]) -> String {
    let mut file = "-- A migration of your own. Write its SQL into the sections.\n".to_owned();
    let names: Vec<&str> = migration
        .dependencies
        .iter()
        .map(|dependency| dependency.value.name.as_str())
        .collect();
    if !names.is_empty() {
        // Writing into a text does not fail.
        let _ = writeln!(file, "-- aksara:depends {}", names.join(" "));
    }
    let dialects: Vec<Option<&str>> = match dialects {
        [] => vec![None],
        named => named.iter().copied().map(Some).collect(),
    };
    for (way, meaning) in [("up", "there"), ("down", "back")] {
        for dialect in &dialects {
            let _ = write!(file, "\n-- migrate:{way}\n");
            if let Some(dialect) = dialect {
                let _ = writeln!(file, "-- aksara:dialect {dialect}");
            }
            let _ = writeln!(file, "-- The way {meaning}.");
        }
    }
    file
}
