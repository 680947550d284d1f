//! Arrays as PostgreSQL writes them: `{a,"b c"}` as a text, `ARRAY[…]` as an expression.
//! <https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>

use super::catalog_text::{split_list, type_length};

/// The items of a text of one dimension without NULLs; `None` for any other.
pub(super) fn items_of_text(text: &str) -> Option<Vec<String>> {
    let mut rest = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    while !rest.is_empty() {
        let (item, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_item(quoted)?,
            None => plain_item(rest)?,
        };
        items.push(item);
        rest = match after.strip_prefix(',') {
            Some("") => return None,
            Some(next) => next,
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(items)
}

fn quoted_item(quoted: &str) -> Option<(String, &str)> {
    let mut item = String::new();
    let mut characters = quoted.char_indices();
    while let Some((place, character)) = characters.next() {
        match character {
            '"' => return Some((item, &quoted[place + 1..])),
            '\\' => item.push(characters.next()?.1),
            other => item.push(other),
        }
    }
    None
}

fn plain_item(rest: &str) -> Option<(String, &str)> {
    let (item, after) = rest.split_at(rest.find(',').unwrap_or(rest.len()));
    let is_plain = !item.is_empty() && !item.contains(['{', '}', '"', '\\']);
    (is_plain && !item.eq_ignore_ascii_case("NULL")).then(|| (item.to_owned(), after))
}

/// The items of `ARRAY[…]`, with or without the type of the whole.
pub(super) fn items_of_constructor(sql: &str) -> Option<Vec<&str>> {
    let rest = sql.strip_prefix("ARRAY[")?;
    let (items, after) = split_list(rest, ']')?;
    let is_whole = match after.strip_prefix("::") {
        Some(cast) => type_length(cast) == cast.len(),
        None => after.is_empty(),
    };
    is_whole.then_some(items)
}
