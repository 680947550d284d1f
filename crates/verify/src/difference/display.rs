//! A difference as people read one: `-` is missing, `+` is extra, `~` is otherwise.

use std::fmt;

use super::{AttributeDifference, Difference, DifferenceKind, Part, SchemaDifference};

impl fmt::Display for SchemaDifference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, item) in self.items.iter().enumerate() {
            if position > 0 {
                writeln!(formatter)?;
            }
            item.fmt(formatter)?;
        }
        Ok(())
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            DifferenceKind::Missing { expected } => write!(formatter, "- {}{}", Place(self), After(expected)),
            DifferenceKind::Extra { found } => write!(formatter, "+ {}{}", Place(self), After(found)),
            DifferenceKind::Different { attributes } => {
                write!(formatter, "~ {}", Place(self))?;
                attributes
                    .iter()
                    .try_for_each(|attribute| write!(formatter, "\n    {attribute}"))
            }
        }
    }
}

impl fmt::Display for AttributeDifference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &Option<String>| one_line(text.as_deref().unwrap_or("no"));
        write!(
            formatter,
            "{}: expected {}, found {}",
            self.attribute,
            shown(&self.expected),
            shown(&self.found)
        )
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Table => "table",
            Self::Options => "options",
            Self::Field => "field",
            Self::Index => "index",
            Self::Constraint => "constraint",
            Self::Object(kind) => kind,
        })
    }
}

/// The subject of a difference.
struct Place<'a>(&'a Difference);

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference {
            table, part, name, ..
        } = self.0;
        match (part, table) {
            (Part::Options, Some(table)) => write!(formatter, "options of {table}"),
            (Part::Field, Some(table)) => write!(formatter, "field {table}.{name}"),
            (Part::Index | Part::Constraint | Part::Object(_), Some(table)) => {
                write!(formatter, "{part} {name} on {table}")
            }
            (Part::Table, _) | (_, None) => write!(formatter, "{part} {name}"),
        }
    }
}

/// The definition of a thing, if it is known.
struct After<'a>(&'a str);

impl fmt::Display for After<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => Ok(()),
            text => write!(formatter, ": {}", one_line(text)),
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
