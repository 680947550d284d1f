//! A service that migrates its database when it starts. Its migrations are in the program.
//!
//! `cargo run -p aksara --example service` takes a database in memory, and any URL as its argument.

use std::io::Write;

use aksara::{DatabaseUrl, Event, MigrationDirectory, Migrator, Request};

const MIGRATIONS: [(&str, &str); 2] =
    aksara::embed_files!["migrations/0001_notes.up.sql", "migrations/0001_notes.down.sql",];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "sqlite::memory:".to_owned());
    let migrator = Migrator::new(
        MigrationDirectory::of_texts(MIGRATIONS)?,
        DatabaseUrl::parse(&url)?,
    );
    // Other tasks may serve requests meanwhile: the run is a task of its own.
    let applied = tokio::spawn(migrate(migrator)).await??;
    writeln!(std::io::stdout(), "{applied} migrations applied")?;
    Ok(())
}

/// Applies what is open, and gives the number of migrations.
async fn migrate(migrator: Migrator) -> Result<usize, aksara::Error> {
    let mut applied = 0;
    let mut count = |event: Event<'_>| {
        if let Event::Finished { .. } = event {
            applied += 1;
        }
    };
    migrator.migrate(&Request::default(), &mut count).await?;
    Ok(applied)
}
