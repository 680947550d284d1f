//! Types that the engine has no word for, as users spell them: their one form, which is how the catalogs tell them, and
//! what is known of their values. A spelling for which we have a type after all (`NUMERIC(10)`) is read as that type.

mod words;

use aksara_schema::StorageType;

use self::words::{CHARSET_WORDS, GEOMETRIES, LARGE_OBJECTS, PARAMETERS, SYNONYMS, TEXTS, WIDTHS};
use crate::literal::quote_text;
use crate::name::quoted;
use crate::token::{Token, tokens};

/// A type's spelling, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnType {
    /// The type's words.
    name: String,
    /// The text in parentheses that follows, with them.
    parameters: String,
    /// Single words and constants after that.
    attributes: Vec<String>,
}

impl OwnType {
    /// Reads a spelling into its one form.
    pub(crate) fn parse(spelling: &str) -> Self {
        let spelling = with_run_comment(spelling);
        let tokens = tokens(&spelling);
        let (name, rest) = name(&tokens);
        let end = match rest.first() {
            Some(Token::Symbol("(")) => rest.iter().position(|token| *token == Token::Symbol(")")),
            _ => None,
        };
        let (parameters, attributes) = rest.split_at(end.map_or(0, |end| end + 1));
        let given: String = parameters.iter().map(spelled).collect();
        let attributes = attributes.iter().map(spelled).filter(|word| word != "signed");
        let mut read = Self {
            name,
            parameters: given,
            attributes: attributes.collect(),
        };
        read.complete();
        read
    }

    /// Writes out what is implied, and removes what has no effect.
    fn complete(&mut self) {
        if let Some((name, parameters)) = self.name.split_once('(') {
            (self.parameters, self.name) = (format!("({parameters}"), name.to_owned());
        }
        let is_padded = self.is_padded();
        self.forget_charset();
        if is_padded && !self.attributes.iter().any(|word| word == "unsigned") {
            self.attributes.insert(0, "unsigned".to_owned());
        }
        let usual = usual_of(&self.name, PARAMETERS);
        let width = usual_of(&self.name, WIDTHS);
        let parameters = std::mem::take(&mut self.parameters);
        self.parameters = match (self.name.as_str(), parameters.as_str()) {
            // This alone distinguishes a boolean from a number.
            ("tinyint", "(1)") if self.attributes.is_empty() => parameters,
            ("year", "(4)") | ("timestamp" | "datetime" | "time", "(0)") => String::new(),
            ("float", digits) if !digits.contains(',') => {
                self.name = float_of(digits).to_owned();
                String::new()
            }
            ("decimal", digits) if !digits.is_empty() && !digits.contains(',') => digits.replace(')', ",0)"),
            (_, "") if is_padded => width.or(usual).unwrap_or_default().to_owned(),
            (_, _) if width.is_some() && !is_padded => String::new(),
            (_, "") => usual.unwrap_or_default().to_owned(),
            (_, _) => parameters,
        };
    }

    /// A collation belongs to one character set.
    fn forget_charset(&mut self) {
        if self.collation().is_some()
            && let Some((start, end)) = self.charset_words()
        {
            self.attributes.drain(start..end);
        }
    }

    /// The positions of the attributes that name a character set.
    fn charset_words(&self) -> Option<(usize, usize)> {
        let first = |word: &str| self.attributes.iter().position(|other| other == word);
        let start = first("charset").map(|start| (start, start + 2));
        let (start, end) = start.or_else(|| first("character").map(|start| (start, start + 3)))?;
        (end <= self.attributes.len()).then_some((start, end))
    }

    /// The character set that the spelling names, by itself or by a collation, whose name begins with it.
    pub(crate) fn charset(&self) -> Option<&str> {
        let named = || {
            let (_, end) = self.charset_words()?;
            self.attributes.get(end - 1).map(String::as_str)
        };
        let word = || {
            self.attributes
                .iter()
                .map(String::as_str)
                .find(|word| *word == "ascii")
        };
        self.collation().or_else(named).or_else(word)
    }

    /// The spelling in its one form.
    pub(crate) fn spelling(&self) -> String {
        let attributes = self.attributes.iter().map(|word| format!(" {word}"));
        format!(
            "{}{}{}",
            self.name,
            self.parameters,
            attributes.collect::<String>()
        )
    }

