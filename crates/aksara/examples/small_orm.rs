//! A small ORM over the compiler alone: structs say their columns, and the ORM prints what a database needs.
//!
//! `cargo run -p aksara --example small_orm --no-default-features --features sqlite,postgres,mysql` builds no driver.

use std::io::Write;
use std::sync::Arc;

use aksara::{Answers, Compile, Field, FieldBuilder, FieldType, Index, ReferentialAction, Schema, Table};

type Failure = Box<dyn std::error::Error>;

/// A type of the program that has a table.
trait Entity {
    const TABLE: &'static str;
    const SEARCHED: &'static [&'static str];

    fn columns() -> Vec<FieldBuilder>;

    fn table() -> Result<Table, Failure> {
        let table = Table::build(Self::TABLE)
            .field(Field::id("id"))
            .fields(Self::columns());
        let with_index = |table: aksara::TableBuilder, field: &&str| table.index(Index::on([*field]));
        Ok(Self::SEARCHED.iter().fold(table, with_index).finish()?)
    }
}

/// A Rust type that is a column.
trait Column {
    fn column(name: &str) -> FieldBuilder;
}

impl Column for String {
    fn column(name: &str) -> FieldBuilder {
        Field::string(name, 200)
    }
}

impl Column for i64 {
    fn column(name: &str) -> FieldBuilder {
        Field::build(name, FieldType::BigInteger)
    }
}

impl<T: Column> Column for Option<T> {
    fn column(name: &str) -> FieldBuilder {
        T::column(name).nullable()
    }
}

/// Declares a struct with its table.
macro_rules! entity {
    ($name:ident in $table:literal { $($field:ident: $type:ty),* } searched [$($searched:literal),*]
     $(belongs to $target:literal by $key:literal)?) => {
        struct $name;

        impl Entity for $name {
            const TABLE: &'static str = $table;
            const SEARCHED: &'static [&'static str] = &[$($searched),*];

            fn columns() -> Vec<FieldBuilder> {
                vec![
                    $(<$type as Column>::column(stringify!($field)),)*
                    $(Field::foreign_key($key, $target).on_delete(ReferentialAction::Cascade),)?
                ]
            }
        }
    };
}

entity!(User in "users" { email: String, age: Option<i64> } searched ["email"]);
entity!(Post in "posts" { title: String } searched ["title"] belongs to "users" by "author_id");

fn main() -> Result<(), Failure> {
    let wanted: Schema = [User::table()?, Post::table()?]
        .into_iter()
        .map(Arc::new)
        .collect();
    let mut output = std::io::stdout();
    for dialect in aksara::registry::dialects() {
        let before = Schema::new();
        let detected = aksara::diff(&before, &wanted)
            .answers(Answers::asking_nothing())
            .run()?;
        let compiled = detected.migration("0001_initial").compile(&before, &*dialect)?;
        writeln!(output, "-- {}", dialect.name())?;
        for statement in compiled.up() {
            writeln!(output, "{statement};")?;
        }
        // The schema after a migration is what the next one is compared with: then nothing is left to do.
        let again = aksara::diff(compiled.after(), &wanted)
            .answers(Answers::asking_nothing())
            .run()?;
        assert_eq!(again.operations(), []);
    }
    Ok(())
}
