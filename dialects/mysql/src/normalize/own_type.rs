//! The one form of a type that the engine has no word for, and of its constants: as the servers' catalogs tell it, but for what they tell
//! differently. What a user spells in another way (`NUMERIC(10)`, `set('a', 'b')`) is told back like this as well.

use aksara_schema::{Literal, StorageType};

use super::field::with_scale;
use crate::inspect::read_literal;
use crate::literal::quote_text;
use crate::name::quoted;
use crate::token::{Token, tokens};

/// Other words for a type.
const SYNONYMS: &[(&str, &str)] = &[
    ("bool", "tinyint(1)"),
    ("boolean", "tinyint(1)"),
    ("integer", "int"),
    ("middleint", "mediumint"),
    ("dec", "decimal"),
    ("fixed", "decimal"),
    ("numeric", "decimal"),
    ("real", "double"),
    ("double precision", "double"),
    ("character", "char"),
    ("character varying", "varchar"),
    ("char varying", "varchar"),
    ("geomcollection", "geometrycollection"),
];

/// Types whose width in parentheses says nothing of their values. MySQL no longer tells it.
const WIDTHS: &[&str] = &["tinyint", "smallint", "mediumint", "int", "bigint", "year"];

/// What stands in parentheses where nothing does.
const PARAMETERS: &[(&str, &str)] = &[
    ("binary", "(1)"),
    ("bit", "(1)"),
    ("char", "(1)"),
    ("decimal", "(10,0)"),
];

/// The spelling of a type in its one form.
pub(super) fn normal_spelling(spelling: &str) -> String {
    // MariaDB tells compression in a comment that it runs.
    if spelling.contains("/*") {
        return spelling.to_lowercase();
    }
    let spelled = joined(&tokens(spelling));
    let end = spelled.find('(').unwrap_or_else(|| name_length(&spelled));
    let (name, rest) = spelled.split_at(end);
    let name = synonym(name);
    let (parameters, attributes) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((parameters, attributes)) if !parameters.contains('\'') => {
            (format!("({parameters})"), attributes)
        }
        _ => (String::new(), rest),
    };
    format!(
        "{name}{}{attributes}",
        normal_parameters(name, &parameters, attributes)
    )
}

fn normal_parameters(name: &str, parameters: &str, attributes: &str) -> String {
    let usual = PARAMETERS.iter().find(|(other, _)| *other == name);
    match (parameters, usual) {
        // A boolean is told from a number by this alone.
        ("(1)", _) if name == "tinyint" && attributes.is_empty() => parameters.to_owned(),
        _ if WIDTHS.contains(&name) => String::new(),
        ("", Some((_, usual))) => (*usual).to_owned(),
        (given, _) if name == "decimal" && !given.contains(',') => given.replace(')', ",0)"),
        (given, _) => given.to_owned(),
    }
}

fn synonym(name: &str) -> &str {
    let found = SYNONYMS.iter().find(|(other, _)| *other == name);
    found.map_or(name, |(_, one)| one)
}

/// How much of a spelling without parentheses is the type's name.
fn name_length(spelled: &str) -> usize {
    let synonyms = SYNONYMS.iter().map(|(name, _)| *name);
    let longest = synonyms.filter(|name| {
        let rest = spelled.strip_prefix(name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    let first = spelled.find(' ').unwrap_or(spelled.len());
    longest.map(str::len).max().unwrap_or(first).max(first)
}

/// A constant of such a type as the catalogs tell it, or of the type that the spelling turned out to be.
pub(super) fn normal_own_constant(literal: &Literal, written: &StorageType, told: &StorageType) -> Literal {
    let StorageType::Opaque { spelling, .. } = written else {
        return literal.clone();
    };
    let text = match literal {
        Literal::Boolean(value) => u8::from(*value).to_string(),
        Literal::Integer(number) => number.to_string(),
        Literal::Float(number) => number.get().to_string(),
        Literal::Decimal(decimal) => decimal.as_str().to_owned(),
        Literal::String(text) => text.clone(),
        other => return other.clone(),
    };
    let scaled = decimal_scale(&normal_spelling(spelling)).and_then(|scale| with_scale(&text, scale));
    read_literal(&scaled.unwrap_or(text), told)
}

/// The digits after the point in `decimal(10,2) unsigned`.
fn decimal_scale(spelling: &str) -> Option<u32> {
    let (parameters, _) = spelling.strip_prefix("decimal(")?.split_once(')')?;
    let (_, scale) = parameters.split_once(',')?;
    scale.parse().ok()
}

/// The tokens with one space where words meet; what is no text in lower case.
fn joined(tokens: &[Token<'_>]) -> String {
    let mut spelled = String::new();
    for token in tokens {
        let (piece, is_symbol) = match token {
            Token::Word(word) => (word.to_lowercase(), false),
            Token::Name(name) => (quoted(name), false),
            Token::Text(text) => (quote_text(text), false),
            Token::Number(number) => ((*number).to_owned(), false),
            Token::Symbol(symbol) => ((*symbol).to_owned(), true),
        };
        let is_open = spelled.is_empty() || spelled.ends_with(['(', ',']);
        if !is_symbol && !is_open {
            spelled.push(' ');
        }
        spelled.push_str(&piece);
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn a_type_has_one_spelling() {
        for (spelling, expected) in [
            ("year(4)", "year"),
            ("YEAR", "year"),
            ("mediumint(8) unsigned", "mediumint unsigned"),
            ("int(10)  UNSIGNED zerofill", "int unsigned zerofill"),
            ("tinyint(1)", "tinyint(1)"),
            ("tinyint(4)", "tinyint"),
            ("tinyint(1) unsigned", "tinyint unsigned"),
            ("BOOLEAN", "tinyint(1)"),
            ("SET('A', 'it''s')", "set('A','it''s')"),
            ("enum('a)b','(')", "enum('a)b','(')"),
            ("NUMERIC(12)", "decimal(12,0)"),
            ("numeric", "decimal(10,0)"),
            ("decimal(10, 2) unsigned", "decimal(10,2) unsigned"),
            ("double precision", "double"),
            ("double precision unsigned", "double unsigned"),
            ("char", "char(1)"),
            ("character varying (20)", "varchar(20)"),
            ("CHAR(5) COLLATE latin1_bin", "char(5) collate latin1_bin"),
            ("point SRID 4326", "point srid 4326"),
            ("geomcollection", "geometrycollection"),
            ("timestamp(3)", "timestamp(3)"),
            (
                "varchar(200) /*M!100301 COMPRESSED*/",
                "varchar(200) /*m!100301 compressed*/",
            ),
        ] {
            assert_eq!(normal_spelling(spelling), expected, "{spelling}");
            assert_eq!(normal_spelling(expected), expected, "{expected}");
        }
    }
}
