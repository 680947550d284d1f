//! Tables that a program writes down: they read like models, and names are checked once, where the table is finished.
//!
//! ```
//! use aksara_schema::{Field, Index, ReferentialAction, Table};
//!
//! let posts = Table::build("posts")
//!     .field(Field::id("id"))
//!     .field(Field::string("title", 200).unique())
//!     .field(Field::foreign_key("author_id", "users").on_delete(ReferentialAction::Cascade))
//!     .index(Index::on(["title", "author_id"]))
//!     .finish()?;
//! assert_eq!(posts.fields.len(), 3);
//! assert_eq!(posts.indexes[0].name.as_str(), "posts_title_author_id_idx");
//! # Ok::<(), aksara_schema::InvalidTable>(())
//! ```

mod field;
mod index;
mod table;

pub use field::FieldBuilder;
pub use index::IndexBuilder;
pub use table::{InvalidTable, TableBuilder};