    /// The type's words and the numbers in parentheses, where nothing follows them but a collation.
    pub(crate) fn name_and_numbers(&self) -> Option<(&str, Vec<u32>)> {
        let list = self.parameters.trim_matches(['(', ')']);
        let numbers = list.split(',').filter(|number| !number.is_empty());
        let numbers = numbers.map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let is_alone = self.clone().without_collation().attributes.is_empty();
        is_alone.then_some((self.name.as_str(), numbers))
    }

    /// Whether the values are texts, which are compared by a collation.
    pub(crate) fn is_text(&self) -> bool {
        TEXTS.contains(&self.name.as_str())
    }

    /// Whether the values are outside the row, so that they have no plain DEFAULT and no place in an index.
    pub(crate) fn is_large_object(&self) -> bool {
        LARGE_OBJECTS.contains(&self.name.as_str())
    }

    /// Whether the values are geometries, which have no plain DEFAULT either, but a place in an index.
    pub(crate) fn is_geometry(&self) -> bool {
        GEOMETRIES.contains(&self.name.as_str())
    }

    /// Whether the values are bytes of a limited number.
    pub(crate) fn is_binary(&self) -> bool {
        ["binary", "varbinary"].contains(&self.name.as_str())
    }

    /// Whether the values are shown with zeros before them.
    pub(crate) fn is_padded(&self) -> bool {
        self.attributes.iter().any(|word| word == "zerofill")
    }

    /// Whether the values are instants, which the server converts from the session's time zone.
    pub(crate) fn is_timestamp(&self) -> bool {
        self.name == "timestamp"
    }

    /// Whether the values are floating numbers.
    pub(crate) fn is_float(&self) -> bool {
        ["float", "double"].contains(&self.name.as_str())
    }

    /// Whether the values are dates with a time.
    pub(crate) fn is_date_time(&self) -> bool {
        self.name == "datetime"
    }

    /// Whether the values are bits.
    pub(crate) fn is_bits(&self) -> bool {
        self.name == "bit"
    }

    /// Whether the spelling says what a text's characters are, or how they are compared.
    pub(crate) fn has_charset(&self) -> bool {
        self.attributes
            .iter()
            .any(|word| CHARSET_WORDS.contains(&word.as_str()))
    }

    /// The collation that the spelling names.
    pub(crate) fn collation(&self) -> Option<&str> {
        let position = self.attributes.iter().position(|word| word == "collate")?;
        self.attributes.get(position + 1).map(String::as_str)
    }

    /// The same without the name of a collation.
    pub(crate) fn without_collation(mut self) -> Self {
        if let Some(position) = self.attributes.iter().position(|word| word == "collate") {
            let end = self.attributes.len().min(position + 2);
            self.attributes.drain(position..end);
        }
        self
    }

    /// The digits after the point in `decimal(10,2)` and `float(7,3)`.
    pub(crate) fn scale(&self) -> Option<u32> {
        let is_number = ["decimal", "float", "double"].contains(&self.name.as_str());
        let (_, scale) = self.parameters.trim_end_matches(')').split_once(',')?;
        scale.parse().ok().filter(|scale| is_number && *scale <= 255)
    }

    /// The digits of a second's fraction in `timestamp(3)`; `None` for what is no moment.
    pub(crate) fn precision(&self) -> Option<usize> {
        let is_moment = ["timestamp", "datetime", "time"].contains(&self.name.as_str());
        let digits = self.parameters.trim_matches(['(', ')']);
        is_moment.then(|| digits.parse().unwrap_or_default())
    }

    /// The characters that a text has room for, where it says how many.
    pub(crate) fn length(&self) -> Option<u32> {
        let is_limited = ["char", "varchar"].contains(&self.name.as_str());
        let digits = self.parameters.trim_matches(['(', ')']);
        digits.parse().ok().filter(|_| is_limited)
    }
}

/// The type of a storage that is spelled in the servers' own words.
pub(crate) fn own_type(storage: &StorageType) -> Option<OwnType> {
    match storage {
        StorageType::Opaque { spelling, .. } => Some(OwnType::parse(spelling)),
        _ => None,
    }
}

/// MariaDB reports COMPRESSED in a comment that it runs.
fn with_run_comment(spelling: &str) -> String {
    let inside = |start: usize, end: usize| {
        let is_quoted = spelling.get(..start)?.matches('\'').count() % 2 == 1;
        let (before, after) = (spelling.get(..start)?, spelling.get(end + 2..)?);
        let content = spelling
            .get(start + 4..end)?
            .trim_start_matches(|digit: char| digit.is_ascii_digit());
        (!is_quoted).then(|| format!("{before} {content} {after}"))
    };
    let bounds = spelling.find("/*M!").zip(spelling.find("*/"));
    bounds
        .and_then(|(start, end)| inside(start, end))
        .unwrap_or_else(|| spelling.to_owned())
}

