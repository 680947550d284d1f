//! A page's blocks as steps that can be run: files to write, edits, and commands with what they print.
//!
//! A block of Python, TOML or YAML begins with a comment that names its file. A `diff` is an edit of such a file. A
//! `console` block has commands behind `$ `, each followed by its output. Two comments of HTML, which no reader sees,
//! begin a new folder (`<!-- a new folder -->`) and make an SQLite database (`<!-- a database FILE: SQL -->`).

use std::ops::Range;

/// One thing to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    NewFolder,
    Database {
        file: String,
        sql: String,
    },
    File {
        path: String,
        text: String,
    },
    Edit {
        path: String,
        before: String,
        after: String,
    },
    Command(Typed),
}

/// A command, and the lines of the page that show its output.
#[derive(Debug, PartialEq, Eq)]
pub struct Typed {
    pub command: String,
    pub output: Range<usize>,
}

/// A fenced block: its language, and its lines.
struct Block {
    language: String,
    lines: Range<usize>,
}

/// The steps of a page, in order.
pub fn steps(page: &[String]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut number = 0;
    while number < page.len() {
        if let Some(block) = block_at(page, number) {
            number = block.lines.end;
            steps.extend(steps_of(page, &block));
        } else {
            steps.extend(comment(&page[number]));
        }
        number += 1;
    }
    steps
}

/// The lines outside of blocks.
pub fn prose(page: &[String]) -> Vec<&String> {
    let mut lines = Vec::new();
    let mut is_block = false;
    for line in page {
        if line.starts_with("```") {
            is_block = !is_block;
        } else if !is_block {
            lines.push(line);
        }
    }
    lines
}

fn block_at(page: &[String], number: usize) -> Option<Block> {
    let language = page[number].strip_prefix("```")?.to_owned();
    let length = page[number + 1..].iter().position(|line| line == "```");
    let first = number + 1;
    Some(Block {
        language,
        lines: first..first + length.unwrap(),
    })
}

fn comment(line: &str) -> Option<Step> {
    let text = line.strip_prefix("<!-- ")?.strip_suffix(" -->")?;
    if text == "a new folder" {
        return Some(Step::NewFolder);
    }
    let (file, sql) = text.strip_prefix("a database ")?.split_once(": ")?;
    Some(Step::Database {
        file: file.to_owned(),
        sql: sql.to_owned(),
    })
}

fn steps_of(page: &[String], block: &Block) -> Vec<Step> {
    let lines = &page[block.lines.clone()];
    match block.language.as_str() {
        "console" => commands(page, block).into_iter().map(Step::Command).collect(),
        "python" | "toml" | "yaml" => vec![Step::File {
            path: path(lines),
            text: lines[1..].join("\n").trim_start().to_owned() + "\n",
        }],
        "diff" => vec![Step::Edit {
            path: path(lines),
            before: side(&lines[1..], '+'),
            after: side(&lines[1..], '-'),
        }],
        "rust" | "" => Vec::new(),
        other => panic!("a block of {other}: say how it is tried"),
    }
}

/// The file that a block's first line names.
fn path(lines: &[String]) -> String {
    let named = lines.first().and_then(|line| line.strip_prefix("# "));
    let named = named.filter(|path| !path.contains(' '));
    named
        .unwrap_or_else(|| panic!("no comment with the file's path above {lines:#?}"))
        .to_owned()
}

/// One side of a diff: the lines that are not the other side's.
fn side(lines: &[String], other: char) -> String {
    let kept = lines.iter().filter(|line| !line.starts_with(other));
    kept.map(|line| line.get(1..).unwrap_or_default().to_owned() + "\n")
        .collect()
}

fn commands(page: &[String], block: &Block) -> Vec<Typed> {
    let mut typed: Vec<Typed> = Vec::new();
    for number in block.lines.clone() {
        if let Some(command) = page[number].strip_prefix("$ ") {
            typed.push(Typed {
                command: command.to_owned(),
                output: number + 1..number + 1,
            });
        } else {
            typed.last_mut().expect("output without a command").output.end = number + 1;
        }
    }
    // An empty line before the next command is no output.
    for typed in &mut typed {
        while typed.output.end > typed.output.start && page[typed.output.end - 1].is_empty() {
            typed.output.end -= 1;
        }
    }
    typed
}
