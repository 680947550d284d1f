//! The columns that the values of a statement's placeholders go to, or are compared with.
//!
//! It is not a parser, and knows no more than it sees: `INSERT INTO t (a, b) VALUES ($1, $2)`, `a = $1`, `a IN ($1, $2)`.
//! Databases that report the types of parameters do not need it.

use aksara_dialect::{Fragment, FragmentKind, Lexis, fragments};
use aksara_schema::{Schema, StorageType, Table, TableName};

/// A placeholder and what its value is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its target.
    pub target: Target,
}

/// The target of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A column: its name and its logical type.
    Column(String, StorageType),
    /// A function that reads JSON.
    JsonText,
    /// Something else, or a table that the schema does not know.
    Unknown,
}

/// Words after which tables are named.
const BEFORE_TABLES: [&str; 4] = ["FROM", "JOIN", "UPDATE", "INTO"];

/// Words that may be between those and the name.
const BETWEEN: [&str; 7] = ["ONLY", "OR", "IGNORE", "REPLACE", "ABORT", "FAIL", "LOW_PRIORITY"];

/// Functions with a JSON text for an argument, in the databases that do not report the types of parameters.
const JSON_READERS: [&str; 22] = [
    "JSON",
    "JSONB",
    "JSON_ARRAY_LENGTH",
    "JSON_COMPACT",
    "JSON_CONTAINS",
    "JSON_CONTAINS_PATH",
    "JSON_DEPTH",
    "JSON_EACH",
    "JSON_EXTRACT",
    "JSON_KEYS",
    "JSON_LENGTH",
    "JSON_MERGE_PATCH",
    "JSON_MERGE_PRESERVE",
    "JSON_OVERLAPS",
    "JSON_PATCH",
    "JSON_QUERY",
    "JSON_SEARCH",
    "JSON_TABLE",
    "JSON_TREE",
    "JSON_TYPE",
    "JSON_VALID",
    "JSON_VALUE",
];

/// The placeholders of a statement, in the order of its text.
pub fn placements(sql: &str, lexis: Lexis, schema: &Schema) -> Vec<Placement> {
    let tokens: Vec<Fragment<'_>> = fragments(sql, lexis).filter(Fragment::is_significant).collect();
    let statement = Statement {
        tables: tables(&tokens, schema),
        tokens: &tokens,
    };
    let inserted = statement.inserted();
    let mut openings = Vec::new();
    let mut found = Vec::new();
    for (position, token) in tokens.iter().enumerate() {
        match token.kind {
            FragmentKind::Symbol if token.text == "(" => openings.push(position),
            FragmentKind::Symbol if token.text == ")" => drop(openings.pop()),
            FragmentKind::Placeholder(number) => {
                let of_row = inserted.iter().find(|(place, _)| *place == position);
                let column = of_row.map(|(_, column)| column.clone());
                let target = column
                    .or_else(|| statement.compared(position))
                    .or_else(|| statement.listed(position, openings.last().copied()))
                    .or_else(|| statement.read_as_json(position, openings.last().copied()));
                found.push(Placement {
                    number,
                    target: target.unwrap_or(Target::Unknown),
                });
            }
            FragmentKind::Blank
            | FragmentKind::Comment
            | FragmentKind::Quoted
            | FragmentKind::Word
            | FragmentKind::Symbol => {}
        }
    }
    found
}

struct Statement<'a> {
    tokens: &'a [Fragment<'a>],
    tables: Vec<&'a Table>,
}

