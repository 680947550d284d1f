//! The meaning of a migration file: its Python without layout, comments and docstrings. A formatter does not change it.
//!
//! It is text of our own, the same in every version of this program, since its checksum is kept in databases. It has
//! two parts: the tokens without those that only lay out, and the nesting of the expressions and statements, which
//! replaces parentheses and commas. Texts are in the second part, by their values.

use std::fmt::Write;

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_body};
use ruff_python_ast::{AnyNodeRef, Expr};
use ruff_text_size::Ranged;

/// The meaning of a file's text; `None` if it is not Python.
pub fn meaning(text: &str) -> Option<String> {
    let parsed = ruff_python_parser::parse_module(text).ok()?;
    let mut nesting = Nesting(String::new());
    walk_body(&mut nesting, parsed.suite());
    let tokens = parsed.tokens().iter().filter(|token| !is_layout(token.kind()));
    let words = tokens.map(|token| word(token.kind(), &text[token.range().to_std_range()]));
    let words: String = words.map(|word| format!("{word}\0")).collect();
    Some(format!("{words}\n{}", nesting.0))
}

/// Whether a token only lays out, or is told by the nesting.
fn is_layout(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Comment
            | TokenKind::Newline
            | TokenKind::NonLogicalNewline
            | TokenKind::Indent
            | TokenKind::Dedent
            | TokenKind::EndOfFile
            | TokenKind::Lpar
            | TokenKind::Rpar
            | TokenKind::Comma
            | TokenKind::Semi
            | TokenKind::String
            | TokenKind::FStringEnd
            | TokenKind::TStringEnd
    )
}

/// A token as formatters spell it.
fn word(kind: TokenKind, text: &str) -> String {
    match kind {
        TokenKind::Int | TokenKind::Float | TokenKind::Complex => number(&text.to_lowercase()),
        TokenKind::FStringStart | TokenKind::TStringStart => {
            text.trim_end_matches(['"', '\'']).to_lowercase()
        }
        _ => text.to_owned(),
    }
}

/// `.5` as `0.5`, and `1.` as `1.0`.
fn number(text: &str) -> String {
    let text = text
        .strip_prefix('.')
        .map_or_else(|| text.to_owned(), |rest| format!("0.{rest}"));
    text.strip_suffix('.')
        .map(|whole| format!("{whole}.0"))
        .unwrap_or(text)
}

/// The nesting of the nodes: a pair of parentheses for each, with the values of texts.
struct Nesting(String);

impl Nesting {
    /// Whether formatters may add a node or leave it out.
    fn is_open(node: AnyNodeRef<'_>) -> bool {
        matches!(node, AnyNodeRef::Arguments(_) | AnyNodeRef::Parameters(_)) || is_remark(node)
    }

    fn value(&mut self, kind: char, value: &impl std::fmt::Debug) {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{kind}{value:?}");
    }
}

/// Whether it is a text alone, such as a docstring.
fn is_remark(node: AnyNodeRef<'_>) -> bool {
    matches!(node, AnyNodeRef::StmtExpr(statement) if matches!(*statement.value, Expr::StringLiteral(_)))
}

impl<'a> SourceOrderVisitor<'a> for Nesting {
    fn enter_node(&mut self, node: AnyNodeRef<'a>) -> TraversalSignal {
        if is_remark(node) {
            return TraversalSignal::Skip;
        }
        if !Self::is_open(node) {
            self.0.push('(');
        }
        match node {
            AnyNodeRef::ExprStringLiteral(literal) => {
                self.value('s', &literal.value.to_str());
                TraversalSignal::Skip
            }
            AnyNodeRef::ExprBytesLiteral(literal) => {
                self.value('b', &literal.value.bytes().collect::<Vec<u8>>());
                TraversalSignal::Skip
            }
            AnyNodeRef::StringLiteral(literal) => {
                self.value('s', &&*literal.value);
                TraversalSignal::Skip
            }
            _ => TraversalSignal::Traverse,
        }
    }

    fn leave_node(&mut self, node: AnyNodeRef<'a>) {
        if !Self::is_open(node) {
            self.0.push(')');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::{assert_eq, assert_ne};

    const FILE: &str = r#"
from aksara.migrations import operations as op

def forwards(connection):
    connection.execute("UPDATE a SET b = 'c'", (1,))

class Migration(Migration):
    operations = [
        op.RunPython(forwards),
        op.AddField(model_name="A", name="b", field=fields.Float(default=1.5)),
    ]
"#;

    #[test]
    fn layout_comments_and_docstrings_do_not_count() {
        let formatted = r#"""" Begins with words. """
from aksara.migrations import (operations as op,)


def forwards(connection):
    'Says something'
    # and more
    connection.execute(("UPDATE a "
        'SET b = \'c\''), (1,),)  # and here


class Migration( Migration ,):
    """As before."""

    operations = [
        op.RunPython(
            forwards,
        ), op.AddField(model_name=('A'), name="b",
                       field=fields.Float(default=1.5)),];
"#;
        assert_eq!(meaning(formatted), meaning(FILE));
        assert_eq!(
            meaning("x = (.5, 0XF, 1., b'a')\n"),
            meaning("x = 0.5, 0xf, 1.0, b\"a\"\n")
        );
        assert_eq!(meaning("class A(): pass\n"), meaning("class A:\n    pass\n"));
    }

    #[test]
    fn everything_else_counts() {
        for (before, after) in [
            ("'c'", "'d'"),
            ("(1,)", "(1)"),
            ("(1,)", "(2,)"),
            ("default=1.5", "default=2.5"),
            ("forwards)", "backwards)"),
            ("op.RunPython(forwards),", ""),
            ("\"b\"", "b"),
            ("model_name", "table"),
            ("    connection.execute", "    if connection: connection.execute"),
            ("operations as op", "operations as other"),
        ] {
            assert_ne!(
                meaning(&FILE.replacen(before, after, 1)),
                meaning(FILE),
                "{before} {after}"
            );
        }
        let nested = "if a:\n    b()\n    c()\n";
        assert_ne!(meaning(nested), meaning("if a:\n    b()\nc()\n"));
        assert_ne!(meaning("f(a, b)\n"), meaning("f((a, b))\n"));
        assert_ne!(meaning("x = b'a'\n"), meaning("x = 'a'\n"));
        assert_ne!(meaning("x = f'a{b}'\n"), meaning("x = f'a{c}'\n"));
    }

    #[test]
    fn what_is_not_python_has_no_meaning() {
        assert_eq!(meaning("def"), None);
    }
}
