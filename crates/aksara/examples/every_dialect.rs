//! A schema test over every database, in three lines.

use aksara::{Compile, Field, MigrationBuilder, Schema, Table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tags = Table::build("tags")
        .field(Field::id("id"))
        .field(Field::string("name", 40).unique())
        .finish()?;
    for dialect in aksara::registry::dialects() {
        assert!(
            MigrationBuilder::new("0001")
                .create(tags.clone())
                .compile(&Schema::new(), &*dialect)?
                .down()
                .is_ok()
        );
    }
    Ok(())
}
