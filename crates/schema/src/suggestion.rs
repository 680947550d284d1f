//! "Did you mean …": the known name that is nearest to a misspelt one.

/// The candidate nearest to `written`, where one is near enough to be a likely misspelling.
///
/// ```
/// assert_eq!(aksara_schema::nearest("emial", ["name", "email"]), Some("email"));
/// assert_eq!(aksara_schema::nearest("zzz", ["name", "email"]), None);
/// ```
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count().max(lower.len()) / 4)
        .min()
        .map(|(_, candidate)| candidate)
}