impl Statement<'_> {
    /// The placeholders that are values of an INSERT's rows by themselves, with their columns.
    fn inserted(&self) -> Vec<(usize, Target)> {
        let is_insert = |token: &Fragment<'_>| token.is_word("insert") || token.is_word("replace");
        let into = self.tokens.iter().position(|token| token.is_word("into"));
        let Some(into) = into.filter(|into| self.tokens[..*into].iter().any(is_insert)) else {
            return Vec::new();
        };
        let Some(values) = self.position_of_values(into) else {
            return Vec::new();
        };
        let columns = self.columns_of_insert(into, values);
        let mut found = Vec::new();
        let (mut depth, mut place) = (0_usize, 0_usize);
        for position in values + 1..self.tokens.len() {
            let token = &self.tokens[position];
            match token.text {
                "(" => {
                    depth += 1;
                    place = if depth == 1 { 0 } else { place };
                }
                ")" => depth = depth.saturating_sub(1),
                "," if depth == 1 => place += 1,
                _ if depth == 0 && token.kind == FragmentKind::Word => break,
                _ => {}
            }
            let is_alone = depth == 1 && self.is_alone(position);
            if let Some(column) = columns.get(place)
                && is_alone
            {
                found.push((position, self.column(column)));
            }
        }
        found
    }

    fn position_of_values(&self, into: usize) -> Option<usize> {
        let after = &self.tokens[into..];
        let position = after
            .iter()
            .position(|token| token.is_word("values") || token.is_word("value"))?;
        Some(into + position)
    }

    /// The columns that an INSERT names, else all of its table.
    fn columns_of_insert(&self, into: usize, values: usize) -> Vec<String> {
        let between = &self.tokens[into + 1..values];
        match between.iter().position(|token| token.is_symbol("(")) {
            Some(opening) => between[opening..].iter().filter_map(identifier).collect(),
            None => {
                let table = self.tables.first();
                let fields = table.into_iter().flat_map(|table| table.fields.iter());
                fields.map(|(name, _)| name.to_string()).collect()
            }
        }
    }

    /// Whether a placeholder is alone between commas or parentheses.
    fn is_alone(&self, position: usize) -> bool {
        let is_placeholder = matches!(self.tokens[position].kind, FragmentKind::Placeholder(_));
        let is_edge = |position: Option<usize>| {
            let token = position.and_then(|position| self.tokens.get(position));
            token.is_some_and(|token| [",", "(", ")"].contains(&token.text))
        };
        is_placeholder && is_edge(position.checked_sub(1)) && is_edge(Some(position + 1))
    }

    /// `a = $1`, `a < $1`
    fn compared(&self, position: usize) -> Option<Target> {
        let before = &self.tokens[..position];
        let operator = before
            .iter()
            .rev()
            .take_while(|token| token.kind == FragmentKind::Symbol && "<>=!".contains(token.text));
        match operator.count() {
            0 => None,
            length => self.known_column(position.checked_sub(length + 1)?),
        }
    }

    /// `a IN ($1, $2)`
    fn listed(&self, position: usize, opening: Option<usize>) -> Option<Target> {
        let opening = opening?;
        let is_list = self.tokens[opening + 1..position]
            .iter()
            .all(|token| token.is_symbol(",") || matches!(token.kind, FragmentKind::Placeholder(_)));
        let before = self.tokens[..opening].iter().rev();
        let mut words = before.take_while(|token| token.is_word("in") || token.is_word("not"));
        let has_in = words.next().is_some_and(|token| token.is_word("in"));
        let length = 1 + words.count();
        if is_list && has_in {
            self.known_column(opening.checked_sub(length + 1)?)
        } else {
            None
        }
    }

    /// `json_each($1)`, `CAST($1 AS JSON)`
    fn read_as_json(&self, position: usize, opening: Option<usize>) -> Option<Target> {
        let function = self.tokens.get(opening?.checked_sub(1)?)?;
        let is_reader = JSON_READERS.iter().any(|reader| function.is_word(reader));
        let is_word = |distance: usize, word| {
            let token = self.tokens.get(position + distance);
            token.is_some_and(|token| token.is_word(word))
        };
        let is_cast = function.is_word("cast") && is_word(1, "as") && is_word(2, "json");
        (is_reader || is_cast).then_some(Target::JsonText)
    }

    fn known_column(&self, position: usize) -> Option<Target> {
        let name = identifier(self.tokens.get(position)?)?;
        match self.column(&name) {
            Target::Unknown => None,
            target => Some(target),
        }
    }

    /// The column of this name of the tables that the statement names, where they agree on its type.
    fn column(&self, name: &str) -> Target {
        let mut types = self.tables.iter().filter_map(|table| {
            let mut fields = table.fields.iter();
            let (_, field) = fields.find(|(field, _)| field.as_str().eq_ignore_ascii_case(name))?;
            Some(field.field_type.storage())
        });
        match types.next() {
            Some(first) if types.all(|other| other == first) => Target::Column(name.to_owned(), first),
            _ => Target::Unknown,
        }
    }
}

/// The tables of the schema that a statement names.
fn tables<'a>(tokens: &[Fragment<'_>], schema: &'a Schema) -> Vec<&'a Table> {
    let is_before = |token: &Fragment<'_>| BEFORE_TABLES.iter().any(|word| token.is_word(word));
    let is_between = |token: &&Fragment<'_>| BETWEEN.iter().any(|word| token.is_word(word));
    let starts = tokens.iter().enumerate().filter(|(_, token)| is_before(token));
    starts
        .filter_map(|(position, _)| {
            let rest = &tokens[position + 1..];
            let skipped = rest.iter().take_while(is_between).count();
            let mut names = rest[skipped..].iter();
            let mut name = identifier(names.next()?)?;
            while names.next().is_some_and(|token| token.is_symbol(".")) {
                name = format!("{name}.{}", identifier(names.next()?)?);
            }
            let table = schema.table(&TableName::whole(&name).ok()?);
            table.map(|table| &**table)
        })
        .collect()
}

/// A name, without its quotes.
fn identifier(token: &Fragment<'_>) -> Option<String> {
    let text = token.text;
    match (token.kind, text.chars().next()?) {
        (FragmentKind::Word, _) => Some(text.to_owned()),
        (FragmentKind::Quoted, quote @ ('"' | '`')) => {
            let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
            Some(inner.replace(&format!("{quote}{quote}"), &quote.to_string()))
        }
        (FragmentKind::Quoted, '[') => Some(text.trim_matches(['[', ']']).to_owned()),
        _ => None,
    }
}
