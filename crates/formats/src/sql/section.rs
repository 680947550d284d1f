//! The sections of an SQL file, one for each way and dialect.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_operations::{Located, Origin, ReverseSql, ScriptTransaction, SqlScript, SqlText};
use aksara_schema::DialectName;

use super::checksum::checksum;
use super::cutter::{Cutter, text_range};
use super::marker::{Line, LineKind};
use super::notation::{Meaning, Notation, SqlDirection};
use super::read::{at, begins_section, transaction};
use super::{SqlFileError, SqlFileProblem};

/// One section.
#[derive(Debug)]
struct Section<'a> {
    /// The tool whose form it has.
    notation: Notation,
    /// Up or down.
    way: SqlDirection,
    /// The dialect that it is for; `None` for all.
    dialect: Option<DialectName>,
    /// Its text when it was generated.
    checksum: Option<&'a str>,
    /// Its text.
    sql: &'a str,
    /// Its text, or the parts of it between the edges of statements.
    scripts: Vec<Located<SqlScript>>,
    /// The place of its marker.
    marker: Origin,
}

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
    pub fn read(file: &Arc<str>, text: &str, lines: &[Line<'_>], first: usize) -> Result<Self, SqlFileError> {
        refuse_other_notations(file, lines, first)?;
        let sections = sections(file, text, lines, first)?;
        demand_one_form(&sections)?;
        let is_generated = sections
            .iter()
            .all(|section| section.checksum == Some(&*checksum(section.sql)));
        let up = of_way(&sections, SqlDirection::Up)?;
        let down = of_way(&sections, SqlDirection::Down)?;
        if !down.is_empty() {
            demand_both(&sections, &up, &down)?;
        }
        Ok(Self {
            sql: text_of(up),
            reverse_sql: if down.is_empty() {
                ReverseSql::Missing
            } else {
                ReverseSql::Sql(text_of(down))
            },
            is_generated,
        })
    }

    /// Reads a file whose forward SQL is above the line `divider`, and whose reverse SQL is below it.
    pub fn divided(
        file: &Arc<str>,
        text: &str,
        lines: &[Line<'_>],
        divider: usize,
    ) -> Result<Self, SqlFileError> {
        refuse_other_notations(file, lines, divider)?;
        let (above, below) = (&lines[..divider], &lines[divider + 1..]);
        if let Some(line) = below.iter().find(|line| begins_section(line)) {
            let problem = SqlFileProblem::RepeatedSection {
                marker: Notation::Tern.section(SqlDirection::Down),
                dialect: None,
            };
            return Err(at(file, line, problem));
        }
        if let Some(line) = below.iter().find(|line| is_option(line)) {
            return Err(at(file, line, misplaced(line)));
        }
        let transaction = transaction(lines);
        let cutter = Cutter {
            file,
            text,
            marker: &lines[divider],
            transaction,
        };
        Ok(Self {
            sql: SqlText::Common(vec![cutter.script(above)]),
            reverse_sql: ReverseSql::Sql(SqlText::Common(vec![cutter.script(below)])),
            is_generated: false,
        })
    }
}

type ByDialect<'s, 'a> = BTreeMap<Option<DialectName>, &'s Section<'a>>;

fn sections<'a>(
    file: &Arc<str>,
    text: &'a str,
    lines: &[Line<'a>],
    first: usize,
) -> Result<Vec<Section<'a>>, SqlFileError> {
    let of_file = transaction(lines);
    let lines = &lines[first..];
    let starts: Vec<usize> = (0..lines.len())
        .filter(|index| begins_section(&lines[*index]))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| section(file, text, &lines[*start..end], of_file))
        .collect()
}

fn section<'a>(
    file: &Arc<str>,
    text: &'a str,
    lines: &[Line<'a>],
    of_file: ScriptTransaction,
) -> Result<Section<'a>, SqlFileError> {
    let marker = &lines[0];
    let (notation, way, own) = way(file, marker)?;
    let (mut dialect, mut checksum, mut options) = (None, None, 1);
    for line in &lines[1..] {
        match line.kind {
            LineKind::Comment("dialect", name) => {
                let name = DialectName::new(name);
                dialect = Some(name.map_err(|error| at(file, line, SqlFileProblem::Dialect(error)))?);
            }
            LineKind::Comment("checksum", digits) => checksum = Some(digits),
            _ => break,
        }
        options += 1;
    }
    if let Some(line) = lines[options..].iter().find(|line| is_option(line)) {
        return Err(at(file, line, misplaced(line)));
    }
    let cutter = Cutter {
        file,
        text,
        marker,
        transaction: own.unwrap_or(of_file),
    };
    Ok(Section {
        notation,
        way,
        dialect,
        checksum,
        sql: &text[text_range(&lines[options..], marker)],
        scripts: cutter.scripts(&lines[options..])?,
        marker: marker.origin(file),
    })
}

