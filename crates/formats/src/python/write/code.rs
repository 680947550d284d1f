//! Python expressions as a tree, and how they are laid out on lines.
//!
//! A name that comes from a module carries its [`Import`], so that the file's imports follow from what is
//! printed. Code that does not fit on a line is broken one item a line with a trailing comma, as Python's
//! formatters do.

use std::collections::BTreeSet;

/// The greatest width of a line that is not broken.
const LINE_WIDTH: usize = 120;

const INDENT: &str = "    ";

/// The import that a name needs at the top of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Import {
    Datetime,
    Uuid,
    Decimal,
    Operations,
    Fields,
}

/// A Python expression.
#[derive(Debug, Clone)]
pub(super) enum Code {
    /// A literal or a name that needs no import.
    Token(String),
    /// A name of a module.
    Imported { name: String, import: Import },
    /// `function(arguments)`
    Call {
        function: Box<Code>,
        arguments: Vec<Argument>,
        layout: Layout,
    },
    /// `[items]`
    List(Vec<Code>),
    /// `(items)`
    Tuple(Vec<Code>),
    /// `{key: value}`
    Dictionary(Vec<(Code, Code)>),
}

/// How a call is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// On one line where it fits.
    Flowing,
    /// One argument a line, always.
    Expanded,
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub(super) struct Argument {
    keyword: Option<&'static str>,
    value: Code,
    /// A line above it, where arguments have lines of their own.
    comment: Option<&'static str>,
}

impl Argument {
    pub(super) fn positional(value: impl Into<Code>) -> Self {
        Self {
            keyword: None,
            value: value.into(),
            comment: None,
        }
    }

    pub(super) fn keyword(keyword: &'static str, value: impl Into<Code>) -> Self {
        Self {
            keyword: Some(keyword),
            value: value.into(),
            comment: None,
        }
    }

    /// The same with a comment above it.
    pub(super) fn with_comment(self, comment: Option<&'static str>) -> Self {
        Self { comment, ..self }
    }

    /// `keyword=True` where it is so.
    pub(super) fn flag(keyword: &'static str, is_set: bool) -> Option<Self> {
        is_set.then(|| Self::keyword(keyword, true))
    }

    /// `keyword="text"` where there is a text.
    pub(super) fn text(keyword: &'static str, text: Option<&String>) -> Option<Self> {
        text.map(|text| Self::keyword(keyword, text.as_str()))
    }

    /// `keyword=[…]` where the list is not empty.
    pub(super) fn list(keyword: &'static str, items: Vec<Code>) -> Option<Self> {
        (!items.is_empty()).then(|| Self::keyword(keyword, Code::List(items)))
    }

    /// The value.
    pub(super) fn value(&self) -> &Code {
        &self.value
    }

    /// `keyword = value` as a line of its own.
    pub(super) fn render(&self, depth: usize) -> String {
        let name = self.keyword.unwrap_or_default();
        self.value.render(&format!("{name} = "), depth)
    }

    fn item(&self) -> Item<'_> {
        Item {
            comment: self.comment,
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

impl From<bool> for Code {
    fn from(truth: bool) -> Self {
        Self::token(if truth { "True" } else { "False" })
    }
}

impl From<u32> for Code {
    fn from(number: u32) -> Self {
        Self::token(number.to_string())
    }
}

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self::Token(super::text::quote(text))
    }
}

impl Code {
    pub(super) fn token(text: impl Into<String>) -> Self {
        Self::Token(text.into())
    }

    pub(super) fn imported(import: Import, name: impl Into<String>) -> Self {
        Self::Imported {
            name: name.into(),
            import,
        }
    }

    /// `function(arguments)` on one line where it fits.
    pub(super) fn call(function: Code, arguments: Vec<Argument>) -> Self {
        Self::Call {
            function: Box::new(function),
            arguments,
            layout: Layout::Flowing,
        }
    }

    /// `op.name(…)`, one argument a line.
    pub(super) fn operation(name: &str, arguments: impl IntoIterator<Item = Argument>) -> Self {
        let function = Box::new(Self::imported(Import::Operations, format!("op.{name}")));
        Self::Call {
            function,
            arguments: arguments.into_iter().collect(),
            layout: Layout::Expanded,
        }
    }

    /// The imports that the expression needs at the top of the file.
    pub(super) fn imports(&self) -> BTreeSet<Import> {
        match self {
            Self::Token(_) => BTreeSet::new(),
            Self::Imported { import, .. } => BTreeSet::from([*import]),
            Self::Call {
                function, arguments, ..
            } => {
                let arguments = arguments.iter().map(|argument| &argument.value);
                std::iter::once(&**function)
                    .chain(arguments)
                    .flat_map(Self::imports)
                    .collect()
            }
            Self::List(items) | Self::Tuple(items) => items.iter().flat_map(Self::imports).collect(),
            Self::Dictionary(entries) => entries
                .iter()
                .flat_map(|(key, value)| [key, value])
                .flat_map(Self::imports)
                .collect(),
        }
    }

    /// The expression behind `prefix` at a depth of indentation, broken where it must be. The first line has
    /// no indentation of its own.
    pub(super) fn render(&self, prefix: &str, depth: usize) -> String {
        let line = format!("{prefix}{}", self.on_one_line());
        let fits = depth * INDENT.len() + line.chars().count() < LINE_WIDTH;
        match (fits && !self.is_expanded(), self.parts()) {
            (true, _) | (_, None) => line,
            (false, Some(parts)) => parts.broken(prefix, depth),
        }
    }

    /// Whether it contains a call that is always expanded, or several calls in a list.
    fn is_expanded(&self) -> bool {
        match self {
            Self::Token(_) | Self::Imported { .. } => false,
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
            Self::Token(_) | Self::Imported { .. } | Self::List(_) | Self::Dictionary(_) => false,
        }
    }

    fn on_one_line(&self) -> String {
        match (self, self.parts()) {
            (Self::Token(text) | Self::Imported { name: text, .. }, _) => text.clone(),
            (_, Some(parts)) => parts.joined(),
            (_, None) => self.empty(),
        }
    }

    /// The text if there is nothing inside.
    fn empty(&self) -> String {
        match self {
            Self::Token(text) | Self::Imported { name: text, .. } => text.clone(),
            Self::Call { function, .. } => format!("{}()", function.on_one_line()),
            Self::List(_) => "[]".to_owned(),
            Self::Tuple(_) => "()".to_owned(),
            Self::Dictionary(_) => "{}".to_owned(),
        }
    }

    /// The parts that can be broken over lines; `None` if there is nothing inside.
    fn parts(&self) -> Option<Parts<'_>> {
        let (open, close, items) = match self {
            Self::Token(_) | Self::Imported { .. } => return None,
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

fn unprefixed(items: &[Code]) -> Vec<Item<'_>> {
    items
        .iter()
        .map(|item| Item::behind(String::new(), item))
        .collect()
}

/// One of several expressions, with the text before and above it.
struct Item<'a> {
    comment: Option<&'static str>,
    prefix: String,
    code: &'a Code,
}

impl<'a> Item<'a> {
    fn behind(prefix: String, code: &'a Code) -> Self {
        Self {
            comment: None,
            prefix,
            code,
        }
    }

    /// On lines of its own.
    fn lines(&self, depth: usize) -> String {
        let indent = INDENT.repeat(depth);
        let comment = self.comment.map(|comment| format!("{indent}# {comment}\n"));
        let code = self.code.render(&self.prefix, depth);
        format!("{}{indent}{code},\n", comment.unwrap_or_default())
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
    use super::*;
    use pretty_assertions::assert_eq;

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
