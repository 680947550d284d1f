//! Carrying out a backfill: range by range of the primary key, each in one transaction with its record.
//!
//! A range is found by its size, never by counting rows from the start: the first key after the last one that is
//! done, up to the one that completes it. So a run that is killed at any moment left whole ranges, and the next one
//! knows which; no row is updated twice.

use std::fmt::Write;

use aksara_dialect::{BatchedUpdate, Dialect, KeyComparison, Statement};
use aksara_driver::DriverError;

use crate::backfill_record::{BACKFILL, FinishedRange, Subject, key_column};
use crate::patience::Patience;
use crate::run::Run;
use crate::{BackfillProgress, BackfillStage, Event, ExecutorError, FailedStatement, PlannedMigration};

/// A backfill within a run.
struct Backfilling<'a> {
    planned: &'a PlannedMigration,
    statement: &'a Statement,
    update: &'a BatchedUpdate,
    number: usize,
    subject: Subject<'a>,
    /// The record's table, quoted.
    record: String,
    /// The last range that is done.
    last: Option<FinishedRange>,
    /// The last key of the range that is under way.
    next: Option<FinishedRange>,
}

impl Run<'_> {
    /// Runs a backfill, from where a run before stopped.
    pub(crate) async fn backfill(
        &mut self,
        planned: &PlannedMigration,
        statement: &Statement,
        update: &BatchedUpdate,
        number: usize,
    ) -> Result<(), ExecutorError> {
        let subject = Subject {
            migration: planned.entry.name.as_str(),
            statement: number,
            table: &update.table,
        };
        let mut work = Backfilling {
            planned,
            statement,
            update,
            number,
            subject,
            record: BACKFILL.quoted(self.connection)?,
            last: subject.last(self.connection).await?,
            next: None,
        };
        if work.last.is_none() {
            subject.create(self.connection).await?;
        }
        let result = self.ranges(&mut work).await;
        // If it is the first of its migration and no range is done, nothing is done.
        self.is_undone = result.is_err() && number == 1 && work.last.is_none();
        result
    }

    async fn ranges(&mut self, work: &mut Backfilling<'_>) -> Result<(), ExecutorError> {
        let total = self.count_rows(work).await?;
        self.report(work, BackfillStage::Begun, total);
        let mut patience = Patience::default();
        loop {
            self.refuse_cancelled(Some(work.planned))?;
            let result = self.committed_range(work).await;
            if self.tries_again(work.planned, &result, &mut patience).await? {
                continue;
            }
            patience = Patience::default();
            if !result? {
                self.report(work, BackfillStage::Ended, total);
                return Ok(());
            }
            work.last = work.next.take();
            self.report(work, BackfillStage::Committed, total);
        }
    }

    async fn committed_range(&mut self, work: &mut Backfilling<'_>) -> Result<bool, ExecutorError> {
        self.begin(work.planned).await?;
        let result = self.range(work).await;
        let is_done = self.or_roll_back(result).await?;
        self.commit(work.planned).await?;
        Ok(is_done)
    }

    /// Updates one range and writes its record; `false` where no rows are left.
    async fn range(&mut self, work: &mut Backfilling<'_>) -> Result<bool, ExecutorError> {
        let waits = self.connection.expect_row_waits().await;
        waits.map_err(|source| self.range_failure(work, source))?;
        let dialect = self.connection.dialect();
        let find = work.find_sql(&*dialect, &work.subject.constants(&*dialect)?);
        self.batch_sql(work, &find).await?;
        let batch = work.batch();
        let sql = format!("SELECT * FROM {} WHERE batch = {batch}", work.record);
        let rows = self.connection.query(&sql, &[]).await;
        let rows = rows.map_err(|source| self.range_failure(work, source))?;
        let Some(row) = rows.first() else { return Ok(false) };
        work.next = Some(work.subject.bound(row)?);
        self.batch_sql(work, &work.update_sql(&*dialect)).await?;
        let forget = format!("DELETE FROM {} WHERE batch < {batch}", work.record);
        self.batch_sql(work, &forget).await?;
        Ok(true)
    }

    /// Runs SQL of the range that is under way, which can be interrupted.
    async fn batch_sql(&mut self, work: &Backfilling<'_>, sql: &str) -> Result<(), ExecutorError> {
        let executed = self.connection.execute(sql);
        let result = self.cancellation.guard(executed, &*self.interrupt).await;
        result.map_err(|source| self.range_failure(work, source))
    }

    async fn count_rows(&mut self, work: &Backfilling<'_>) -> Result<i64, ExecutorError> {
        let table = self.connection.dialect().quote_table(&work.update.table.name);
        let sql = format!("SELECT count(*) AS total FROM {table}");
        let counted = self.connection.query(&sql, &[]);
        let rows = self.cancellation.guard(counted, &*self.interrupt).await;
        let rows = rows.map_err(|source| self.range_failure(work, source))?;
        Ok(rows
            .first()
            .and_then(|row| row.integer("total"))
            .unwrap_or_default())
    }

    fn range_failure(&self, work: &Backfilling<'_>, source: DriverError) -> ExecutorError {
        match self.failure(work.planned, work.statement, work.number, source) {
            ExecutorError::Statement(failed) => ExecutorError::Statement(Box::new(FailedStatement {
                rows: Some(work.rows()),
                ..*failed
            })),
            error => error,
        }
    }

    fn report(&mut self, work: &Backfilling<'_>, stage: BackfillStage, total: i64) {
        let last = work.last.as_ref();
        (self.events)(Event::Backfill(&BackfillProgress {
            table: work.update.table.name.clone(),
            stage,
            batches: last.map_or(0, |bound| bound.batch),
            rows: last.map_or(0, |bound| bound.rows),
            total,
        }));
    }
}

