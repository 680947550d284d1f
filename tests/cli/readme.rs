//! The README, word for word: its files are written, its commands are run, and what they print is what it shows.
//!
//! `INSTA_UPDATE=always` writes the outputs anew. In an output, `…` stands for any part of a line, and alone on a line for
//! any lines. Servers are those of the test environment; without one, its commands are left out. `ci/wheel` runs the same
//! with the command of the Python package, which `AKSARA_README_PROGRAM` names.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use pretty_assertions::assert_eq;

use crate::project::Project;
use crate::readme_blocks::{Step, Typed, prose, steps};
use crate::servers::database;

/// Commands that change the machine, and so are run elsewhere.
const RUN_ELSEWHERE: &[&str] = &[
    // By ci/wheel.
    "pip install ./crates/cli",
    // By whoever builds the program.
    "cargo install --path crates/cli",
    // By nobody: it is for a shell that stays.
    "alias aksara=aksara-engine",
    // By ci/test itself, and by CI.
    "ci/test",
    "cargo run --example seed",
];

/// The URLs of the README, and the variables that name servers for them.
const SERVERS: &[(&str, &str)] = &[
    ("postgres://app@localhost/shop", "AKSARA_TEST_POSTGRES_URL"),
    ("mysql://app@localhost/shop", "AKSARA_TEST_MYSQL_URL"),
];

fn readme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md")
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let page = lines(&fs::read_to_string(readme()).unwrap());
    let mut runner = Runner::new();
    let mut printed: Vec<(Range<usize>, Vec<String>)> = Vec::new();
    for step in steps(&page) {
        if let Step::Command(typed) = &step {
            printed.extend(runner.run(typed).map(|output| (typed.output.clone(), output)));
        } else {
            runner.prepare(&step);
        }
    }
    let mut run = page.clone();
    for (shown, output) in printed.into_iter().rev() {
        if !agree(&page[shown.clone()], &output) {
            run.splice(shown, output.iter().map(|line| without_times(line)));
        }
    }
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(readme(), run.join("\n") + "\n").unwrap();
    } else {
        assert_eq!(page, run, "INSTA_UPDATE=always writes the outputs anew");
    }
}

#[test]
fn every_command_in_a_sentence_of_the_readme_is_understood() {
    let page = lines(&fs::read_to_string(readme()).unwrap());
    let blocks = page.iter().filter_map(|line| line.trim().strip_prefix("run: "));
    let blocks = blocks.filter(|command| command.starts_with("aksara "));
    let prose = prose(&page);
    let quoted = prose.iter().flat_map(|line| line.split('`').skip(1).step_by(2));
    let quoted = quoted.filter(|text| text.starts_with("aksara "));
    let commands: Vec<&str> = blocks.chain(quoted).collect();
    assert!(commands.len() > 20, "{commands:#?}");
    let runner = Runner::new();
    for command in commands {
        let printed = runner.shell(&format!("{command} --help && echo understood"));
        assert!(printed.ends_with("understood\n"), "{command}: {printed}");
    }
}

#[test]
fn the_recording_is_what_the_program_prints() {
    let root = readme().parent().unwrap().to_owned();
    let project = Project::new();
    let picture = project.path("recording.svg");
    let recorded = Command::new("python3")
        .arg(root.join("ci/recording"))
        .args([Path::new(env!("CARGO_BIN_EXE_aksara")), &picture])
        .status();
    if recorded.is_err() {
        return;
    }
    let kept = fs::read_to_string(root.join("crates/cli/recording.svg")).unwrap();
    assert_eq!(project.read("recording.svg"), kept, "ci/recording writes it anew");
}

#[test]
fn dots_stand_for_what_differs_from_run_to_run() {
    let agrees = |shown: &str, printed: &str| agree(&lines(shown), &lines(printed));
    assert!(agrees("in … s\nend", "in 0.1 s\nend"));
    assert!(agrees("a\n…\nd", "a\nb\nc\nd") && agrees("a\n…\nd", "a\nd"));
    assert!(!agrees("a\n…\nd", "a\nb\nc") && !agrees("a", "a\nb") && !agrees("in … s", "in 1 m"));
}

/// Runs the steps, in one folder after another.
struct Runner {
    project: Project,
    folder: usize,
    programs: Project,
    name: String,
}

