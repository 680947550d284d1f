//! How Python expressions are laid out on lines: as `ruff format` and Black lay them out, so that formatting a file
//! of ours changes nothing.
//!
//! Code that does not fit on a line is broken one item a line with a trailing comma. A text that does not fit is put
//! between parentheses and broken between words.

use unicode_width::UnicodeWidthStr;

use super::code::{Argument, Code, Layout};
use super::text::quote;

/// The greatest width of a line: the formatters' own.
pub(super) const LINE_WIDTH: usize = 88;

const INDENT: &str = "    ";

/// The width of the comma behind an item on a line of its own.
const COMMA: usize = 1;

impl Argument {
    /// `keyword = value` as a line of its own.
    pub(super) fn render(&self, depth: usize) -> String {
        let name = self.keyword.unwrap_or_default();
        self.value.render(&format!("{name} = "), depth)
    }

    fn item(&self) -> Item<'_> {
        Item {
            comment: self.comment.unwrap_or_default(),
            prefix: self.prefix(),
            code: &self.value,
        }
    }

    fn prefix(&self) -> String {
        self.keyword
            .map(|keyword| format!("{keyword}="))
            .unwrap_or_default()
    }
}

impl Code {
    /// The expression behind `prefix` at a depth of indentation, broken where it must be. The first line has
    /// no indentation of its own.
    pub(super) fn render(&self, prefix: &str, depth: usize) -> String {
        self.laid_out(prefix, depth, 0)
    }

    /// The same as an item of a list that has a comma behind it.
    pub(super) fn render_item(&self, prefix: &str, depth: usize) -> String {
        self.laid_out(prefix, depth, COMMA)
    }

    /// The same on one line, however long.
    pub(super) fn on_one_line(&self) -> String {
        let parts = self.parts();
        parts.map_or_else(|| self.empty(), |parts| parts.joined())
    }

    fn laid_out(&self, prefix: &str, depth: usize, behind: usize) -> String {
        let line = format!("{prefix}{}", self.on_one_line());
        if fits(&line, depth, behind) && !self.is_expanded() {
            return line;
        }
        match (self, self.parts()) {
            (_, Some(parts)) => parts.broken(prefix, depth),
            (Self::Text(text), None) => broken_text(text, prefix, depth).unwrap_or(line),
            (_, None) => line,
        }
    }

    /// Whether it contains a call that is always expanded, several calls in a list, or a text of several lines.
    fn is_expanded(&self) -> bool {
        match self {
            Self::Token(token) => token.contains('\n'),
            Self::Text(_) | Self::Imported { .. } => false,
            Self::Call {
                arguments, layout, ..
            } => {
                !arguments.is_empty() && *layout == Layout::Expanded
                    || arguments.iter().any(|argument| argument.value.is_expanded())
            }
            Self::List(items) => items.iter().any(|item| item.is_call() || item.is_expanded()),
            Self::Tuple(items) => items.iter().any(Self::is_expanded),
            Self::Dictionary(entries) => entries.iter().any(|(_, value)| value.is_expanded()),
        }
    }

    /// A call, or a pair with one: each gets a line of its own.
    fn is_call(&self) -> bool {
        match self {
            Self::Call { .. } => true,
            Self::Tuple(items) => items.iter().any(Self::is_call),
            Self::Token(_) | Self::Text(_) | Self::Imported { .. } | Self::List(_) | Self::Dictionary(_) => {
                false
            }
        }
    }

    /// The text if there is nothing inside.
    fn empty(&self) -> String {
        match self {
            Self::Token(text) | Self::Imported { name: text, .. } => text.clone(),
            Self::Text(text) => quote(text),
            Self::Call { function, .. } => format!("{}()", function.on_one_line()),
            Self::List(_) => "[]".to_owned(),
            Self::Tuple(_) => "()".to_owned(),
            Self::Dictionary(_) => "{}".to_owned(),
        }
    }

    /// The parts that can be broken over lines; `None` if there is nothing inside.
    fn parts(&self) -> Option<Parts<'_>> {
        let (open, close, items) = match self {
            Self::Token(_) | Self::Text(_) | Self::Imported { .. } => return None,
            Self::Call {
                function, arguments, ..
            } => {
                let items = arguments.iter().map(Argument::item).collect();
                (format!("{}(", function.on_one_line()), ")", items)
            }
            Self::List(items) => ("[".to_owned(), "]", unprefixed(items)),
            Self::Tuple(items) => (
                "(".to_owned(),
                if items.len() == 1 { ",)" } else { ")" },
                unprefixed(items),
            ),
            Self::Dictionary(entries) => {
                let items = entries
                    .iter()
                    .map(|(key, value)| Item::behind(format!("{}: ", key.on_one_line()), value));
                ("{".to_owned(), "}", items.collect())
            }
        };
        (!items.is_empty()).then_some(Parts { open, close, items })
    }
}

