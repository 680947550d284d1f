//! Functions that a program runs itself: within the transaction, undone with it.

use aksara_diagnostic::{Diagnose, full_text};
use aksara_driver::Connection;
use aksara_executor::{
    Event, Executor, ExecutorError, FunctionCall, FunctionError, FunctionRunner, PrintSink, Printed, Request,
};
use futures::future::{BoxFuture, FutureExt};
use pretty_assertions::assert_eq;

use crate::migrations::{Migrations, create_table, python};
use crate::without_rollback::WithoutRollback;
use crate::world::World;

/// Inserts a row named like the function, prints, and fails where the function says so.
struct Inserting {
    is_available: bool,
}

impl FunctionRunner for Inserting {
    fn prepare(&mut self) -> BoxFuture<'_, Result<(), FunctionError>> {
        let prepared = if self.is_available {
            Ok(())
        } else {
            Err(FunctionError::Unavailable {
                reason: "no interpreter".to_owned(),
            })
        };
        async { prepared }.boxed()
    }

    fn run<'a>(
        &'a mut self,
        call: FunctionCall<'a>,
        connection: &'a mut dyn Connection,
        prints: PrintSink<'a>,
    ) -> BoxFuture<'a, Result<(), FunctionError>> {
        async move {
            let fields = call.schema.tables().map(|table| table.fields.len());
            let sql = format!(
                "INSERT INTO users VALUES ({}, '{}')",
                fields.sum::<usize>(),
                call.function
            );
            connection.execute(&sql).await.unwrap();
            prints(Printed {
                line: call.function,
                is_error: false,
            });
            match call.function {
                "broken" => Err(FunctionError::Failed {
                    report: "Traceback".to_owned(),
                }),
                _ => Ok(()),
            }
        }
        .boxed()
    }
}

fn source(function: &str) -> Migrations {
    Migrations::chain([
        ("0001_users", vec![create_table("users")]),
        ("0002_rows", vec![python(function), create_table("tags")]),
    ])
}

async fn run(
    connection: &mut dyn Connection,
    function: &str,
    is_available: bool,
) -> (Vec<String>, Result<(), ExecutorError>) {
    let (mut printed, mut functions) = (Vec::new(), Inserting { is_available });
    let mut sink = |event: Event<'_>| {
        if let Event::Printed(line) = event {
            printed.push(line.line.to_owned());
        }
    };
    let source = source(function);
    let result = Executor::new(connection, &source)
        .with_functions(&mut functions)
        .migrate(&Request::default(), &mut sink)
        .await;
    (printed, result.map(drop))
}

#[tokio::test]
async fn a_function_meets_the_schema_before_it_and_its_prints_are_reported() {
    let world = World::new();
    let (printed, result) = run(&mut *world.connect().await, "fill", true).await;
    result.unwrap();
    assert_eq!(printed, ["fill"]);
    assert_eq!(
        world.texts("SELECT id || name AS name FROM users").await,
        ["2fill"]
    );
}

#[tokio::test]
async fn a_function_that_fails_takes_its_rows_back_with_or_without_the_databases_help() {
    for has_rollback in [true, false] {
        let world = World::new();
        let mut connection = world.connect().await;
        let result = if has_rollback {
            run(&mut *connection, "broken", true).await.1
        } else {
            run(&mut WithoutRollback(connection), "broken", true).await.1
        };
        let error = result.unwrap_err();
        let expected = "0002_rows: the function `broken` failed\nTraceback\n  at: migrations/0002_rows.py:10:5\n  \
                        state: Nothing of this migration was changed.\n  code: function.failed";
        assert_eq!(full_text(&error), expected);
        assert_eq!(world.number("SELECT count(*) FROM users").await, Some(0));
        assert_eq!(world.history().await, ["0001_users"]);
        let (_, again) = run(&mut *world.connect().await, "fill", true).await;
        again.unwrap();
    }
}

#[tokio::test]
async fn functions_that_cannot_be_run_are_reported_before_anything_is() {
    let world = World::new();
    let (_, result) = run(&mut *world.connect().await, "fill", false).await;
    let error = result.unwrap_err();
    assert_eq!(error.to_string(), "0002_rows: no interpreter");
    assert_eq!(error.diagnosis().state.as_deref(), Some("Nothing was changed."));
    assert_eq!(error.diagnosis().place.map(|origin| origin.line), Some(10));
    assert_eq!(world.catalog().await, [""; 0]);
}
