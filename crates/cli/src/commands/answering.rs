//! Answers to open questions: by files, on a terminal, or by nobody, so that they stay open.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use aksara::{AnswerFile, Error, NewMigration, Questions};

use super::prompt;
use crate::Failure;
use crate::arguments::MakeMigrations;
use crate::output::{Format, Output};

/// The result of an attempt, once everything is answered that could be.
pub enum Answered<T> {
    /// Nothing is open any more.
    Made(T),
    /// Questions are open, with what is decided so far.
    Open(Questions, Box<NewMigration>),
}

/// Makes something and asks until nothing is open: files first, then a person at a terminal.
pub async fn answered<T>(
    mut wanted: NewMigration,
    arguments: &MakeMigrations,
    output: &mut Output,
    make: impl AsyncFn(&NewMigration) -> Result<T, Error>,
) -> Result<Answered<T>, Failure> {
    let mut files = read(&arguments.answers)?;
    let mut has_prompted = false;
    loop {
        let questions = match make(&wanted).await {
            Ok(made) => {
                refuse_unasked(&files)?;
                if has_prompted {
                    say_flags(&wanted, arguments, output)?;
                }
                return Ok(Answered::Made(made));
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
            Some(_) | None => {
                refuse_unasked(&files)?;
                return Ok(Answered::Open(questions, Box::new(wanted)));
            }
        }
    }
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
fn say_flags(wanted: &NewMigration, arguments: &MakeMigrations, output: &mut Output) -> Result<(), Failure> {
    let renames = wanted.decisions.iter().map(ToString::to_string);
    let values = wanted.row_values.iter().map(ToString::to_string);
    let update = arguments.update.then(|| "--update".to_owned());
    let flags: Vec<String> = update.into_iter().chain(renames).chain(values).collect();
    Ok(output.note(
        "Next time",
        format_args!("aksara makemigrations {}", flags.join(" ")),
    )?)
}