/// Whether a line fits, with `behind` columns after it.
pub(super) fn fits(line: &str, depth: usize, behind: usize) -> bool {
    depth * INDENT.len() + line.width() + behind <= LINE_WIDTH
}

/// A text between parentheses, broken between words; `None` if there is no place to break it.
fn broken_text(text: &str, prefix: &str, depth: usize) -> Option<String> {
    let parts = wrapped(text, depth + 1);
    if let [only] = parts.as_slice()
        && !fits(&quote(only), depth + 1, 0)
    {
        return None;
    }
    let indent = INDENT.repeat(depth + 1);
    let lines: String = parts
        .iter()
        .map(|part| format!("{indent}{}\n", quote(part)))
        .collect();
    Some(format!("{prefix}(\n{lines}{})", INDENT.repeat(depth)))
}

/// The text in parts that fit on lines, each with the space that follows it.
fn wrapped(text: &str, depth: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let longer = parts
            .last()
            .map_or_else(String::new, |part| format!("{part}{word}"));
        match parts.last_mut() {
            Some(part) if part.is_empty() || fits(&quote(&longer), depth, 0) => *part = longer,
            _ => parts.push(word.to_owned()),
        }
    }
    parts
}

fn unprefixed(items: &[Code]) -> Vec<Item<'_>> {
    items
        .iter()
        .map(|item| Item::behind(String::new(), item))
        .collect()
}

/// One of several expressions, with the text before and above it.
struct Item<'a> {
    comment: &'static [&'static str],
    prefix: String,
    code: &'a Code,
}

impl<'a> Item<'a> {
    fn behind(prefix: String, code: &'a Code) -> Self {
        Self {
            comment: &[],
            prefix,
            code,
        }
    }

    /// On lines of its own.
    fn lines(&self, depth: usize) -> String {
        let indent = INDENT.repeat(depth);
        let comment = self.comment.iter();
        let comment: String = comment.map(|line| format!("{indent}# {line}\n")).collect();
        let code = self.code.render_item(&self.prefix, depth);
        format!("{comment}{indent}{code},\n")
    }
}

/// A bracketed expression taken apart: each item with the text before it.
struct Parts<'a> {
    open: String,
    close: &'static str,
    items: Vec<Item<'a>>,
}

impl Parts<'_> {
    fn joined(&self) -> String {
        let items: Vec<String> = self
            .items
            .iter()
            .map(|item| format!("{}{}", item.prefix, item.code.on_one_line()))
            .collect();
        format!("{}{}{}", self.open, items.join(", "), self.close)
    }

    fn broken(&self, prefix: &str, depth: usize) -> String {
        let items: String = self.items.iter().map(|item| item.lines(depth + 1)).collect();
        let close = self.close.trim_start_matches(',');
        format!("{prefix}{}\n{items}{}{close}", self.open, INDENT.repeat(depth))
    }
}

#[cfg(test)]
mod tests {
    use super::super::code::Import;
    use super::*;
    use pretty_assertions::assert_eq;
    use std::collections::BTreeSet;

    fn check(code: Code, expected: &str) {
        assert_eq!(code.render("", 0), expected);
    }

    #[test]
    fn a_short_call_stays_on_its_line() {
        let field = Code::imported(Import::Fields, "fields.String");
        check(
            Code::call(field, vec![Argument::keyword("max_length", 20_u32)]),
            "fields.String(max_length=20)",
        );
        check(Code::operation("Nothing", []), "op.Nothing()");
    }

    #[test]
    fn an_operation_has_one_argument_a_line() {
        let fields = Code::List(vec!["a".into(), "b".into()]);
        let arguments = [
            Argument::keyword("name", "i"),
            Argument::keyword("fields", fields),
        ];
        check(
            Code::operation("AddIndex", arguments),
            "op.AddIndex(\n    name=\"i\",\n    fields=[\"a\", \"b\"],\n)",
        );
    }

    #[test]
    fn what_does_not_fit_is_broken() {
        let long = || Code::from("x".repeat(60).as_str());
        let text = "x".repeat(60);
        check(
            Code::List(vec![long(), long()]),
            &format!("[\n    \"{text}\",\n    \"{text}\",\n]"),
        );
        check(
            Code::Tuple(vec![Code::from("x".repeat(119).as_str())]),
            &format!("(\n    \"{}\",\n)", "x".repeat(119)),
        );
    }

    #[test]
    fn a_tuple_of_one_keeps_its_comma() {
        check(Code::Tuple(vec![1_u32.into()]), "(1,)");
        check(Code::Dictionary(vec![("a".into(), true.into())]), "{\"a\": True}");
    }

    #[test]
    fn imports_follow_from_the_names() {
        let uuid = Code::imported(Import::Uuid, "uuid.uuid4");
        let code = Code::operation("X", [Argument::keyword("a", Code::List(vec![uuid]))]);
        assert_eq!(code.imports(), BTreeSet::from([Import::Uuid, Import::Operations]));
    }
}
