use aksara_operations::{
    AddConstraint, AddField, AddIndex, AlterField, Alteration, Backfill, CreateTable, DEFAULT_BATCH_SIZE,
    Located, Migration, MigrationName, Operation, PythonFunction, RenameField, ReverseSql, ReverseUpdate,
    RowUpdate, RunPython, RunSql, SqlText, TableReference,
};
use aksara_schema::{
    Check, Constraint, ConstraintKind, Default, Field, FieldName, FieldType, Index, Literal, NotCompared,
    ObjectName, SqlExpression, Table, TableName,
};
use indexmap::IndexMap;
use pretty_assertions::assert_eq;

use super::{MigrationHeader, write_merge, write_migration};

fn field(name: &str, field_type: FieldType) -> Field {
    Field::new(FieldName::new(name).unwrap(), field_type)
}

fn migration(dependencies: &[&str], operations: Vec<Operation>) -> Migration {
    let name = |text: &str| MigrationName::new(text).unwrap();
    Migration {
        name: name("0005_auto_add_avatar_url"),
        dependencies: dependencies
            .iter()
            .map(|text| Located::generated(name(text).into()))
            .collect(),
        replaces: Vec::new(),
        operations: operations.into_iter().map(Located::generated).collect(),
    }
}

fn header(description: &str, models: &[&str]) -> MigrationHeader {
    MigrationHeader {
        description: description.to_owned(),
        generated_at: "2026-02-07T10:30:00".to_owned(),
        models: models.iter().map(|model| (*model).to_owned()).collect(),
    }
}

fn add_field(table: &str, field: Field) -> Operation {
    AddField {
        table: TableReference::new(table),
        field,
        fill: None,
    }
    .into()
}

/// The text of the operations alone.
fn check(operation: impl Into<Operation>, expected: &str) {
    let body: String = body(operation)
        .lines()
        .map(|line| format!("{}\n", line.strip_prefix("        ").unwrap()))
        .collect();
    assert_eq!(body, format!("{expected}\n"));
}

/// The text of the operations alone, indented as it is.
fn body(operation: impl Into<Operation>) -> String {
    let text = write_migration(&migration(&[], vec![operation.into()]), &header("x", &[]));
    let (_, operations) = text.split_once("operations = [\n").unwrap();
    operations.strip_suffix("    ]\n").unwrap().to_owned()
}

