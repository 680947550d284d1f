//! The difference of two schemas as operations, without a directory or a database.

use aksara_autodetector::{Answers, Detection, DetectionError, LaterSteps, Pair, detect, suggested_name};
use aksara_operations::{Located, Operation};
use aksara_optimizer::{DerivedNames, optimize};
use aksara_schema::Schema;

use crate::MigrationBuilder;

/// Two schemas that are to be compared.
///
/// ```
/// use aksara::{Field, Schema, Table};
///
/// let users = Table::build("users").field(Field::id("id")).finish()?;
/// let old = Schema::new();
/// let new = Schema::from_iter([users.into()]);
/// let detected = aksara::diff(&old, &new).no_renames().run()?;
/// assert_eq!(detected.operations()[0].describe(), "Create table 'users' with 1 field");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Difference<'a> {
    pair: Pair<&'a Schema>,
    answers: Answers,
}

/// The operations that lead from one schema to the other.
#[derive(Debug, Clone)]
pub struct Detected {
    detection: Detection,
    is_first: bool,
}

/// Compares two schemas: the one that replay gave, and the one that is wanted, with names and references still open.
///
/// ```
/// # use aksara::Schema;
/// let (old, new) = (Schema::new(), Schema::new());
/// assert!(aksara::diff(&old, &new).run()?.operations().is_empty());
/// # Ok::<(), aksara::DetectionError>(())
/// ```
pub fn diff<'a>(previous: &'a Schema, next: &'a Schema) -> Difference<'a> {
    Difference {
        pair: Pair { previous, next },
        answers: Answers::default(),
    }
}

impl Difference<'_> {
    /// Nothing is a rename: what is gone is dropped.
    ///
    /// ```
    /// # use aksara::Schema;
    /// # let (old, new) = (Schema::new(), Schema::new());
    /// assert!(aksara::diff(&old, &new).no_renames().run()?.operations().is_empty());
    /// # Ok::<(), aksara::DetectionError>(())
    /// ```
    #[must_use]
    pub fn no_renames(self) -> Self {
        let answers = Answers {
            assume_no_renames: true,
            ..self.answers
        };
        Self { answers, ..self }
    }

    /// With these answers to questions that the schemas leave open.
    ///
    /// ```
    /// # use aksara::{Answers, Schema};
    /// # let (old, new) = (Schema::new(), Schema::new());
    /// let detected = aksara::diff(&old, &new).answers(Answers::asking_nothing()).run()?;
    /// # assert!(detected.operations().is_empty());
    /// # Ok::<(), aksara::DetectionError>(())
    /// ```
    #[must_use]
    pub fn answers(self, answers: Answers) -> Self {
        Self { answers, ..self }
    }

    /// The operations, as few as possible; [`DetectionError::Questions`] where something must be decided first.
    ///
    /// ```
    /// # use aksara::Schema;
    /// # let (old, new) = (Schema::new(), Schema::new());
    /// assert!(aksara::diff(&old, &new).run().is_ok());
    /// ```
    pub fn run(self) -> Result<Detected, DetectionError> {
        let detection = detect(self.pair, &self.answers)?;
        Ok(Detected {
            detection: with_fewest_operations(detection, self.pair.previous),
            is_first: self.pair.previous.tables().len() == 0,
        })
    }
}

/// The detection with as few operations as lead to the same schema.
pub(crate) fn with_fewest_operations(detection: Detection, previous: &Schema) -> Detection {
    let located = detection.operations.into_iter().map(Located::generated).collect();
    let optimized = optimize(located, previous, DerivedNames::Anew);
    Detection {
        operations: optimized.into_iter().map(|operation| operation.value).collect(),
        ..detection
    }
}

impl Detected {
    /// The operations; none where the schemas agree.
    ///
    /// ```
    /// # use aksara::Schema;
    /// # let (old, new) = (Schema::new(), Schema::new());
    /// assert!(aksara::diff(&old, &new).run()?.operations().is_empty());
    /// # Ok::<(), aksara::DetectionError>(())
    /// ```
    pub fn operations(&self) -> &[Operation] {
        &self.detection.operations
    }

    /// The steps of migrations of their own, where fields are made in steps.
    ///
    /// ```
    /// # use aksara::Schema;
    /// # let (old, new) = (Schema::new(), Schema::new());
    /// assert!(aksara::diff(&old, &new).run()?.later().is_none());
    /// # Ok::<(), aksara::DetectionError>(())
    /// ```
    pub fn later(&self) -> Option<&LaterSteps> {
        self.detection.later.as_ref()
    }

    /// The part of a name that says what the operations do.
    ///
    /// ```
    /// use aksara::{Field, Schema, Table};
    ///
    /// let users = Table::build("users").field(Field::id("id")).finish()?;
    /// let (old, new) = (Schema::new(), Schema::from_iter([users.into()]));
    /// assert_eq!(aksara::diff(&old, &new).run()?.suggested_name(), "initial");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn suggested_name(&self) -> String {
        suggested_name(self.operations(), self.is_first)
    }

    /// A migration of this name that does the operations. Its dependencies are open.
    ///
    /// ```
    /// # use aksara::Schema;
    /// # let (old, new) = (Schema::new(), Schema::new());
    /// let migration = aksara::diff(&old, &new).run()?.migration("0002_more").after("0001_initial").finish()?;
    /// assert_eq!(migration.dependencies.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn migration(&self, name: impl Into<String>) -> MigrationBuilder {
        MigrationBuilder::new(name).operations(self.operations().iter().cloned())
    }
}