impl Runner {
    fn new() -> Self {
        let program = std::env::var("AKSARA_README_PROGRAM");
        let program = PathBuf::from(program.unwrap_or_else(|_| env!("CARGO_BIN_EXE_aksara").to_owned()));
        let name = program.file_name().unwrap().to_str().unwrap().to_owned();
        let programs = Project::new();
        std::os::unix::fs::symlink(&program, programs.path(&name)).unwrap();
        Self {
            project: Project::new(),
            folder: 0,
            programs,
            name,
        }
    }

    /// Does what is no command.
    fn prepare(&mut self, step: &Step) {
        match step {
            Step::NewFolder => {
                self.project = Project::new();
                self.folder += 1;
            }
            Step::Database { file, sql } => {
                let connection = rusqlite::Connection::open(self.project.path(file)).unwrap();
                connection.execute_batch(sql).unwrap();
            }
            Step::File { path, text } => self.project.write(path, text),
            Step::Edit { path, before, after } => {
                let text = self.project.read(path);
                assert_eq!(text.matches(before).count(), 1, "{before} in {text}");
                self.project.write(path, &text.replace(before, after));
            }
            Step::Command(typed) => panic!("{} is to be run", typed.command),
        }
    }

    /// The lines that a command prints; none if it is run elsewhere, or if its server is not there.
    fn run(&self, typed: &Typed) -> Option<Vec<String>> {
        if RUN_ELSEWHERE.contains(&typed.command.as_str()) {
            return None;
        }
        let mut command = typed.command.clone();
        let mut names = vec![(format!("{} ", self.name), "aksara ")];
        for (url, variable) in SERVERS.iter().filter(|(url, _)| typed.command.contains(url)) {
            let ours = self.database(variable)?;
            command = command.replace(url, &ours);
            let database = ours.rsplit('/').next().unwrap().to_owned();
            names.push((aksara::DatabaseUrl::parse(ours).unwrap().masked(), url));
            names.push((database, url.rsplit('/').next().unwrap()));
        }
        let printed = names.iter().fold(self.shell(&command), |printed, (ours, shown)| {
            printed.replace(ours, shown)
        });
        Some(lines(printed.trim_end()))
    }

    /// A database of this folder, made when it is named for the first time.
    fn database(&self, variable: &str) -> Option<String> {
        let noted = self.programs.path(&format!("{variable}.{}", self.folder));
        if let Ok(url) = fs::read_to_string(&noted) {
            return Some(url);
        }
        let url = database(variable, &format!("readme_{}", self.folder))?;
        fs::write(&noted, &url).unwrap();
        Some(url)
    }

    fn shell(&self, command: &str) -> String {
        let command = match command.strip_prefix("aksara ") {
            Some(arguments) => format!("{} {arguments}", self.name),
            None => command.to_owned(),
        };
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{path}", self.programs.path("").display());
        let mut shell = self.project.environment("sh");
        shell
            .args(["-c", &format!("exec 2>&1; {command}")])
            .env("PATH", path);
        String::from_utf8(shell.output().unwrap().stdout).unwrap()
    }
}

/// Whether lines that are shown are those that were printed.
fn agree(shown: &[String], printed: &[String]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((dots, rest)), _) if dots == "…" => {
            (0..=printed.len()).any(|skipped| agree(rest, &printed[skipped..]))
        }
        (Some((line, rest)), Some((other, others))) => line_agrees(line, other) && agree(rest, others),
        _ => false,
    }
}

fn line_agrees(shown: &str, printed: &str) -> bool {
    match shown.split_once('…') {
        Some((before, after)) => printed
            .strip_prefix(before)
            .is_some_and(|rest| rest.ends_with(after)),
        None => shown.trim_end() == printed.trim_end(),
    }
}

/// A line with dots for the time in it.
fn without_times(line: &str) -> String {
    for before in ["Generated: ", "Applied "] {
        if let Some(rest) = line.strip_prefix(before) {
            let kept = rest.split_once(" in ").map_or("", |(kept, _)| kept);
            let kept = if kept.is_empty() {
                String::new()
            } else {
                format!("{kept} in ")
            };
            if before == "Generated: " || !kept.is_empty() {
                return format!("{before}{kept}…");
            }
        }
    }
    line.trim_end().to_owned()
}
