//! Expressions: in our words where we spell them with the same text, else in SQLite's own.

use aksara_schema::{FieldName, SqlExpression, Table};

use super::compared::own_text;
use crate::canonical::{as_meant, canonical};
use crate::expression::{Place, spell};
use crate::token::{Token, tokens};

/// Reads an expression over a table's fields.
///
/// Our words may mean something else than the same words of SQLite: our LIKE counts case. So an expression is only
/// ours where spelling it gives the text that was read, except for parentheses that it does not need.
pub(super) fn read_expression(sql: &str, table: &Table) -> SqlExpression {
    let meant = as_meant(sql, table);
    let mut read = SqlExpression::parse(&meant);
    let names_fields = follow_case(&mut read, table);
    let spelled = spell(&read, table, Place::Statement, "an expression");
    let is_exact =
        spelled.is_ok_and(|spelled| is_same(&canonical(&spelled, table), &canonical(&meant, table)));
    if names_fields && is_exact {
        read
    } else {
        own_text(&meant)
    }
}

/// Whether what was read is what we spell, with more parentheses at most. If precedence could be read in two ways, we
/// spell parentheses, which must be there.
fn is_same(spelled: &str, read: &str) -> bool {
    let mut spelled = tokens(spelled).map(|token| token.text).peekable();
    let mut is_expected = |token: &Token<'_>| {
        let is_spelled = spelled.next_if_eq(&token.text).is_some();
        is_spelled || token.is("(") || token.is(")")
    };
    tokens(read).all(|token| is_expected(&token)) && spelled.next().is_none()
}

/// Gives fields their own spelling; whether all of them are there.
fn follow_case(expression: &mut SqlExpression, table: &Table) -> bool {
    let written: Vec<FieldName> = expression.portable_fields().into_iter().cloned().collect();
    written.iter().all(|name| {
        let mut fields = table.fields.keys();
        let own = fields.find(|field| field.as_str().eq_ignore_ascii_case(name.as_str()));
        own.map(|own| expression.rename_field(name, own)).is_some()
    })
}
