//! What is installed: completions, manual pages, the Python package, and what other programs are told to run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pretty_assertions::assert_eq;

use crate::project::{Project, USER};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The commands that the help lists.
fn commands() -> BTreeSet<String> {
    let help = Project::new().run("--help").succeeds().stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap();
    let listed = listed.split("\n\n").next().unwrap().lines();
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let names =
        names.filter(|name| *name != "help" && name.chars().all(|letter| letter.is_ascii_lowercase()));
    names.map(str::to_owned).collect()
}

#[test]
fn every_shell_completes_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = Project::new()
            .run(&format!("completions {shell}"))
            .succeeds()
            .stdout;
        for command in commands() {
            assert!(script.contains(&command), "{shell}: no {command}");
        }
        assert!(script.contains("accept-edited"), "{shell}");
    }
    let script = Project::new().run("completions bash").succeeds().stdout;
    let project = Project::new().file("completions", &script);
    let read = Command::new("bash")
        .arg("-n")
        .arg(project.path("completions"))
        .status();
    assert!(read.unwrap().success());
    Project::new().refuses(&["completions", "tcsh"], 2, &["possible values: bash"]);
}

#[test]
fn every_command_has_a_manual_page() {
    let project = Project::new();
    project
        .run("man pages")
        .succeeds()
        .says("Created: pages/aksara.1 and a page for each command");
    for command in commands() {
        let page = project.read(&format!("pages/aksara-{command}.1"));
        assert!(page.contains(".SH SYNOPSIS"), "{command}: {page}");
    }
    let page = project.read("pages/aksara-migrate.1");
    for flag in ["\\-\\-dry\\-run", "\\-\\-accept\\-edited", "\\-\\-quiet"] {
        assert!(page.contains(flag), "no {flag} in {page}");
    }
    assert!(project.path("pages/aksara-lock-show.1").exists());
}

/// Python with the package on its path, and the command where an installer puts it.
fn python(project: &Project, arguments: &[&str]) -> Option<Output> {
    let base = project.path("installed");
    fs::create_dir_all(base.join("bin")).unwrap();
    let command = base.join("bin/aksara-engine");
    if !command.exists() {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_aksara"), &command).unwrap();
    }
    let ran = Command::new("python3")
        .args(arguments)
        .current_dir(project.path(""))
        .env("PYTHONPATH", repository().join("crates/cli/python"))
        .env("PYTHONUSERBASE", &base)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output();
    ran.ok()
}

#[test]
fn the_module_runs_the_command_under_its_own_name() {
    let project = Project::with_models(&USER.replace("aksara", "aksara_engine"));
    let Some(version) = python(&project, &["-m", "aksara_engine", "--version"]) else {
        return;
    };
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let expected = format!("aksara-engine {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(text(&version.stdout), expected, "{}", text(&version.stderr));
    let made = python(&project, &["-m", "aksara_engine", "makemigrations"]).unwrap();
    assert!(
        text(&made.stdout).ends_with("\nNext: aksara-engine migrate\n"),
        "{}",
        text(&made.stdout)
    );
    let refused = python(&project, &["-m", "aksara_engine", "migrate", "0009"]).unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("\n           aksara-engine explain graph.unknown-migration\n"),
        "{}",
        text(&refused.stderr)
    );
    let refused = python(&project, &["-m", "aksara_engine", "downgrade"]).unwrap();
    assert!(text(&refused.stderr).contains("tip: `aksara-engine migrate -1` does that"));
}

#[test]
fn the_package_is_accepted_wherever_the_frameworks_is() {
    let models = "\
from aksara_engine import Model, fields


class User(Model):
    email = fields.Email(unique=True)
    name = fields.String(max_length=100, default=\"x\")


class Post(Model):
    author = fields.ForeignKey(User, on_delete=\"CASCADE\")
    key = fields.UUID(db_default=fields.RandomUUID)

    class Meta:
        indexes = [fields.Index(name=\"by_key\", fields=[\"key\"])]
";
    let package = Project::with_models(models);
    let framework = Project::with_models(&models.replace("aksara_engine", "aksara"));
    let made = |project: &Project| {
        project.run("makemigrations").succeeds();
        let text = project.read("migrations/0001_auto_initial.py");
        text.split_once("class Migration").unwrap().1.to_owned()
    };
    assert_eq!(made(&package), made(&framework));
    // Whole modules and other names of them are the same as well.
    for import in [
        "import aksara_engine\nfrom aksara_engine import fields\n\n\nclass User(aksara_engine.Model):\n",
        "from aksara_engine import fields as f, Model as Base\n\nfields = f\n\n\nclass User(Base):\n",
        "from aksara_engine import *\n\n\nclass User(Model):\n",
    ] {
        let project = Project::with_models(&format!("{import}    name = fields.Text()\n"));
        project.run("makemigrations").succeeds().shows("users");
    }
    let Some(ran) = python(&package, &["app/models.py"]) else {
        return;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let migration = package
        .read("migrations/0001_auto_initial.py")
        .replace("from aksara", "from aksara_engine");
    package.write("migrations/0001_auto_initial.py", &migration);
    let ran = python(&package, &["migrations/0001_auto_initial.py"]).unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    package.write(
        "migrations/0002_fill.py",
        "from aksara_engine.migrations import Migration\nfrom aksara_engine.migrations import operations as op\n\n\n\
         def fill(db):\n    db.execute(\"UPDATE users SET name = 'y'\")\n\n\nclass Migration(Migration):\n    \
         dependencies = [\"0001_auto_initial\"]\n    operations = [op.RunPython(fill, op.RunPython.noop)]\n",
    );
    package
        .run("migrate")
        .succeeds()
        .shows("Applying 0002_fill... ✓ Applied successfully");
    let loaded = package
        .read("migrations/0002_fill.py")
        .replace("op.RunPython(fill", "*[op.RunPython(fill");
    package.write("migrations/0002_fill.py", &loaded.replace("noop)]", "noop)]]"));
    package
        .run("migrate zero --load-python --accept-edited 0002")
        .succeeds()
        .shows("Reverting 0001_auto_initial");
}

#[test]
fn what_other_programs_are_to_run_is_understood() {
    let files = [".pre-commit-hooks.yaml", "ci/action/action.yml"];
    for file in files {
        let text = fs::read_to_string(repository().join(file)).unwrap();
        let lines = text.lines().filter_map(|line| {
            let (_, command) = line.split_once(": aksara")?;
            command.trim_start_matches("-engine").strip_prefix(' ')
        });
        let lines: Vec<&str> = lines.collect();
        assert!(!lines.is_empty(), "{file}");
        for line in lines {
            let arguments = line.split(" ${").next().unwrap();
            Project::new().run(&format!("{arguments} --help")).succeeds();
        }
    }
}

#[test]
fn licences_of_what_is_in_the_program_are_packed() {
    let packed = fs::read_to_string(repository().join("crates/cli/LICENSES.txt")).unwrap();
    for package in [
        "clap ",
        "rusqlite ",
        "tokio-postgres ",
        "mysql_async ",
        "ruff_python_parser ",
        "sqlparser ",
    ] {
        assert!(
            packed.contains(&format!("\n{package}")),
            "{package}: ci/licenses writes it"
        );
    }
    let manifest = fs::read_to_string(repository().join("crates/cli/pyproject.toml")).unwrap();
    assert!(manifest.contains("license-files = [\"LICENSE\", \"LICENSES.txt\"]"));
}
