//! Parameters of database URLs that are not known.

use aksara_schema::nearest;

use crate::UrlParameter;

/// Says that a parameter is not known, and which one is meant: a known one that is spelled alike, or what another
/// program's word means. The words of other programs are in lower case, without separators.
pub fn unknown_parameter(written: &str, known: &[UrlParameter], others: &[(&str, &str)]) -> String {
    let known: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
    let plain = plain(written);
    let word = others.iter().find(|(word, _)| *word == plain);
    let same = known.iter().find(|name| self::plain(name) == plain);
    let near = || nearest(written, known.iter().copied());
    let meant = match (word, same) {
        (Some((_, meant)), _) => Some((*meant).to_owned()),
        (None, Some(name)) => Some(format!("`{name}`")),
        (None, None) => near().map(|name| format!("`{name}`")),
    };
    match meant {
        Some(meant) => format!("the parameter `{written}` is not known; {meant} is meant"),
        None => format!(
            "the parameter `{written}` is not known; known are {}",
            known.join(", ")
        ),
    }
}

fn plain(name: &str) -> String {
    name.replace(['-', '_'], "").to_lowercase()
}
