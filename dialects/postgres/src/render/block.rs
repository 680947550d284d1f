//! Anonymous blocks (DO): statements that ask the catalog what only it knows.

use aksara_dialect::Statement;

/// A statement of a block with this body.
pub(super) fn block(body: &str) -> Statement {
    Statement::sql(block_text(body))
}

/// A block with this body, between dollar quotes whose tag the body does not hold.
pub(super) fn block_text(body: &str) -> String {
    let body = body.trim();
    let mut tags = std::iter::once("$$".to_owned()).chain((0_u64..).map(|number| format!("$block{number}$")));
    let free = tags.find(|tag| !body.contains(tag.as_str()));
    let tag = free.unwrap_or_else(|| "$$".to_owned());
    format!("DO {tag}\n{body}\n{tag}")
}

/// The template with each `{name}` replaced, in one pass: what is put in is not looked at again.
pub(super) fn fill(template: &str, parts: &[(&str, &str)]) -> String {
    let mut result = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let (before, after) = rest.split_at(start);
        result.push_str(before);
        let name = after[1..].split('}').next().unwrap_or_default();
        match parts.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => {
                result.push_str(value);
                rest = &after[name.len() + 2..];
            }
            None => {
                result.push('{');
                rest = &after[1..];
            }
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        let parts = [("name", "{value}"), ("value", "$$")];
        assert_eq!(fill("a {name} {value} {other}", &parts), "a {value} $$ {other}");
    }

    #[test]
    fn no_body_can_end_its_block() {
        let sql = block_text("SELECT '$$; $block0$; x$'");
        assert_eq!(sql, "DO $block1$\nSELECT '$$; $block0$; x$'\n$block1$");
    }
}
