//! The I/O interface of databases: URLs, drivers, connections, rows and values.
//!
//! A driver opens connections of one dialect's flavours and carries out the routines that lowering leaves to the
//! live catalog. The executor knows databases by these traits alone. Nothing here knows migrations, history or
//! any one database.

mod connection;
mod database_url;
mod dependent;
mod error;
mod fit;
mod inspection;
mod interpret;
mod leasing;
mod namespaces;
mod numbered;
mod other_session;
mod parameter;
mod scratch_name;
mod server_url;
mod targets;
mod text;
mod value;

pub use connection::{
    BlindObserver, Connection, Driver, Interrupt, LockLimit, Observer, Query, RowSink, ServerIdentity,
};
pub use database_url::{DatabaseUrl, InvalidDatabaseUrl};
pub use dependent::Dependent;
pub use error::DriverError;
pub use fit::Misfit;
pub use inspection::{DomainField, Inspection, MakingStatement, OpaqueObject, OwnTable, without_domains};
pub use interpret::COMMON_YEARS;
pub use leasing::{Fence, Leasing, Opener};
pub use namespaces::Namespaces;
pub use numbered::{NumberedStatement, PlaceholderStyle};
pub use other_session::OtherSession;
pub use parameter::unknown_parameter;
pub use scratch_name::ScratchName;
pub use server_url::{ParameterValue, ServerUrl, UnclearPassword, UrlParameter};
pub use targets::{Placement, Target, placements};
pub use value::{Row, Value};
