//! How names are derived: a table's from its class, an index's or constraint's from what it covers.
//!
//! Derived names are the same on every database and are PostgreSQL's own where it has one. Only derived,
//! index and constraint names are ever shortened; a table or field that is too long is the dialect's error.

use std::fmt::Display;

use sha2::{Digest, Sha256};

use crate::{FieldName, InvalidName, ObjectName, TableName};

/// The greatest length of a derived name in bytes: PostgreSQL's limit, the smallest of all.
pub const DERIVED_NAME_LIMIT: usize = 63;

/// The purpose of a derived name, which decides its spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DerivedName {
    /// `{table}_pkey`
    PrimaryKey,
    /// `{table}_{fields}_key`
    Unique,
    /// `{table}_{fields}_idx`
    Index,
    /// `fk_{table}_{fields}`
    ForeignKey,
    /// `{table}_{field}_check`
    Check,
}

impl DerivedName {
    /// Spells the name for a table and its fields, shortened to [`DERIVED_NAME_LIMIT`].
    pub fn spell<'a>(
        self,
        table: &'a TableName,
        fields: impl IntoIterator<Item = &'a FieldName>,
    ) -> Result<ObjectName, InvalidName> {
        let mut parts = vec![table.name()];
        parts.extend(fields.into_iter().map(FieldName::as_str));
        let stem = parts.join("_");
        let full = match self {
            Self::PrimaryKey => format!("{}_pkey", table.name()),
            Self::Unique => format!("{stem}_key"),
            Self::Index => format!("{stem}_idx"),
            Self::ForeignKey => format!("fk_{stem}"),
            Self::Check => format!("{stem}_check"),
        };
        ObjectName::new(shorten(&full, DERIVED_NAME_LIMIT))
    }
}

/// The name itself where it fits in `limit` bytes, else its beginning and eight hex digits of its hash.
///
/// ```
/// assert_eq!(aksara_schema::shorten("users_email_key", 63), "users_email_key");
/// assert_eq!(aksara_schema::shorten(&"x".repeat(80), 20).len(), 20);
/// ```
pub fn shorten(name: &str, limit: usize) -> String {
    if name.len() <= limit {
        return name.to_owned();
    }
    let hash: String = Sha256::digest(name.as_bytes())
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut end = limit.saturating_sub(hash.len() + 1);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash}", &name[..end])
}

/// `BlogPost` → `blog_post`: an underscore before a capital that starts a word, then lower case.
pub fn snake_case(class: &str) -> String {
    let words = split_before_capitalized_word(class);
    split_after_lower_or_digit(&words).to_lowercase()
}

/// `(.)([A-Z][a-z]+)` → `\1_\2`, matches taken from the left without overlap.
fn split_before_capitalized_word(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut result = String::with_capacity(text.len() + 4);
    let mut position = 0;
    while position < characters.len() {
        result.push(characters[position]);
        let word = &characters[position + 1..];
        let is_word =
            matches!(word, [first, second, ..] if first.is_ascii_uppercase() && second.is_ascii_lowercase());
        position += 1;
        if is_word {
            let length = 1 + word[1..]
                .iter()
                .take_while(|character| character.is_ascii_lowercase())
                .count();
            result.push('_');
            result.extend(&word[..length]);
            position += length;
        }
    }
    result
}

/// `([a-z0-9])([A-Z])` → `\1_\2`.
fn split_after_lower_or_digit(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 4);
    let mut previous = None::<char>;
    for character in text.chars() {
        let ends_word = previous.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        if ends_word && character.is_ascii_uppercase() {
            result.push('_');
        }
        result.push(character);
        previous = Some(character);
    }
    result
}

/// `category` → `categories`, `box` → `boxes`, `user` → `users`.
pub fn pluralize(word: &str) -> String {
    let before_last = word.chars().rev().nth(1);
    if let (Some(stem), Some(before)) = (word.strip_suffix('y'), before_last)
        && !"aeiou".contains(before)
    {
        return format!("{stem}ies");
    }
    if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|ending| word.ends_with(ending))
    {
        return format!("{word}es");
    }
    format!("{word}s")
}

