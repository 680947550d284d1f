//! Databases that others made: a folder of SQL files, each with what inspection must tell of what it makes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
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

/// The cases that ran on some server.
#[derive(Debug, Default)]
pub struct CasesRun(BTreeSet<String>);

impl CasesRun {
    /// A case ran.
    pub fn count(&mut self, case: &InspectionCase) {
        self.0.insert(case.name.clone());
    }

    /// Says in plain sight how many cases ran, and which ones met no server that has what they need. Cargo shows what goes
    /// past its capture.
    pub fn tell(&self, cases: &[InspectionCase]) {
        let _ = std::io::stderr().write_all(self.told(cases).as_bytes());
    }

    fn told(&self, cases: &[InspectionCase]) -> String {
        let mut told = format!("inspection cases: {} of {} ran\n", self.0.len(), cases.len());
        for case in cases.iter().filter(|case| !self.0.contains(&case.name)) {
            let needs = case.needs.join(", ");
            let _ = writeln!(
                told,
                "skipped: no server here has what `{}` needs: {needs}",
                case.name
            );
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn cases_that_met_no_server_are_named() {
        let case = |name: &str, needs: &[&str]| InspectionCase {
            name: name.to_owned(),
            sql: String::new(),
            needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        };
        let cases = [case("plain", &[]), case("vectors", &["mariadb 11.7"])];
        let mut run = CasesRun::default();
        run.count(&cases[0]);
        run.count(&cases[0]);
        assert_eq!(
            run.told(&cases),
            "inspection cases: 1 of 2 ran\nskipped: no server here has what `vectors` needs: mariadb 11.7\n"
        );
    }
}
