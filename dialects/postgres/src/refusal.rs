//! Refusing what PostgreSQL cannot do, with what to do instead.

use aksara_dialect::{Feature, Unsupported};

use crate::flavours::POSTGRES;

/// A refusal; the compiler adds the place in the user's file.
pub(crate) fn refuse(
    subject: impl Into<String>,
    feature: Option<Feature>,
    reason: impl Into<String>,
    alternative: impl Into<String>,
) -> Unsupported {
    POSTGRES.product.refuse(feature, subject, reason, alternative)
}
