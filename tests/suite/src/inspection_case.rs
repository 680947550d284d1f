//! Databases that others made: a folder of SQL files, each with what inspection must tell of what it makes.

use std::path::Path;

use crate::Failure;
use crate::failure::failed;

/// What begins a line that says what a server must have, else the case is passed over on it.
const NEEDS: &str = "-- needs: ";

/// One file of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionCase {
    /// The file's stem.
    pub name: String,
    /// What it makes.
    pub sql: String,
    /// What a server must have, in the dialect's own words: a version, an extension.
    pub needs: Vec<String>,
}

/// The cases of a folder, by name; there must be one.
pub fn read_inspection_cases(folder: &Path) -> Result<Vec<InspectionCase>, Failure> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed(folder.display().to_string()))? {
        let path = entry.map_err(failed(folder.display().to_string()))?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            let sql = std::fs::read_to_string(&path).map_err(failed(path.display().to_string()))?;
            let needs = sql.lines().filter_map(|line| line.strip_prefix(NEEDS));
            cases.push(InspectionCase {
                name: path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                needs: needs.map(str::to_owned).collect(),
                sql,
            });
        }
    }
    cases.sort_by(|left, right| left.name.cmp(&right.name));
    match cases.is_empty() {
        true => Err(Failure::new(format!("{} has no case", folder.display()))),
        false => Ok(cases),
    }
}
