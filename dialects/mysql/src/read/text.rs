//! Texts as the catalogs report them.

/// The text with every character outside the Basic Multilingual Plane, and every run of question marks, as one
/// question mark: the catalogs give such characters back as one to four of them (their views are utf8mb3).
pub(super) fn as_reported(text: &str) -> String {
    let mut reported = String::with_capacity(text.len());
    for character in text.chars() {
        let character = if character > '\u{ffff}' { '?' } else { character };
        if character != '?' || !reported.ends_with('?') {
            reported.push(character);
        }
    }
    reported
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn characters_that_are_lost_become_one_question_mark() {
        for (text, reported) in [
            ("é😀x", "é?x"),
            ("é????x", "é?x"),
            ("what?", "what?"),
            ("😀😀", "?"),
        ] {
            assert_eq!(as_reported(text), reported);
        }
    }
}