#[test]
fn a_file_has_the_documented_layout() {
    let verified = Field {
        default: Some(Default::Literal(Literal::Boolean(false))),
        ..field("email_verified", FieldType::Boolean)
    };
    let token = Field {
        nullable: true,
        ..field("verification_token", FieldType::String { max_length: 100 })
    };
    let operations = vec![add_field("users", verified), add_field("users", token)];
    let expected = r#""""
Migration: add_email_verification
Generated: 2026-02-07T10:30:00
"""

from aksara.migrations import Migration
from aksara.migrations import operations as op
from aksara import fields


class Migration(Migration):
    """
    Auto-generated migration for models: User
    """

    dependencies = []

    operations = [
        op.AddField(
            model_name="User",
            name="email_verified",
            field=fields.Boolean(default=False),
        ),
        op.AddField(
            model_name="User",
            name="verification_token",
            field=fields.String(max_length=100, nullable=True),
        ),
    ]
"#;
    assert_eq!(
        write_migration(
            &migration(&[], operations),
            &header("add_email_verification", &["User"])
        ),
        expected
    );
}

#[test]
fn one_dependency_is_on_the_line_and_more_below() {
    let one = write_migration(&migration(&["0004_auto_add_bio"], vec![]), &header("x", &[]));
    assert!(
        one.contains("    dependencies = [\"0004_auto_add_bio\"]\n\n    operations = []\n"),
        "{one}"
    );
    let two = write_migration(&migration(&["0001_a", "0001_b"], vec![]), &header("x", &[]));
    assert!(
        two.contains("    dependencies = [\n        \"0001_a\",\n        \"0001_b\",\n    ]\n"),
        "{two}"
    );
}

#[test]
fn a_merge_joins_its_heads_and_does_nothing() {
    let heads = ["0002_auto_add_email", "0002_auto_add_phone"].map(|name| MigrationName::new(name).unwrap());
    let expected = r#""""
Migration: merge
Generated: 2026-02-07T10:30:00
"""

from aksara.migrations import Migration


class Migration(Migration):
    """Merge migration to resolve conflict."""

    dependencies = [
        "0002_auto_add_email",
        "0002_auto_add_phone",
    ]

    operations = []  # Just resolves the dependency graph
"#;
    assert_eq!(write_merge(&heads, "2026-02-07T10:30:00"), expected);
}

#[test]
fn the_standard_library_is_imported_where_it_is_used() {
    let id = Field {
        primary_key: true,
        default: Some(Default::RandomUuid),
        callable: NotCompared(Some("uuid.uuid4".to_owned())),
        ..field("id", FieldType::Uuid)
    };
    let text = write_migration(
        &migration(&[], vec![add_field("users", id)]),
        &header("x", &["User"]),
    );
    assert!(
        text.contains("\nimport uuid\n\nfrom aksara.migrations import Migration\n"),
        "{text}"
    );
    assert!(
        text.contains("field=fields.UUID(primary_key=True, default=uuid.uuid4),"),
        "{text}"
    );
}

#[test]
fn a_hostile_description_stays_in_its_docstring() {
    let text = write_migration(&migration(&[], vec![]), &header("\"\"\" import os \\", &["A\nB"]));
    assert!(
        text.starts_with("\"\"\"\nMigration: \\\"\\\"\\\" import os \\\\\n"),
        "{text}"
    );
    assert!(text.contains("for models: A\\nB\n"), "{text}");
}

#[test]
fn a_table_lists_its_fields_indexes_and_constraints() {
    let mut table = Table::new(TableName::new("posts").unwrap()).with_fields([
        Field {
            primary_key: true,
            default: Some(Default::RandomUuid),
            ..field("id", FieldType::Uuid)
        },
        field("title", FieldType::String { max_length: 200 }),
        Field {
            default: Some(Default::CurrentTimestamp),
            ..field("created_at", FieldType::DateTime)
        },
    ]);
    let index = Index::over(
        ObjectName::new("idx_title").unwrap(),
        [FieldName::new("title").unwrap()],
    );
    table.indexes.insert(index.name.clone(), index);
    check(
        CreateTable {
            table,
            if_not_exists: false,
        },
        r#"op.CreateTable(
    name="posts",
    fields=[
        ("id", fields.UUID(primary_key=True)),
        ("title", fields.String(max_length=200)),
        ("created_at", fields.DateTime(auto_now_add=True)),
    ],
    indexes=[
        op.Index(name="idx_title", fields=["title"]),
    ],
),"#,
    );
}

#[test]
fn operations_look_as_documented() {
    let table = || TableReference::new("posts");
    let names = ["author_id", "created_at"].map(|name| FieldName::new(name).unwrap());
    let index = Index::over(ObjectName::new("idx_posts_author_date").unwrap(), names);
    check(
        AddIndex {
            table: table(),
            index,
            if_not_exists: false,
            concurrently: false,
        },
        "op.AddIndex(\n    model_name=\"Post\",\n    name=\"idx_posts_author_date\",\n    fields=[\"author_id\", \"created_at\"],\n),",
    );
    let expression = SqlExpression::parse("price>0");
    let kind = ConstraintKind::Check(Check { expression });
    check(
        AddConstraint {
            table: table(),
            constraint: Constraint {
                name: ObjectName::new("positive").unwrap(),
                kind,
            },
        },
        "op.AddConstraint(\n    model_name=\"Post\",\n    name=\"positive\",\n    type=\"check\",\n    expression=\"price > 0\",\n),",
    );
    check(
        RenameField {
            table: table(),
            old_name: "a".into(),
            new_name: FieldName::new("b").unwrap(),
        },
        "op.RenameField(\n    model_name=\"Post\",\n    old_name=\"a\",\n    new_name=\"b\",\n),",
    );
    let alteration = Alteration::Replace(Box::new(Field {
        nullable: true,
        ..field("category_id", FieldType::Uuid)
    }));
    let using = None;
    check(
        AlterField {
            table: table(),
            name: "category_id".into(),
            alteration,
            fill: None,
            reverse_using: using.clone(),
            using,
        },
        "op.AlterField(\n    model_name=\"Post\",\n    name=\"category_id\",\n    field=fields.UUID(nullable=True),\n),",
    );
}

#[test]
fn a_backfill_that_is_to_be_filled_in_says_so() {
    let update = RowUpdate {
        set: IndexMap::new(),
        open: vec!["slug".to_owned()],
        condition: None,
    };
    check(
        Backfill {
            table: TableReference::new("posts"),
            update,
            reverse: ReverseUpdate::Noop,
            batch_size: DEFAULT_BATCH_SIZE,
        },
        "op.Backfill(\n    model_name=\"Post\",\n    # TODO: instead of op.Backfill.fill_in write the SQL of each row's value,\n    # such as \"lower(title)\", or replace the whole operation by op.RunPython(...)\n    \
         set={\"slug\": op.Backfill.fill_in},\n    reverse_set=op.Backfill.noop,\n),",
    );
}

#[test]
fn the_users_code_is_named_and_quoted() {
    let named = |name: &str| PythonFunction::Named(name.to_owned());
    check(
        RunPython {
            forward: named("populate_slugs"),
            reverse: Some(PythonFunction::Noop),
        },
        "op.RunPython(populate_slugs, op.RunPython.noop),",
    );
    let sql = SqlText::common("UPDATE \"a\"\nSET b = 'c'");
    let run = RunSql {
        sql,
        reverse_sql: ReverseSql::Noop,
        state_operations: vec![],
    };
    // The lines of a statement are unchanged, without the indentation.
    assert_eq!(
        body(run),
        "        op.RunSQL(\n            sql=\"\"\"UPDATE \"a\"\nSET b = 'c'\"\"\",\n            \
         reverse_sql=op.RunSQL.noop,\n        ),\n"
    );
}
