//! Answers to open questions: by files, on a terminal, or by nobody, so that they stay open.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use aksara::{AnswerFile, Answers, Apps, Draft, Error, NewMigration, OpenQuestion, Project, Questions};

use super::prompt;
use crate::Failure;
use crate::arguments::MakeMigrations;
use crate::output::{Format, Output};

/// The migrations, once nothing is open any more. A check lists the changes beside the questions that are.
pub fn drafts(
    project: &Project,
    apps: &Apps,
    mut wanted: NewMigration,
    arguments: &MakeMigrations,
    output: &mut Output,
) -> Result<(Vec<Draft>, Vec<OpenQuestion>), Failure> {
    let mut files = read(&arguments.answers)?;
    let mut has_prompted = false;
    let questions = loop {
        let questions = match project.make_migrations(apps, &wanted) {
            Ok(drafts) => {
                refuse_unasked(&files)?;
                if has_prompted {
                    say_flags(&wanted, output)?;
                }
                return Ok((drafts, Vec::new()));
            }
            Err(Error::Questions(questions)) => questions,
            Err(error) => return Err(error.into()),
        };
        if take_from_files(&mut files, &questions, &mut wanted)? {
            continue;
        }
        match questions.0.first() {
            Some(question) if can_ask(arguments, output) => {
                wanted.take(question, &prompt::ask(question)?);
                has_prompted = true;
            }
            Some(_) | None => break questions,
        }
    };
    refuse_unasked(&files)?;
    if !arguments.check {
        return Err(Error::Questions(questions).into());
    }
    let assuming = NewMigration {
        answers: Answers {
            assume_no_renames: true,
            assume_no_values: true,
            ..wanted.answers
        },
        ..wanted
    };
    let drafts = project.make_migrations(apps, &assuming)?;
    Ok((drafts, OpenQuestion::all(&questions)))
}

/// Whether a person sits at a terminal and a file is to be written.
fn can_ask(arguments: &MakeMigrations, output: &Output) -> bool {
    let only_shows = arguments.check || arguments.stdout || arguments.dry_run;
    let is_for_person = output.format() == Format::Text && !arguments.no_input && !only_shows;
    is_for_person && io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Takes the answers that files give; whether there were any.
fn take_from_files(
    files: &mut [(PathBuf, AnswerFile)],
    questions: &Questions,
    wanted: &mut NewMigration,
) -> Result<bool, Failure> {
    let mut has_taken = false;
    for question in &questions.0 {
        for (path, file) in files.iter_mut() {
            let answer = file.answer(question).map_err(|error| Failure::Answers {
                path: path.clone(),
                error,
            })?;
            if let Some(answer) = answer {
                wanted.take(question, &answer);
                has_taken = true;
                break;
            }
        }
    }
    Ok(has_taken)
}

fn read(paths: &[PathBuf]) -> Result<Vec<(PathBuf, AnswerFile)>, Failure> {
    let file = |path: &PathBuf| {
        let text = fs::read_to_string(path).map_err(|source| Failure::Read {
            path: path.clone(),
            source,
        })?;
        let file = AnswerFile::parse(&text).map_err(|error| Failure::Answers {
            path: path.clone(),
            error,
        })?;
        Ok((path.clone(), file))
    };
    paths.iter().map(file).collect()
}

fn refuse_unasked(files: &[(PathBuf, AnswerFile)]) -> Result<(), Failure> {
    for (path, file) in files {
        file.refuse_unasked().map_err(|error| Failure::Answers {
            path: path.clone(),
            error,
        })?;
    }
    Ok(())
}

/// The flags that give the same answers, for the next person.
fn say_flags(wanted: &NewMigration, output: &mut Output) -> Result<(), Failure> {
    let renames = wanted.decisions.iter().map(ToString::to_string);
    let values = wanted.row_values.iter().map(ToString::to_string);
    let flags: Vec<String> = renames.chain(values).collect();
    Ok(output.note(
        "Next time",
        format_args!("aksara makemigrations {}", flags.join(" ")),
    )?)
}
