//! Questions on a pseudo-terminal: answered, and ended without an answer.

#![cfg(unix)]

use std::time::Duration;

use nix::sys::signal::Signal;
use nix::sys::wait::WaitStatus;
use rexpect::session::{PtySession, spawn_command};

use crate::project::Project;

const PERSON: &str = r#"from aksara import Model, fields


class Person(Model):
    id = fields.Integer(primary_key=True)
    name = fields.String(max_length=50)

    class Meta:
        implicit_fields = False
"#;

const DOWN: &str = "\u{1b}[B";
const ENTER: &str = "\r";
const ESCAPE: &str = "\u{1b}";
const CONTROL_C: &str = "\u{3}";

/// A project with the persons and other models.
fn edited(after: &str) -> Project {
    let project = Project::with_models(PERSON);
    project.run("makemigrations").succeeds();
    project.write("app/models.py", after);
    project
}

/// The command on a terminal of its own.
fn on_terminal(project: &Project, arguments: &[&str]) -> PtySession {
    let mut command = project.command(arguments);
    command.env("TERM", "xterm-256color");
    spawn_command(command, Some(60_000)).unwrap()
}

fn type_keys(session: &mut PtySession, keys: &str) {
    session.send(keys).unwrap();
    session.flush().unwrap();
}

/// How it ended, with all that it still printed.
fn ended(mut session: PtySession) -> (i32, String) {
    let printed = session.exp_eof().unwrap();
    match session.process().wait().unwrap() {
        WaitStatus::Exited(_, code) => (code, printed),
        other => panic!("{other:?}: {printed}"),
    }
}

#[test]
fn a_rename_is_chosen_and_said_as_flags() {
    let project = edited(&PERSON.replace("    name =", "    handle ="));
    let mut session = on_terminal(&project, &["makemigrations"]);
    session
        .exp_string("was the field `persons.name` renamed to `handle`?")
        .unwrap();
    session
        .exp_string("no, persons.name is removed, with its data")
        .unwrap();
    type_keys(&mut session, ENTER);
    let (code, printed) = ended(session);
    assert_eq!(code, 0, "{printed}");
    let flags = "aksara makemigrations --rename persons.name:handle";
    assert!(printed.contains(flags), "{printed}");
    let text = project.read("migrations/0002_auto_rename_name_to_handle.py");
    assert!(text.contains("op.RenameField"), "{text}");
}

#[test]
fn an_update_asks_as_well_and_says_its_own_flags() {
    let project = edited(&format!(
        "{PERSON}\n\nclass Note(Model):\n    text = fields.Text()\n"
    ));
    project.run("makemigrations").succeeds();
    let renamed = project
        .read("app/models.py")
        .replace("    name =", "    handle =");
    project.write("app/models.py", &renamed);
    let mut session = on_terminal(&project, &["makemigrations", "--update"]);
    session
        .exp_string("was the field `persons.name` renamed to `handle`?")
        .unwrap();
    session
        .exp_string("no, persons.name is removed, with its data")
        .unwrap();
    type_keys(&mut session, ENTER);
    let (code, printed) = ended(session);
    assert_eq!(code, 0, "{printed}");
    let flags = "aksara makemigrations --update --rename persons.name:handle";
    assert!(printed.contains(flags), "{printed}");
    let text = project.read("migrations/0002_auto_create_notes.py");
    assert!(
        text.contains("op.RenameField") && text.contains("op.CreateTable"),
        "{text}"
    );
}

#[test]
fn a_value_is_read_at_once_and_asked_until_it_fits() {
    let after = PERSON
        .replace("    name =", "    handle =")
        .replace("    class Meta", "    age = fields.Integer()\n\n    class Meta");
    let project = edited(&after);
    let mut session = on_terminal(&project, &["makemigrations"]);
    session
        .exp_string("was the field `persons.name` renamed")
        .unwrap();
    type_keys(&mut session, &format!("{DOWN}{ENTER}"));
    session
        .exp_string("`persons.handle` is new and required")
        .unwrap();
    session.exp_string("three migrations").unwrap();
    type_keys(&mut session, &format!("{DOWN}{DOWN}{ENTER}"));
    session.exp_string("`persons.age` is new and required").unwrap();
    session.exp_string("three migrations").unwrap();
    type_keys(&mut session, ENTER);
    session.exp_string("SQL of persons.age").unwrap();
    type_keys(&mut session, &format!("'old'{ENTER}"));
    session.exp_string("whole number").unwrap();
    type_keys(&mut session, "\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}40 + id\r");
    let (code, printed) = ended(session);
    assert_eq!(code, 0, "{printed}");
    let flags = "aksara makemigrations --drop persons.name --no-default persons.handle --default 'persons.age=40 + id'";
    assert!(printed.replace("\r\n", " ").contains(flags), "{printed}");
    let arguments = ["migrations/0002_auto_add_handle_and_more.py"];
    let text = project.read(arguments[0]);
    assert!(text.contains("fill_sql=\"40 + id\""), "{text}");
}

#[test]
fn escape_and_control_c_end_the_question_and_write_nothing() {
    for key in [ESCAPE, CONTROL_C] {
        let project = edited(&PERSON.replace("    name =", "    handle ="));
        let before = project.snapshot();
        let mut session = on_terminal(&project, &["makemigrations"]);
        session.exp_string("is removed, with its data").unwrap();
        type_keys(&mut session, key);
        let (code, printed) = ended(session);
        assert_eq!(code, 130, "{printed}");
        // The cursor is shown again.
        assert!(printed.contains("\u{1b}[?25h"), "{printed:?}");
        assert!(project.snapshot() == before, "files changed");
    }
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let project = edited(&PERSON.replace("    name =", "    handle ="));
    let mut session = on_terminal(&project, &["makemigrations"]);
    session.exp_string("is removed, with its data").unwrap();
    session.process_mut().signal(Signal::SIGTERM).unwrap();
    let (code, printed) = ended(session);
    assert_eq!(code, 143, "{printed}");
    assert!(printed.contains("\u{1b}[?25h"), "{printed:?}");
}

#[test]
fn a_question_ends_with_its_terminal_also_where_no_signal_says_so() {
    let project = edited(&PERSON.replace("    name =", "    handle ="));
    // A terminal that is another program's, which is killed, and a session that does not have it as its own.
    let asking = format!("{} makemigrations; echo $? > code", env!("CARGO_BIN_EXE_aksara"));
    let inner = format!("setsid --wait sh -c '{asking}'");
    let mut command = project.environment("script");
    command
        .args(["--quiet", "--command", &inner, "/dev/null"])
        .env("TERM", "xterm-256color");
    let mut session = spawn_command(command, Some(30_000)).unwrap();
    session.exp_string("is removed, with its data").unwrap();
    session.process_mut().signal(Signal::SIGKILL).unwrap();
    let is_ended = || project.path("code").exists() && !project.read("code").is_empty();
    let ended = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        is_ended()
    });
    assert!(ended, "the question still waits for its answer");
    assert_eq!(project.read("code"), "129\n");
}

#[test]
fn a_program_is_not_asked_on_a_terminal_either() {
    for arguments in [
        &["makemigrations", "--no-input"][..],
        &["makemigrations", "--json"],
        &["makemigrations", "--stdout"],
    ] {
        let project = edited(&PERSON.replace("    name =", "    handle ="));
        let (code, printed) = ended(on_terminal(&project, arguments));
        assert_eq!(code, 3, "{printed}");
        assert!(printed.contains("--rename persons.name:handle"), "{printed}");
    }
}
