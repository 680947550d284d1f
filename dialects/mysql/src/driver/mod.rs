//! The driver: connections by URL or adopted, sessions in UTC and strict mode, the lock, interrupts.
//!
//! A `mysql://` URL may lead to a MariaDB server and the other way round: what the server says of itself decides
//! the dialect. No message here holds a password.

mod bulk;
mod connection;
mod dependents;
mod error;
mod interrupt;
mod kept;
mod literal;
mod location;
mod mysql_driver;
mod open;
mod others;
mod parameters;
mod protection;
mod reading;
mod session;
mod tls;
mod value;

pub use connection::MysqlConnection;
pub use mysql_driver::MysqlDriver;
