//! A Python file's text and places in it.
//!
//! The text is shared: every value and error keeps a [`Place`], which costs a pointer and a range. Lines are counted
//! once per file, when the first line number is asked for.

use std::sync::{Arc, OnceLock};

use aksara_operations::Origin;
use ruff_text_size::TextRange;

use crate::python::{ErrorKind, ModulePath, PythonError};

/// A Python file: its name as the user knows it, its text, and which module it is.
#[derive(Debug, Clone)]
pub struct PythonSource(Arc<File>);

#[derive(Debug)]
struct File {
    name: Arc<str>,
    text: Arc<str>,
    module: ModulePath,
    is_package: bool,
    line_starts: OnceLock<Vec<usize>>,
}

impl PythonSource {
    /// A file whose module follows from its name: `app/models.py` is `app.models`.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let name = name.into();
        let (module, is_package) = ModulePath::of_file(&name);
        Self(Arc::new(File {
            name,
            text: text.into(),
            module,
            is_package,
            line_starts: OnceLock::new(),
        }))
    }

    /// A file of a module whose name does not follow from the path.
    pub fn of_module(
        name: impl Into<Arc<str>>,
        text: impl Into<Arc<str>>,
        module: ModulePath,
        is_package: bool,
    ) -> Self {
        let (name, text) = (name.into(), text.into());
        Self(Arc::new(File {
            name,
            text,
            module,
            is_package,
            line_starts: OnceLock::new(),
        }))
    }

    /// The file's name, as the user knows it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The file's name without folders and without `.py` or `.sql`.
    pub fn stem(&self) -> &str {
        let file = self.name().rsplit(['/', '\\']).next().unwrap_or_default();
        [".py", ".sql"]
            .iter()
            .find_map(|ending| file.strip_suffix(ending))
            .unwrap_or(file)
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The module that the file is.
    pub fn module(&self) -> &ModulePath {
        &self.0.module
    }

    /// The package that relative imports start from.
    pub fn package(&self) -> Option<ModulePath> {
        if self.0.is_package {
            Some(self.0.module.clone())
        } else {
            self.0.module.parent()
        }
    }

    /// A place in this file.
    pub fn place(&self, range: TextRange) -> Place {
        Place {
            source: self.clone(),
            range,
        }
    }

    /// Line and column of a byte offset, both counted from 1, the column in characters.
    pub fn line_and_column(&self, offset: usize) -> (u32, u32) {
        let starts = self.0.line_starts.get_or_init(|| line_starts(&self.0.text));
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts.get(line - 1).copied().unwrap_or_default();
        let column = self
            .0
            .text
            .get(start..offset)
            .map_or(0, |before| before.chars().count());
        (to_u32(line), to_u32(column + 1))
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The starts of lines: after LF, CRLF or a CR alone, as Python has it; a byte order mark is before the first.
fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let first = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let ends = bytes.iter().enumerate().filter(|(position, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(position + 1) != Some(&b'\n'),
        _ => false,
    });
    std::iter::once(first)
        .chain(ends.map(|(position, _)| position + 1))
        .collect()
}

/// A range of a file.
#[derive(Debug, Clone)]
pub struct Place {
    source: PythonSource,
    range: TextRange,
}

impl Place {
    /// The file.
    pub fn source(&self) -> &PythonSource {
        &self.source
    }

    /// The bytes.
    pub fn range(&self) -> TextRange {
        self.range
    }

    /// The value that was found.
    pub fn text(&self) -> &str {
        self.source
            .text()
            .get(self.range.to_std_range())
            .unwrap_or_default()
    }

    /// The place as operations carry it.
    pub fn origin(&self) -> Origin {
        let span = self.range.to_std_range();
        let (line, column) = self.source.line_and_column(span.start);
        Origin {
            file: self.source.0.name.clone(),
            text: self.source.0.text.clone(),
            span,
            line,
            column,
        }
    }

    /// The beginning of a text that this place spells letter by letter; `None` if it is escaped, joined or computed.
    pub fn origin_of(&self, text: &str) -> Option<Origin> {
        let start = self.range.to_std_range().start + self.text().find(text).filter(|_| !text.is_empty())?;
        let (line, column) = self.source.line_and_column(start);
        Some(Origin {
            file: self.source.0.name.clone(),
            text: self.source.0.text.clone(),
            span: start..start + text.len(),
            line,
            column,
        })
    }

    /// An error at this place.
    pub fn error(&self, kind: ErrorKind) -> PythonError {
        PythonError::new(kind, self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn lines_and_columns_are_counted_as_python_and_editors_do() {
        for (text, offset, expected) in [
            ("a = 1\nb = 2", 6, (2, 1)),
            ("a = 1\r\nb = 2", 11, (2, 5)),
            ("a\rb\rc", 4, (3, 1)),
            ("'é' x", 5, (1, 5)),
            ("\u{feff}a", 3, (1, 1)),
            ("", 0, (1, 1)),
        ] {
            assert_eq!(
                PythonSource::new("f.py", text).line_and_column(offset),
                expected,
                "{text:?}"
            );
        }
    }

    #[test]
    fn the_stem_is_the_name_without_folder_and_ending() {
        assert_eq!(
            PythonSource::new("migrations/0001_auto_initial.py", "").stem(),
            "0001_auto_initial"
        );
        assert_eq!(PythonSource::new("C:\\m\\0001.a.py", "").stem(), "0001.a");
    }
}
