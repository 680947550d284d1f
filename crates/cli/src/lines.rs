//! Lines that fit the terminal: broken between words, never in the middle of one.

use std::iter;

/// A command below a sentence is indented so far: it is there to be pasted, and stays whole.
const PASTED: &str = "    ";

/// A text in lines of at most this width.
pub fn wrapped(text: &str, width: Option<usize>) -> String {
    hanging(text, 0, width)
}

/// The same, with so many spaces before every line but the first.
pub fn hanging(text: &str, indent: usize, width: Option<usize>) -> String {
    let Some(width) = width else {
        return text.to_owned();
    };
    let lines = text.split('\n').enumerate().map(|(number, line)| {
        if number > 0 && line.starts_with(PASTED) {
            line.to_owned()
        } else {
            line_of(line, indent, width)
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn line_of(text: &str, indent: usize, width: usize) -> String {
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
pub fn columns(text: &str) -> usize {
    let mut is_code = false;
    text.chars()
        .filter(|character| {
            let was_code = is_code || *character == '\u{1b}';
            is_code = was_code && *character != 'm';
            !was_code
        })
        .count()
}
