//! The cost of a data migration's calls. The function measures itself and its rivals in the same run
//! (`data_migrations.py`), and prints the ratios.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::io::Write;

use aksara::{DatabaseUrl, Environment, Event, Flags, Project, Request};

const MIGRATION: &str = include_str!("data_migrations.py");

fn main() {
    let folder = tempfile::tempdir().unwrap();
    std::env::set_current_dir(&folder).unwrap();
    std::fs::create_dir("migrations").unwrap();
    std::fs::write("migrations/0001_rows.py", MIGRATION).unwrap();
    let project = Project::open_with(".", Flags::default(), Environment::Process).unwrap();
    let url = DatabaseUrl::parse("sqlite:own.db").unwrap();
    let migrator = aksara::Migrator::new(project.migrations().unwrap(), url);
    let mut output = std::io::stdout();
    let mut show = move |event: Event<'_>| {
        if let Event::Printed(printed) = event {
            writeln!(output, "{}", printed.line).unwrap();
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime
        .block_on(migrator.migrate(&Request::default(), &mut show))
        .unwrap();
}
