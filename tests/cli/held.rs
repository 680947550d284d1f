//! A session of another program that holds something in the database while a test goes on.

use aksara::{DatabaseUrl, registry};
use aksara_driver::Connection;
use tokio::runtime::Runtime;

/// A connection that stays open.
pub struct Held {
    runtime: Runtime,
    connection: Box<dyn Connection>,
}

impl Held {
    /// Connects, and runs SQL.
    pub fn new(url: &str, sql: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let url = DatabaseUrl::parse(url).unwrap();
        let connection = registry::driver_of(&url).unwrap().connect(&url);
        let mut held = Self {
            connection: runtime.block_on(connection).unwrap(),
            runtime,
        };
        held.execute(sql);
        held
    }

    /// Runs SQL on it.
    pub fn execute(&mut self, sql: &str) {
        self.runtime.block_on(self.connection.execute(sql)).unwrap();
    }

    /// Ends the transaction and the connection.
    pub fn end(mut self) {
        self.execute("ROLLBACK");
        self.runtime.block_on(self.connection.close()).unwrap();
    }
}
