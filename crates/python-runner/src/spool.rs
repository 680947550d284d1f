//! Rows that wait in a temporary file until the user's loop wants them.
//!
//! A loop over a query's rows runs other statements on the same connection, which most databases allow only when
//! the result has been read to its end. So it is, and memory stays flat: batches are kept as they will be sent.

use std::io::{self, Read, Seek, SeekFrom, Write};

use aksara_driver::Row;
use tempfile::SpooledTempFile;

use crate::PythonRunError;
use crate::marshal::Writer;
use crate::values::write_rows;

/// A result up to this size stays in memory.
const GREATEST_IN_MEMORY: usize = 4 << 20;

/// A result on its way into the file.
pub(crate) struct SpoolWriter {
    file: SpooledTempFile,
    rows: Vec<Row>,
    batch: usize,
}

/// A result that was read to its end.
pub(crate) struct Spool(SpooledTempFile);

impl SpoolWriter {
    /// A result of batches of so many rows.
    pub(crate) fn new(batch: usize) -> Self {
        Self {
            file: SpooledTempFile::new(GREATEST_IN_MEMORY),
            rows: Vec::new(),
            batch,
        }
    }

    /// Takes a row.
    pub(crate) fn add(&mut self, row: Row) -> io::Result<()> {
        self.rows.push(row);
        if self.rows.len() < self.batch {
            Ok(())
        } else {
            self.flush()
        }
    }

    /// There are no more rows.
    pub(crate) fn finish(mut self) -> Result<Spool, PythonRunError> {
        self.end().map_err(|source| PythonRunError::Spool { source })?;
        Ok(Spool(self.file))
    }

    fn end(&mut self) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.flush()?;
        }
        // The empty batch says that there are no more.
        self.flush()?;
        self.file.seek(SeekFrom::Start(0)).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut writer = Writer::default();
        write_rows(&mut writer, &self.rows);
        self.rows.clear();
        let written = writer.finish();
        self.file.write_all(&(written.len() as u64).to_le_bytes())?;
        self.file.write_all(&written)
    }
}

impl Spool {
    /// The next rows, as an answer has them; none of them when all were given.
    pub(crate) fn next(&mut self) -> Result<Vec<u8>, PythonRunError> {
        self.read().map_err(|source| PythonRunError::Spool { source })
    }

    fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 8];
        self.0.read_exact(&mut length)?;
        let mut batch = Vec::new();
        (&mut self.0)
            .take(u64::from_le_bytes(length))
            .read_to_end(&mut batch)?;
        Ok(batch)
    }
}
