//! The words of a database's statements that show what a statement may change, as data.

/// The bare words by which the user's statements show what they may change, in upper case. A statement with none of the
/// first words may change anything.
#[derive(Debug, Clone, Copy)]
pub struct ImpactWords {
    /// The first words of statements that write rows.
    pub rows: &'static [&'static str],
    /// The first words of statements about attributes of existing things, or about the session.
    pub attributes: &'static [&'static str],
    /// The nouns, behind CREATE, ALTER or DROP, of things that are no tables and that the schema has no word for.
    pub objects: &'static [&'static str],
    /// The nouns of tables, and of what holds or brings tables.
    pub tables: &'static [&'static str],
    /// The words that add a field, an index or a constraint in ALTER TABLE.
    pub adding: &'static [&'static str],
    /// The pairs of words that begin like them and add none.
    pub not_adding: &'static [[&'static str; 2]],
}
