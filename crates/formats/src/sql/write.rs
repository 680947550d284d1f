//! A migration → an SQL file.

use std::fmt::Write;

use aksara_operations::Migration;

use super::checksum::checksum;
use super::embedded::PREFIX;
use crate::python::write::{MigrationHeader, write_migration};

const INTRODUCTION: &str = "\
-- A migration as SQL, made by aksara. The sections below may be edited: then their SQL is what runs. The operations
-- say what it does to the schema; change them where you change that.
";

/// The SQL of one dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlSection {
    /// The dialect's name.
    pub dialect: String,
    /// The way there.
    pub up: String,
    /// The way back; `None` where there is none.
    pub down: Option<String>,
}

/// The file of a migration, with the sections of the dialects that it is for.
pub fn write_sql_migration(
    migration: &Migration,
    header: &MigrationHeader,
    sections: &[SqlSection],
) -> String {
    let mut file = format!("{INTRODUCTION}--\n-- aksara:operations\n");
    for line in write_migration(migration, header).lines() {
        push_line(&mut file, &format!("{PREFIX}{line}"));
    }
    push_line(&mut file, "-- aksara:end");
    for section in sections {
        push_section(&mut file, "up", &section.dialect, &section.up);
    }
    for section in sections {
        if let Some(down) = &section.down {
            push_section(&mut file, "down", &section.dialect, down);
        }
    }
    file
}

fn push_section(file: &mut String, way: &str, dialect: &str, sql: &str) {
    let checksum = checksum(sql);
    push_line(file, "");
    push_line(file, &format!("-- migrate:{way}"));
    push_line(file, &format!("-- aksara:dialect {dialect}"));
    push_line(file, &format!("-- aksara:checksum {checksum}"));
    push_line(file, sql.trim());
}

fn push_line(file: &mut String, line: &str) {
    // Writing into a text does not fail.
    let _ = writeln!(file, "{}", line.trim_end());
}
