//! A migration that does nothing yet.

use aksara_operations::Migration;

use super::{MigrationHeader, attributes, class, file_docstring};

/// The imports that an author may need; unused ones do no harm.
const IMPORTS: &str = "\
from aksara.migrations import Migration
from aksara.migrations import operations as op
from aksara import fields
";

const OPERATIONS: &str = r#"operations = [
        # Say here what the migration does, for example:
        #
        #   op.RunSQL(sql="UPDATE users SET active = true", reverse_sql=op.RunSQL.noop),
        #   op.Backfill(
        #       model_name="User",
        #       set={"email": "lower(email)"},
        #       reverse_set=op.Backfill.noop,
        #   ),
        #   op.RunPython(forwards, backwards),
        #
        # RunPython calls functions of this file: `def forwards(connection): ...`
    ]"#;

/// The file of a migration without operations, with a comment that says how to fill it in.
pub fn write_empty(migration: &Migration, header: &MigrationHeader) -> String {
    let head = file_docstring(&header.description, &header.generated_at) + IMPORTS;
    class(&head, "Written by hand.", &attributes(migration), OPERATIONS)
}