/// The tool of a section, its direction, and the transaction of its statements if that is given.
type SectionMarker = (Notation, SqlDirection, Option<ScriptTransaction>);

/// Which way a section goes, and what its statements are committed with where its marker says so.
fn way(file: &Arc<str>, line: &Line<'_>) -> Result<SectionMarker, SqlFileError> {
    const OPTIONS: &[(Notation, &str, ScriptTransaction)] = &[
        (Notation::Dbmate, "transaction:false", ScriptTransaction::Single),
        (Notation::Dbmate, "transaction:true", ScriptTransaction::Migration),
        (Notation::SqlMigrate, "notransaction", ScriptTransaction::Single),
    ];
    let unknown = || {
        at(
            file,
            line,
            SqlFileProblem::UnknownMarker(line.text.trim().to_owned()),
        )
    };
    let LineKind::Marker(marker) = line.kind else {
        return Err(unknown());
    };
    let Meaning::Section(way, written) = marker.meaning else {
        return Err(unknown());
    };
    if written.is_empty() {
        return Ok((marker.notation, way, None));
    }
    let option = OPTIONS
        .iter()
        .find(|(notation, option, _)| *notation == marker.notation && *option == written);
    let refused = || at(file, line, SqlFileProblem::SectionOption(written.to_owned()));
    let (.., transaction) = option.ok_or_else(refused)?;
    Ok((marker.notation, way, Some(*transaction)))
}

/// The markers of a file are of one tool.
fn refuse_other_notations(file: &Arc<str>, lines: &[Line<'_>], first: usize) -> Result<(), SqlFileError> {
    let notation = |line: &Line<'_>| match line.kind {
        LineKind::Marker(marker) => Some(marker.notation).filter(|notation| notation.has_sections()),
        LineKind::Comment(..) | LineKind::Suspicious | LineKind::Blank | LineKind::Sql => None,
    };
    let Some(expected) = notation(&lines[first]) else {
        return Ok(());
    };
    let other = lines
        .iter()
        .find_map(|line| Some((line, notation(line).filter(|found| *found != expected)?)));
    match other {
        Some((line, found)) => Err(at(file, line, SqlFileProblem::MixedNotations { expected, found })),
        None => Ok(()),
    }
}

fn is_option(line: &Line<'_>) -> bool {
    matches!(line.kind, LineKind::Comment(..))
}

/// The problem with a comment for aksara in a wrong place.
pub(super) fn misplaced(line: &Line<'_>) -> SqlFileProblem {
    const PLACES: &[(&str, &str)] = &[
        ("dialect", "right below the marker of its section"),
        ("checksum", "right below the marker of its section"),
        ("depends", "above the first section"),
        ("replaces", "above the first section"),
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

fn of_way<'s, 'a>(sections: &'s [Section<'a>], way: SqlDirection) -> Result<ByDialect<'s, 'a>, SqlFileError> {
    let mut found = BTreeMap::new();
    for section in sections.iter().filter(|section| section.way == way) {
        if found.insert(section.dialect, section).is_some() {
            return Err(SqlFileError {
                problem: SqlFileProblem::RepeatedSection {
                    marker: section.notation.section(way),
                    dialect: section.dialect,
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
            SqlDirection::Up => (down, SqlDirection::Down),
            SqlDirection::Down => (up, SqlDirection::Up),
        };
        if !other.contains_key(&section.dialect) {
            return Err(SqlFileError {
                problem: SqlFileProblem::MissingSection {
                    marker: section.notation.section(missing),
                    dialect: section.dialect,
                },
                origin: section.marker.clone(),
            });
        }
    }
    Ok(())
}

fn text_of(sections: ByDialect<'_, '_>) -> SqlText {
    match sections.get(&None) {
        Some(section) => SqlText::Common(section.scripts.clone()),
        None => SqlText::PerDialect(
            sections
                .into_iter()
                .filter_map(|(dialect, section)| Some((dialect?, section.scripts.clone())))
                .collect(),
        ),
    }
}
