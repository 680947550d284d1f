//! The bases of a class, in the order in which Python looks attributes up.

use std::collections::VecDeque;

use ruff_python_ast::Expr;

use super::bases::KnownBase;
use crate::python::evaluate::{Evaluator, Scope};
use crate::python::{ClassReference, ErrorKind, Place, PythonError, ValueKind};

/// A class, or one that it derives from.
#[derive(Debug, Clone)]
pub(super) enum Ancestor {
    /// A class of the project.
    Class(ClassReference),
    /// A known base outside the project.
    Known(&'static KnownBase),
    /// A base that is not known, and the error that it is for a model.
    Unknown(PythonError),
}

/// A class and everything that it derives from: the class itself first.
#[derive(Debug, Clone)]
pub(super) struct Lineage(Vec<Ancestor>);

impl Lineage {
    /// The lineage of a class.
    pub(super) fn of(class: &ClassReference, evaluator: &Evaluator<'_>) -> Result<Self, PythonError> {
        linearize(class, evaluator, &mut Vec::new()).map(Self)
    }

    /// Whether the class is a model.
    pub(super) fn is_model(&self) -> bool {
        self.known().any(KnownBase::is_model)
    }

    /// The error of a base that is not known, where there is one.
    pub(super) fn unknown_base(&self) -> Option<&PythonError> {
        self.0.iter().find_map(|ancestor| match ancestor {
            Ancestor::Unknown(error) => Some(error),
            Ancestor::Class(_) | Ancestor::Known(_) => None,
        })
    }

    /// The known bases outside the project.
    pub(super) fn known(&self) -> impl Iterator<Item = &'static KnownBase> {
        self.0.iter().filter_map(|ancestor| match ancestor {
            Ancestor::Known(base) => Some(*base),
            Ancestor::Class(_) | Ancestor::Unknown(_) => None,
        })
    }

    /// The classes of the project, the class itself first.
    pub(super) fn classes(&self) -> impl DoubleEndedIterator<Item = &ClassReference> {
        self.0.iter().filter_map(|ancestor| match ancestor {
            Ancestor::Class(class) => Some(class),
            Ancestor::Known(_) | Ancestor::Unknown(_) => None,
        })
    }
}

impl Ancestor {
    /// Its identity.
    fn identity(&self) -> (String, usize) {
        match self {
            Self::Class(class) => (class.module.source().name().to_owned(), class.statement),
            Self::Known(base) => (base.name.to_owned(), 0),
            Self::Unknown(error) => {
                let place = error.place();
                (place.source().name().to_owned(), place.range().start().to_usize())
            }
        }
    }
}

type Lines = Vec<Ancestor>;

/// Python's method resolution order (C3): `visited` are the classes whose bases are being looked at.
fn linearize(
    class: &ClassReference,
    evaluator: &Evaluator<'_>,
    visited: &mut Vec<ClassReference>,
) -> Result<Lines, PythonError> {
    if visited.contains(class) {
        return Err(class.place().error(ErrorKind::TooDeep {
            what: class.name().to_owned(),
        }));
    }
    visited.push(class.clone());
    let mut lines = Vec::new();
    let mut bases = Lines::new();
    for base in class.bases() {
        let base = ancestor(base, class, evaluator);
        lines.push(match &base {
            Ancestor::Class(inner) => linearize(inner, evaluator, visited)?,
            Ancestor::Known(_) | Ancestor::Unknown(_) => vec![base.clone()],
        });
        bases.push(base);
    }
    visited.pop();
    lines.push(bases);
    let inherited = merge(lines).ok_or_else(|| {
        class.place().error(ErrorKind::InconsistentBases {
            class: class.name().to_owned(),
        })
    })?;
    Ok(std::iter::once(Ancestor::Class(class.clone()))
        .chain(inherited)
        .collect())
}

/// Takes the first that comes after no other, again and again; `None` where every one comes after another.
fn merge(lines: Vec<Lines>) -> Option<Lines> {
    let mut lines: Vec<VecDeque<Ancestor>> = lines.into_iter().map(VecDeque::from).collect();
    let mut merged = Lines::new();
    loop {
        lines.retain(|line| !line.is_empty());
        if lines.is_empty() {
            return Some(merged);
        }
        let comes_later = |candidate: &(String, usize)| {
            lines
                .iter()
                .any(|line| line.iter().skip(1).any(|later| later.identity() == *candidate))
        };
        let next = lines
            .iter()
            .filter_map(|line| line.front())
            .find(|head| !comes_later(&head.identity()))?
            .clone();
        let identity = next.identity();
        for line in &mut lines {
            if line.front().is_some_and(|head| head.identity() == identity) {
                line.pop_front();
            }
        }
        merged.push(next);
    }
}

/// The class of a base. `Generic[T]` is `Generic`.
fn ancestor(base: &Expr, class: &ClassReference, evaluator: &Evaluator<'_>) -> Ancestor {
    let named = match base {
        Expr::Subscript(subscript) => &subscript.value,
        other => other,
    };
    let place = class.module.place(base);
    match evaluator.evaluate(named, &Scope::at(&class.module, class.statement)) {
        Ok(value) => match value.kind {
            ValueKind::Class(inner) => Ancestor::Class(inner),
            ValueKind::Symbol(path) => match KnownBase::find(&path) {
                Some(known) => Ancestor::Known(known),
                None => Ancestor::Unknown(unknown(class, &path, &place)),
            },
            _ => Ancestor::Unknown(unknown(class, place.text(), &place)),
        },
        Err(error) => Ancestor::Unknown(error),
    }
}

fn unknown(class: &ClassReference, base: &str, place: &Place) -> PythonError {
    let (class, base, known) = (class.name().to_owned(), base.to_owned(), KnownBase::names());
    place.error(ErrorKind::UnknownBase { class, base, known })
}
