//! Candidates for a rename: what something that is gone may be called now, and what speaks for each.

use serde::{Serialize, Serializer};

/// The candidates for one rename, the likeliest first; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates<N>(Vec<Candidate<N>>);

/// A name that something may have now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate<N> {
    /// The name.
    pub name: N,
    /// How much speaks for it. Only the order of candidates of one question means something.
    pub score: u32,
    /// The evidence for it.
    pub evidence: Vec<Likeness>,
}

/// The evidence for a rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The names differ in letter case alone.
    LetterCase,
    /// The names are alike.
    SimilarName,
    /// The types are the same, with all that belongs to them.
    SameType,
    /// The types are of one family: of another length or size.
    SimilarType,
    /// It has the same position.
    SamePosition,
    /// The foreign keys refer to the same table.
    SameTarget,
    /// Indexes and constraints cover it in the same way.
    SameIndexes,
    /// The same foreign keys refer to it.
    SameReferrers,
    /// The tables have the same fields.
    SameFields,
    /// The tables share at least half of their fields.
    SharedFields,
    /// The fields of the tables have the same types in the same order.
    SameTypes,
    /// The tables join the same models.
    SameModels,
    /// It is the same side of a join table.
    SameSide,
    /// Both are the primary key.
    PrimaryKey,
    /// Nothing else of its kind is gone, and nothing else is new.
    OnlyOne,
}

impl Likeness {
    /// It in words.
    pub fn words(self) -> &'static str {
        self.parts().1
    }

    /// How much it counts, and its words.
    fn parts(self) -> (u32, &'static str) {
        match self {
            Self::LetterCase => (60, "only the letter case differs"),
            Self::SimilarName => (20, "similar name"),
            Self::SameType => (30, "same type"),
            Self::SimilarType => (15, "similar type"),
            Self::SamePosition => (15, "same position"),
            Self::SameTarget => (25, "refers to the same table"),
            Self::SameIndexes => (15, "same indexes"),
            Self::SameReferrers => (30, "same foreign keys to it"),
            Self::SameFields => (40, "same fields"),
            Self::SharedFields => (25, "at least half of the fields are the same"),
            Self::SameTypes => (20, "fields of the same types"),
            Self::SameModels => (40, "joins the same models"),
            Self::SameSide => (30, "same side of the join table"),
            Self::PrimaryKey => (40, "the primary key"),
            Self::OnlyOne => (10, "nothing else is new"),
        }
    }
}

impl<N> Candidate<N> {
    /// A name with what speaks for it. `likeness` of the names, from 0 to 10, decides where the rest is equal.
    pub(crate) fn new(name: N, evidence: Vec<Likeness>, likeness: u32) -> Self {
        let weights = evidence.iter().map(|evidence| evidence.parts().0);
        Self {
            name,
            score: weights.sum::<u32>() + likeness,
            evidence,
        }
    }

    /// The same with another form of the name.
    fn map<M>(&self, name: impl FnOnce(&N) -> M) -> Candidate<M> {
        Candidate {
            name: name(&self.name),
            score: self.score,
            evidence: self.evidence.clone(),
        }
    }
}

impl<N> Candidates<N> {
    /// The candidates in the order of their scores; those that are equal keep theirs. `None` where there is none.
    pub fn new(mut candidates: Vec<Candidate<N>>) -> Option<Self> {
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
        (!candidates.is_empty()).then_some(Self(candidates))
    }

    /// The candidates, the likeliest first.
    pub fn iter(&self) -> impl Iterator<Item = &Candidate<N>> {
        self.0.iter()
    }

    /// The same with another form of the names.
    pub(crate) fn map<M>(&self, name: impl Fn(&N) -> M) -> Vec<Candidate<M>> {
        self.iter().map(|candidate| candidate.map(&name)).collect()
    }
}

/// The names alone, as programs know them, and beside them the names with what speaks for each.
#[derive(Serialize)]
struct Document<'a, N> {
    candidates: Vec<&'a N>,
    scored: &'a [Candidate<N>],
}

impl<N: Serialize> Serialize for Candidates<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let document = Document {
            candidates: self.iter().map(|candidate| &candidate.name).collect(),
            scored: &self.0,
        };
        document.serialize(serializer)
    }
}
