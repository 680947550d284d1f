//! Lines that fit the terminal: broken between words, never in the middle of one.

use std::iter;

/// A text in lines of at most this width.
pub fn wrapped(text: &str, width: Option<usize>) -> String {
    hanging(text, 0, width)
}

/// The same, with so many spaces before every line but the first.
pub fn hanging(text: &str, indent: usize, width: Option<usize>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let indentation: String = iter::repeat_n(' ', indent).collect();
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if columns(line) + 1 + columns(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) => lines.push(format!("{indentation}{word}")),
            None => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

/// How many columns a text takes, without the codes of its colours.
fn columns(text: &str) -> usize {
    let mut is_code = false;
    text.chars()
        .filter(|character| {
            let was_code = is_code || *character == '\u{1b}';
            is_code = was_code && *character != 'm';
            !was_code
        })
        .count()
}
