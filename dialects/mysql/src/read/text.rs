//! Texts as the catalogs tell them back.

/// The text with every character outside the Basic Multilingual Plane, and every run of question marks, as one
/// question mark: the catalogs give such characters back as one to four of them (their views are utf8mb3).
pub(super) fn tellable(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for character in text.chars() {
        let character = if character > '\u{ffff}' { '?' } else { character };
        if character != '?' || !told.ends_with('?') {
            told.push(character);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn characters_that_are_not_told_back_become_one_question_mark() {
        for (text, told) in [
            ("é😀x", "é?x"),
            ("é????x", "é?x"),
            ("what?", "what?"),
            ("😀😀", "?"),
        ] {
            assert_eq!(tellable(text), told);
        }
    }
}