impl Backfilling<'_> {
    /// The number of the range that is under way.
    fn batch(&self) -> i64 {
        self.last.as_ref().map_or(1, |bound| bound.batch + 1)
    }

    /// Writes the record of the next range: its last key, and how many rows are done with it.
    fn find_sql(&self, dialect: &dyn Dialect, constants: &str) -> String {
        let (mut columns, mut keys, mut order, mut back) = (vec![], vec![], vec![], vec![]);
        for (position, name) in self.update.table.primary_key().into_iter().enumerate() {
            let (column, name) = (key_column(position), dialect.quote_name(name.as_str()));
            keys.push(format!("{name} AS {column}"));
            order.push(name);
            back.push(format!("{column} DESC"));
            columns.push(column);
        }
        let (columns, keys, order, back) = (
            columns.join(", "),
            keys.join(", "),
            order.join(", "),
            back.join(", "),
        );
        let table = dialect.quote_table(&self.update.table.name);
        let after = self
            .after(dialect)
            .map_or_else(String::new, |after| format!(" WHERE {after}"));
        let (batch, rows) = (self.batch(), self.update.batch_size);
        let done = self.last.as_ref().map_or(0, |bound| bound.rows);
        let record = &self.record;
        format!(
            "INSERT INTO {record} (batch, migration, statement, subject, done, {columns}) \
             SELECT {batch}, {constants}, {done} + count(*) OVER (), {columns} \
             FROM (SELECT {keys} FROM {table}{after} ORDER BY {order} LIMIT {rows}) AS found \
             ORDER BY {back} LIMIT 1"
        )
    }

    /// The update of the range whose record is written.
    fn update_sql(&self, dialect: &dyn Dialect) -> String {
        let (table, set) = (dialect.quote_table(&self.update.table.name), &self.update.set);
        let mut sql = format!(
            "UPDATE {table} SET {set} WHERE {}",
            self.beyond(dialect, self.batch(), "<=")
        );
        // Writing into a text does not fail.
        if let Some(after) = self.after(dialect) {
            let _ = write!(sql, " AND {after}");
        }
        if let Some(condition) = &self.update.condition {
            let _ = write!(sql, " AND ({condition})");
        }
        sql
    }

    /// That a row comes after the ranges that are done; nothing where none is.
    fn after(&self, dialect: &dyn Dialect) -> Option<String> {
        let last = self.last.as_ref()?;
        Some(self.beyond(dialect, last.batch, ">"))
    }

    /// That a row's key is greater than a range's last one (`>`), or not greater (`<=`).
    fn beyond(&self, dialect: &dyn Dialect, batch: i64, comparison: &str) -> String {
        let names = self.update.table.primary_key().into_iter();
        let names: Vec<String> = names.map(|name| dialect.quote_name(name.as_str())).collect();
        let bound = |position| {
            format!(
                "(SELECT {} FROM {} WHERE batch = {batch})",
                key_column(position),
                self.record
            )
        };
        let bounds: Vec<String> = (0..names.len()).map(bound).collect();
        match (names.len(), self.update.comparison) {
            (0 | 1, _) => format!("{} {comparison} {}", names.concat(), bounds.concat()),
            (_, KeyComparison::Row) => {
                format!("({}) {comparison} ({})", names.join(", "), bounds.join(", "))
            }
            (_, KeyComparison::Fields) => by_fields(&names, &bounds, comparison),
        }
    }

    /// The rows that are under way, for people.
    fn rows(&self) -> String {
        let name = &self.update.table.name;
        let key: Vec<String> = self
            .update
            .table
            .primary_key()
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let bound = |word: &str, bound: &Option<FinishedRange>| match bound {
            Some(bound) => format!(" {word} {}", bound.key),
            None => String::new(),
        };
        let (after, to) = (bound("after", &self.last), bound("up to", &self.next));
        if after.is_empty() && to.is_empty() {
            format!("the rows of `{name}`")
        } else {
            format!("the rows of `{name}` with {}{after}{to}", key.join(", "))
        }
    }
}

/// A comparison of rows, field by field.
fn by_fields(names: &[String], bounds: &[String], comparison: &str) -> String {
    let strict = comparison.trim_end_matches('=');
    let mut condition = String::new();
    for (name, bound) in names.iter().zip(bounds).rev() {
        condition = if condition.is_empty() {
            format!("{name} {comparison} {bound}")
        } else {
            format!("({name} {strict} {bound} OR ({name} = {bound} AND {condition}))")
        };
    }
    condition
}
