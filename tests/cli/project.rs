//! A project directory and the command run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The seed's models.
pub const USER: &str = "\
from aksara import Model, fields


class User(Model):
    email = fields.Email(unique=True)
    name = fields.String(max_length=100)
";

/// A project in a folder of its own.
pub struct Project {
    folder: TempDir,
}

/// How a command ended.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// A project with these models in `app/models.py`.
    pub fn with_models(models: &str) -> Self {
        Self::new().file("app/models.py", models)
    }

    /// A project with the seed's models, migrated.
    pub fn migrated() -> Self {
        let project = Self::with_models(USER);
        project.run("makemigrations").succeeds();
        project.run("migrate").succeeds();
        project
    }

    /// The same project with a file.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// The same project with a migration whose class body is given.
    pub fn migration(self, name: &str, body: &str) -> Self {
        self.write(&format!("migrations/{name}.py"), &migration(body));
        self
    }

    /// The URL of the database that it has by default.
    pub fn database(&self) -> String {
        format!("sqlite:{}", self.path("db.sqlite3").display())
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn append(&self, path: &str, text: &str) {
        self.write(path, &(self.read(path) + text));
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Runs `aksara` with arguments that hold no spaces.
    pub fn run(&self, arguments: &str) -> Ended {
        self.run_with(&arguments.split_whitespace().collect::<Vec<_>>(), &[])
    }

    /// Runs `aksara` with arguments and variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        Ended::of(
            self.command(arguments)
                .envs(variables.iter().copied())
                .output()
                .unwrap(),
        )
    }

    /// Runs `aksara` in a folder of the project, with arguments that hold no spaces.
    pub fn run_in(&self, folder: &str, arguments: &str) -> Ended {
        fs::create_dir_all(self.path(folder)).unwrap();
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let mut command = self.command(&arguments);
        Ended::of(command.current_dir(self.path(folder)).output().unwrap())
    }

    /// The command, with nothing of this process's environment that it looks at. A way back may lose the rows of a test;
    /// tests about that use [`Self::typed`].
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.typed(arguments);
        if arguments.first() == Some(&"migrate") {
            command.arg("--allow-data-loss");
        }
        command
    }

    /// Runs `aksara` with exactly these arguments.
    pub fn run_typed(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.typed(arguments).output().unwrap())
    }

    /// The command with exactly these arguments.
    pub fn typed(&self, arguments: &[&str]) -> Command {
        let mut command = self.environment(env!("CARGO_BIN_EXE_aksara"));
        command.args(arguments);
        command
    }

    /// A program that runs in the project, with nothing of this process's environment that `aksara` looks at.
    pub fn environment(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path());
        for name in [
            "AKSARA_DATABASE_URL",
            "DATABASE_URL",
            "AKSARA_MIGRATIONS_DIR",
            "AKSARA_APP",
            "AKSARA_TARGETS",
            "AKSARA_PYTHON",
            "AKSARA_LOAD_PYTHON",
            "VIRTUAL_ENV",
        ] {
            command.env_remove(name);
        }
        command
    }

    /// Every file and its bytes.
    pub fn snapshot(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(self.folder.path(), &mut files);
        files
    }

    /// Runs a command that must fail with this exit code and these parts in its message, and leave every file as it
    /// was.
    pub fn refuses(&self, arguments: &[&str], code: i32, parts: &[&str]) {
        let before = self.snapshot();
        let ended = self.run_with(arguments, &[]);
        assert_eq!(ended.code, code, "{}{}", ended.stdout, ended.stderr);
        for part in parts {
            assert!(ended.stderr.contains(part), "no {part:?} in:\n{}", ended.stderr);
        }
        assert!(self.snapshot() == before, "files changed");
    }
}

impl Ended {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// It must have succeeded.
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self
    }

    /// It must have failed with this in its message.
    pub fn fails_with(self, part: &str) {
        assert_ne!(self.code, 0, "{}", self.stdout);
        assert!(self.stderr.contains(part), "no {part:?} in:\n{}", self.stderr);
    }

    /// A part of some line.
    pub fn shows(self, part: &str) -> Self {
        assert!(self.stdout.contains(part), "no {part:?} in:\n{}", self.stdout);
        self
    }

    /// The line must be in standard output.
    pub fn says(self, line: &str) -> Self {
        assert!(
            self.stdout.lines().any(|shown| shown.trim() == line),
            "no {line:?} in:\n{}",
            self.stdout
        );
        self
    }
}

/// A migration file with this class body.
pub fn migration(body: &str) -> String {
    let body: String = body.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "from aksara.migrations import Migration\nfrom aksara.migrations import operations as op\n\
         from aksara import fields\n\n\nclass Migration(Migration):\n{body}"
    )
}

fn collect(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files)
        } else {
            drop(files.insert(path.clone(), fs::read(&path).unwrap()))
        }
    }
}
