//! The reference names every command and flag that the program has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::project::Project;

/// Flags that many commands have, and that are described once.
const COMMON: &[&str] = &[
    "--help",
    "--version",
    "--database-url",
    "--migrations-dir",
    "--load-python",
    "--no-input",
    "--quiet",
    "--verbose",
    "--color",
    "--json",
];

/// The commands that the help of a command lists.
fn commands(arguments: &str) -> Vec<String> {
    let help = Project::new()
        .run(&format!("{arguments} --help"))
        .succeeds()
        .stdout;
    let Some(listed) = help.split("Commands:\n").nth(1) else {
        return Vec::new();
    };
    let listed = listed.split("\n\n").next().unwrap().lines();
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let is_name = |name: &&str| *name != "help" && name.chars().all(|letter| letter.is_ascii_lowercase());
    names.filter(is_name).map(str::to_owned).collect()
}

/// The flags that the help of a command lists.
fn flags(arguments: &str) -> BTreeSet<String> {
    let help = Project::new().run(&format!("{arguments} -h")).succeeds().stdout;
    let words = help.lines().filter_map(|line| {
        let word = line.trim_start().split(' ').find(|word| !word.ends_with(','))?;
        word.strip_prefix("--")
    });
    words.map(|flag| format!("--{flag}")).collect()
}

#[test]
fn the_reference_names_every_command_and_flag() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let page = fs::read_to_string(page).unwrap();
    let mut names: Vec<String> = commands("");
    let nested = commands("lock").into_iter().map(|name| format!("lock {name}"));
    names.retain(|name| name != "lock");
    names.extend(nested);
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let rows = page.lines().filter(|line| line.starts_with('|'));
        let row = rows.clone().find(|row| {
            let first = row.split('|').nth(1).unwrap();
            [" ", "`"]
                .iter()
                .any(|end| first.contains(&format!("`{name}{end}")))
        });
        let row = row.unwrap_or_else(|| panic!("no row for {name}"));
        for flag in flags(&name)
            .iter()
            .filter(|flag| !COMMON.contains(&flag.as_str()))
        {
            assert!(row.contains(flag.as_str()), "{name}: {flag}");
        }
    }
    for flag in COMMON
        .iter()
        .filter(|flag| !["--help", "--version"].contains(flag))
    {
        assert!(page.contains(flag), "{flag}");
    }
}