/// A number of things: `1 field`, `2 fields`.
///
/// ```
/// assert_eq!(aksara_schema::counted(2_u64, "index"), "2 indexes");
/// ```
pub fn counted<N: PartialEq + From<u8> + Display>(count: N, word: &str) -> String {
    if count == N::from(1) {
        format!("{count} {word}")
    } else {
        format!("{count} {}", pluralize(word))
    }
}

/// The reverse of [`pluralize`] where the word is a plural of it, else the word itself.
pub fn singularize(word: &str) -> String {
    let candidates = [
        word.strip_suffix("ies").map(|stem| format!("{stem}y")),
        // `horses` is the plural of `horse`, `statuses` that of `status`, though both rules would do.
        word.strip_suffix("es")
            .filter(|stem| !stem.ends_with('s') || is_singular(stem))
            .map(str::to_owned),
        word.strip_suffix('s').map(str::to_owned),
    ];
    candidates
        .into_iter()
        .flatten()
        .find(|stem| pluralize(stem) == word)
        .unwrap_or_else(|| word.to_owned())
}

/// Endings of words that end in `s` and are not plurals.
const SINGULAR_ENDINGS: [&str; 3] = ["ss", "us", "is"];

fn is_singular(word: &str) -> bool {
    SINGULAR_ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// The class whose table this is, where a class name leads to it: `blog_posts` → `BlogPost`.
///
/// ```
/// assert_eq!(aksara_schema::class_name("blog_posts").as_deref(), Some("BlogPost"));
/// assert_eq!(aksara_schema::class_name("people"), None);
/// ```
pub fn class_name(table: &str) -> Option<String> {
    let class = camel_case(&singularize(table));
    let starts = class.starts_with(char::is_alphabetic);
    let is_identifier = starts
        && class
            .chars()
            .all(|character| character.is_alphanumeric() || character == '_');
    (!is_singular(table) && is_identifier && pluralize(&snake_case(&class)) == table).then_some(class)
}

/// `blog_post` → `BlogPost`.
fn camel_case(snake: &str) -> String {
    let capitalized = |word: &str| {
        let mut characters = word.chars();
        let first = characters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(characters).collect::<String>()
    };
    snake.split('_').map(capitalized).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const TABLES: &[(&str, &str)] = &[
        ("User", "users"),
        ("Category", "categories"),
        ("Day", "days"),
        ("Box", "boxes"),
        ("Quiz", "quizes"),
        ("Church", "churches"),
        ("Status", "statuses"),
        ("Person", "persons"),
        ("BlogPost", "blog_posts"),
        ("HTTPServer", "http_servers"),
        ("APIKey", "api_keys"),
        ("OAuth2Token", "o_auth2_tokens"),
        ("S3Bucket", "s3_buckets"),
        ("User2", "user2s"),
        ("Y", "ys"),
        ("By", "bies"),
        ("userProfile", "user_profiles"),
        ("Order_Item", "order__items"),
    ];

    #[test]
    fn table_names_are_those_of_the_python_package() {
        for (class, table) in TABLES {
            assert_eq!(pluralize(&snake_case(class)), *table, "{class}");
        }
    }

    #[test]
    fn singular_of_a_plural_is_the_word() {
        for word in [
            "user",
            "category",
            "box",
            "church",
            "status",
            "day",
            "blog_post",
            "horse",
        ] {
            assert_eq!(singularize(&pluralize(word)), word);
        }
    }

    #[test]
    fn long_names_keep_their_beginning_and_differ_by_hash() {
        let (first, second) = ("é".repeat(40), "é".repeat(41));
        let shortened = [shorten(&first, 63), shorten(&second, 63)];
        assert!(
            shortened
                .iter()
                .all(|name| name.len() <= 63 && name.starts_with("éé"))
        );
        assert_ne!(shortened[0], shortened[1]);
    }
}
