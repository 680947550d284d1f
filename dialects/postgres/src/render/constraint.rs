//! Constraints, as CREATE TABLE and ADD take them.

use aksara_schema::{Deferrable, ExistingRows, ForeignKey, KeyMatch, ReferentialAction};

use super::{Writer, ddl};
use crate::physical::{Constraint, ConstraintKind, ExclusionElement};

/// `CONSTRAINT "name" …`
pub(super) fn constraint(constraint: &Constraint) -> String {
    let head = ddl().word("CONSTRAINT").name(&constraint.name);
    match &constraint.kind {
        ConstraintKind::PrimaryKey(fields) => head.word("PRIMARY KEY").fields(fields),
        ConstraintKind::Unique(unique) => {
            let written = head
                .word("UNIQUE")
                .when(unique.nulls_not_distinct, |ddl| ddl.word("NULLS NOT DISTINCT"));
            with_deferral(written.fields(&unique.fields), unique.deferrable)
        }
        ConstraintKind::Check { expression, .. } => head.word("CHECK").list([expression.clone()]),
        ConstraintKind::ForeignKey(key) => foreign_key(head, key),
        ConstraintKind::Exclusion {
            method,
            elements,
            condition,
            deferrable,
            ..
        } => {
            let elements = elements.iter().map(spell_element);
            let written = head.word("EXCLUDE USING").name(method).list(elements);
            let written = match condition {
                Some(condition) => written.word("WHERE").list([condition.clone()]),
                None => written,
            };
            with_deferral(written, *deferrable)
        }
    }
    .finish()
}

fn foreign_key(head: Writer, key: &ForeignKey) -> Writer {
    let details = &key.details;
    let written = head
        .word("FOREIGN KEY")
        .fields(&key.fields)
        .word("REFERENCES")
        .table(&key.table)
        .when(!key.target_fields.is_empty(), |ddl| {
            ddl.fields(&key.target_fields)
        })
        .when(details.matching == KeyMatch::Full, |ddl| ddl.word("MATCH FULL"));
    let written = action(written, "ON DELETE", key.on_delete);
    let set = &details.set_on_delete;
    let written = written.when(!set.is_empty(), |ddl| ddl.fields(set));
    let written = with_deferral(action(written, "ON UPDATE", key.on_update), key.deferrable);
    written.when(details.existing_rows == ExistingRows::Unchecked, |ddl| {
        ddl.word("NOT VALID")
    })
}

/// NO ACTION is what a foreign key does where none is written.
fn action(written: Writer, event: &'static str, action: ReferentialAction) -> Writer {
    let word = match action {
        ReferentialAction::NoAction => return written,
        ReferentialAction::Cascade => "CASCADE",
        ReferentialAction::SetNull => "SET NULL",
        ReferentialAction::SetDefault => "SET DEFAULT",
        ReferentialAction::Restrict => "RESTRICT",
    };
    written.word(event).word(word)
}

fn spell_element(element: &ExclusionElement) -> String {
    let written = ddl().fragment(&element.expression).word("WITH");
    written.fragment(&element.operator).finish()
}

fn with_deferral(written: Writer, deferrable: Deferrable) -> Writer {
    match deferrable {
        Deferrable::Never => written,
        Deferrable::InitiallyImmediate => written.word("DEFERRABLE INITIALLY IMMEDIATE"),
        Deferrable::InitiallyDeferred => written.word("DEFERRABLE INITIALLY DEFERRED"),
    }
}
