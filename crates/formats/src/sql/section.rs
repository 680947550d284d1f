//! The sections of an SQL file, one for each way and dialect.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use aksara_operations::{Located, Origin, ReverseSql, SqlScript, SqlText};
use aksara_schema::{DialectName, RawSql};

use super::checksum::checksum;
use super::marker::{Line, LineKind};
use super::{SqlFileError, SqlFileProblem};

/// One section.
#[derive(Debug)]
pub(super) struct Section<'a> {
    /// Up or down.
    way: Way,
    /// The dialect that it is for; `None` for all.
    dialect: Option<DialectName>,
    /// What its text was when it was generated.
    checksum: Option<&'a str>,
    /// Its text.
    sql: &'a str,
    /// Where its text stands.
    text: Origin,
    /// Where its marker stands.
    marker: Origin,
}

/// Which way a section goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// The word of each way.
const WAYS: &[(&str, Way)] = &[("up", Way::Up), ("down", Way::Down)];

/// The sections' SQL.
pub(super) struct Sections {
    /// The way there.
    pub sql: SqlText,
    /// The way back.
    pub reverse_sql: ReverseSql,
    /// Whether every section is what it was when it was generated.
    pub is_generated: bool,
}

impl Sections {
    /// Reads the lines from the first section's marker to the end of the file.
    pub fn read(file: &Arc<str>, text: &str, lines: &[Line<'_>]) -> Result<Self, SqlFileError> {
        let sections = sections(file, text, lines)?;
        demand_one_form(&sections)?;
        let is_generated = sections
            .iter()
            .all(|section| section.checksum == Some(&*checksum(section.sql)));
        let up = of_way(&sections, Way::Up)?;
        let down = of_way(&sections, Way::Down)?;
        if !down.is_empty() {
            demand_both(&sections, &up, &down)?;
        }
        Ok(Self {
            sql: text_of(up),
            reverse_sql: match down.is_empty() {
                true => ReverseSql::Missing,
                false => ReverseSql::Sql(text_of(down)),
            },
            is_generated,
        })
    }
}

type ByDialect<'s, 'a> = BTreeMap<Option<DialectName>, &'s Section<'a>>;

fn sections<'a>(
    file: &Arc<str>,
    text: &'a str,
    lines: &[Line<'a>],
) -> Result<Vec<Section<'a>>, SqlFileError> {
    let is_marker = |line: &Line<'_>| matches!(line.kind, LineKind::Section(..));
    let starts: Vec<usize> = (0..lines.len())
        .filter(|index| is_marker(&lines[*index]))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| section(file, text, &lines[*start..end]))
        .collect()
}

