//! Databases that others made: a folder of SQL files, each with the expected result of inspection.

use std::path::{Path, PathBuf};

use aksara_driver::Inspection;

use crate::failure::failed;
use crate::snapshot::{assert_snapshot, snapshot_file};
use crate::trial::{fallible, skip};
use crate::{Failure, Tests, described};

/// The beginning of a line with a requirement of the server. Without it the case is skipped.
const NEEDS: &str = "-- needs: ";

/// One file of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionCase {
    /// The file's stem.
    pub name: String,
    /// The folder of the file.
    folder: PathBuf,
    /// Its SQL.
    pub sql: String,
    /// The requirements of the server, in the dialect's own words: a version, an extension.
    pub needs: Vec<String>,
}

/// The cases of a folder, by name; there must be one.
fn read_inspection_cases(folder: &Path) -> Result<Vec<InspectionCase>, Failure> {
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed(folder.display().to_string()))? {
        let path = entry.map_err(failed(folder.display().to_string()))?.path();
        if path.extension().is_some_and(|extension| extension == "sql") {
            let sql = std::fs::read_to_string(&path).map_err(failed(path.display().to_string()))?;
            let needs = sql.lines().filter_map(|line| line.strip_prefix(NEEDS));
            cases.push(InspectionCase {
                folder: folder.to_owned(),
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
    if cases.is_empty() {
        Err(Failure::new(format!("{} has no case", folder.display())))
    } else {
        Ok(cases)
    }
}

/// A test for each case of a folder. `check` runs the case on every server that has what it needs, and gives whether there
/// was one.
pub fn inspection_tests(
    name: &str,
    folder: &Path,
    check: fn(&InspectionCase) -> bool,
) -> Result<Tests, Failure> {
    let cases = read_inspection_cases(folder)?.into_iter();
    let tests = cases.map(|case| {
        fallible(format!("{name}::{}", case.name), move || {
            if !check(&case) {
                skip(format!(
                    "no server here has what it needs: {}",
                    case.needs.join(", ")
                ));
            }
            Ok(())
        })
    });
    Ok(tests.collect())
}

impl InspectionCase {
    /// Compares the report of the case's database with the flavour's own snapshot, else with the one of all flavours.
    pub fn demand(&self, flavour: &str, inspection: &Inspection) {
        let own = self.folder.join(flavour);
        let has_own = snapshot_file(&own, &self.name).exists();
        let folder = if has_own { &own } else { &self.folder };
        assert_snapshot(folder, &self.name, &described(inspection));
    }
}