/// The type's words in their one form, and the tokens after them.
fn name<'a, 'b>(tokens: &'b [Token<'a>]) -> (String, &'b [Token<'a>]) {
    let count = tokens.iter().take_while(|token| token.word().is_some()).count();
    let words: Vec<String> = tokens.iter().take(count).map(spelled).collect();
    let named = |length: &usize| {
        let words = words.get(..*length)?.join(" ");
        usual_of(&words, SYNONYMS).map(|name| (name.to_owned(), *length))
    };
    let longest = (1..=count).rev().find_map(|length| named(&length));
    let first = || (words.first().cloned().unwrap_or_default(), count.min(1));
    let (name, length) = longest.unwrap_or_else(first);
    (name, tokens.get(length..).unwrap_or_default())
}

fn usual_of(name: &str, table: &'static [(&str, &str)]) -> Option<&'static str> {
    let found = table.iter().find(|(other, _)| *other == name);
    found.map(|(_, usual)| *usual)
}

/// `float(53)` is a double.
fn float_of(digits: &str) -> &'static str {
    match digits.trim_matches(['(', ')']).parse::<u32>() {
        Ok(25..) => "double",
        Ok(_) | Err(_) => "float",
    }
}

fn spelled(token: &Token<'_>) -> String {
    match token {
        Token::Word(word) => word.to_lowercase(),
        Token::Name(name) => quoted(name),
        Token::Text(text) => quote_text(text),
        Token::Number(number) => (*number).to_owned(),
        Token::Symbol(symbol) => (*symbol).to_owned(),
    }
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
            ("int(10)  UNSIGNED zerofill", "int(10) unsigned zerofill"),
            ("int zerofill", "int(10) unsigned zerofill"),
            ("int(5) zerofill", "int(5) unsigned zerofill"),
            ("int signed", "int"),
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
            ("float(7, 3)", "float(7,3)"),
            ("float(24)", "float"),
            ("float(53)", "double"),
            ("char", "char(1)"),
            ("character varying (20)", "varchar(20)"),
            ("long varchar", "mediumtext"),
            ("CHAR(5) COLLATE latin1_bin", "char(5) collate latin1_bin"),
            ("point SRID 4326", "point srid 4326"),
            ("geomcollection", "geometrycollection"),
            ("timestamp(3)", "timestamp(3)"),
            ("datetime(0)", "datetime"),
            ("varchar(200) /*M!100301 COMPRESSED*/", "varchar(200) compressed"),
            (
                "text /*M!100301 COMPRESSED*/ COLLATE latin1_bin",
                "text compressed collate latin1_bin",
            ),
            ("longtext COMPRESSED", "longtext compressed"),
            ("set('/*M!A*/')", "set('/*M!A*/')"),
            (
                "char(5) character set latin1 collate latin1_bin",
                "char(5) collate latin1_bin",
            ),
            ("decimal zerofill", "decimal(10,0) unsigned zerofill"),
        ] {
            assert_eq!(OwnType::parse(spelling).spelling(), expected, "{spelling}");
            assert_eq!(OwnType::parse(expected).spelling(), expected, "{expected}");
        }
    }

    #[test]
    fn a_spelling_says_what_the_values_are() {
        let parse = OwnType::parse;
        assert_eq!(parse("Character(5)").length(), Some(5));
        assert!(parse("character varying(20)").is_text());
        assert!(parse("long").is_large_object());
        assert!(parse("GeomCollection").is_geometry());
        assert!(!parse("set('collate','b')").has_charset());
        assert_eq!(
            parse("tinytext collate utf8mb4_bin").collation(),
            Some("utf8mb4_bin")
        );
        assert_eq!(parse("char(5) character set latin1").charset(), Some("latin1"));
        assert_eq!(parse("char(5) ascii").charset(), Some("ascii"));
        assert_eq!(parse("decimal(10,2) unsigned").scale(), Some(2));
        assert_eq!(parse("set('a,1')").scale(), None);
        assert_eq!(parse("timestamp(3)").precision(), Some(3));
        assert_eq!(parse("datetime").precision(), Some(0));
    }
}