fn section<'a>(file: &Arc<str>, text: &'a str, lines: &[Line<'a>]) -> Result<Section<'a>, SqlFileError> {
    let marker = &lines[0];
    let (mut dialect, mut checksum, mut options) = (None, None, 1);
    for line in &lines[1..] {
        let problem = match line.kind {
            LineKind::Comment("dialect", name) => match DialectName::new(name) {
                Ok(name) => {
                    dialect = Some(name);
                    options += 1;
                    continue;
                }
                Err(error) => SqlFileProblem::Dialect(error),
            },
            LineKind::Comment("checksum", digits) => {
                checksum = Some(digits);
                options += 1;
                continue;
            }
            _ => break,
        };
        return Err(at(file, line, problem));
    }
    if let Some(line) = lines[options..].iter().find(|line| is_option(line)) {
        return Err(at(file, line, misplaced(line)));
    }
    let range = text_range(&lines[options..], marker);
    Ok(Section {
        way: way(file, marker)?,
        dialect,
        checksum,
        sql: &text[range.clone()],
        text: Origin {
            file: file.clone(),
            text: Arc::default(),
            span: range,
            line: lines.get(options).map_or(marker.number + 1, |line| line.number),
            column: 1,
        },
        marker: marker.origin(file),
    })
}

fn way(file: &Arc<str>, marker: &Line<'_>) -> Result<Way, SqlFileError> {
    let LineKind::Section(word, rest) = marker.kind else {
        return Err(at(file, marker, SqlFileProblem::OutsideSections));
    };
    let known = WAYS.iter().find(|(known, _)| *known == word);
    match (known, rest) {
        (Some((_, way)), "") => Ok(*way),
        (Some(_), rest) => Err(at(file, marker, SqlFileProblem::SectionOption(rest.to_owned()))),
        (None, _) => Err(at(file, marker, SqlFileProblem::UnknownSection(word.to_owned()))),
    }
}

fn is_option(line: &Line<'_>) -> bool {
    matches!(line.kind, LineKind::Comment(..))
}

/// What is wrong with a comment for aksara that stands where it has no meaning.
pub(super) fn misplaced(line: &Line<'_>) -> SqlFileProblem {
    const PLACES: &[(&str, &str)] = &[
        ("dialect", "right below the marker of its section"),
        ("checksum", "right below the marker of its section"),
        ("depends", "above the first section"),
        ("operations", "above the first section"),
        ("end", "below the operations"),
    ];
    let LineKind::Comment(word, _) = line.kind else {
        return SqlFileProblem::OutsideSections;
    };
    match PLACES.iter().find(|(known, _)| *known == word) {
        Some((comment, place)) => SqlFileProblem::MisplacedComment { comment, place },
        None => SqlFileProblem::UnknownComment(word.to_owned()),
    }
}

/// The bytes of the lines; at the marker's end where there are none.
fn text_range(lines: &[Line<'_>], marker: &Line<'_>) -> Range<usize> {
    match (lines.first(), lines.last()) {
        (Some(first), Some(last)) => first.range.start..last.range.end,
        _ => marker.range.end..marker.range.end,
    }
}

fn demand_one_form(sections: &[Section<'_>]) -> Result<(), SqlFileError> {
    let Some(first) = sections.first() else {
        return Ok(());
    };
    let other = sections
        .iter()
        .find(|section| section.dialect.is_some() != first.dialect.is_some());
    match other {
        None => Ok(()),
        Some(section) => Err(SqlFileError {
            problem: SqlFileProblem::MixedSections,
            origin: section.marker.clone(),
        }),
    }
}

fn of_way<'s, 'a>(sections: &'s [Section<'a>], way: Way) -> Result<ByDialect<'s, 'a>, SqlFileError> {
    let mut found = BTreeMap::new();
    for section in sections.iter().filter(|section| section.way == way) {
        if found.insert(section.dialect, section).is_some() {
            return Err(SqlFileError {
                problem: SqlFileProblem::RepeatedSection {
                    section: word(way),
                    dialect: name(section.dialect.as_ref()),
                },
                origin: section.marker.clone(),
            });
        }
    }
    Ok(found)
}

/// A dialect that has one way must have the other.
fn demand_both(
    sections: &[Section<'_>],
    up: &ByDialect<'_, '_>,
    down: &ByDialect<'_, '_>,
) -> Result<(), SqlFileError> {
    for section in sections {
        let (other, missing) = match section.way {
            Way::Up => (down, Way::Down),
            Way::Down => (up, Way::Up),
        };
        if !other.contains_key(&section.dialect) {
            return Err(SqlFileError {
                problem: SqlFileProblem::MissingSection {
                    section: word(missing),
                    dialect: name(section.dialect.as_ref()),
                },
                origin: section.marker.clone(),
            });
        }
    }
    Ok(())
}

fn text_of(sections: ByDialect<'_, '_>) -> SqlText {
    let script = |section: &Section<'_>| {
        vec![Located::at(
            SqlScript {
                sql: RawSql::new(section.sql),
                parameters: Vec::new(),
            },
            section.text.clone(),
        )]
    };
    match sections.get(&None) {
        Some(section) => SqlText::Common(script(section)),
        None => SqlText::PerDialect(
            sections
                .into_iter()
                .filter_map(|(dialect, section)| Some((dialect?, script(section))))
                .collect(),
        ),
    }
}

fn word(way: Way) -> &'static str {
    match way {
        Way::Up => "up",
        Way::Down => "down",
    }
}

fn name(dialect: Option<&DialectName>) -> Option<String> {
    dialect.map(|dialect| dialect.as_str().to_owned())
}

fn at(file: &Arc<str>, line: &Line<'_>, problem: SqlFileProblem) -> SqlFileError {
    SqlFileError {
        problem,
        origin: line.origin(file),
    }
}
