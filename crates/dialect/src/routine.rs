//! Work that only the live catalog can complete.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

/// Work that only the live catalog can complete. It is plain data of one dialect, whose driver carries it out.
#[derive(Debug, Clone)]
pub struct Routine {
    work: Arc<dyn Work>,
    sql: Vec<String>,
}

/// The data of a routine: any plain value of a dialect.
pub trait Work: Any + Debug + Send + Sync {
    /// Whether both are the same work.
    fn is_same(&self, other: &dyn Any) -> bool;
}

impl<T: Any + Debug + Send + Sync + PartialEq> Work for T {
    fn is_same(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<T>() == Some(self)
    }
}

impl Routine {
    /// Work and its statements, as far as they can be known without the catalog.
    pub fn new(work: impl Work, sql: Vec<String>) -> Self {
        Self {
            work: Arc::new(work),
            sql,
        }
    }

    /// The work, if it is of this type: another dialect has other types.
    pub fn work<T: Work>(&self) -> Option<&T> {
        let work: &dyn Any = &*self.work;
        work.downcast_ref()
    }

    /// The statements as far as they can be known without the catalog.
    pub fn sql(&self) -> &[String] {
        &self.sql
    }
}

impl PartialEq for Routine {
    fn eq(&self, other: &Self) -> bool {
        self.sql == other.sql && self.work.is_same(&*other.work)
    }
}

impl Eq for Routine {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Rebuild(&'static str);

    #[derive(Debug, PartialEq)]
    struct Build(&'static str);

    fn routine(work: impl Work) -> Routine {
        Routine::new(work, vec!["SELECT 1".to_owned()])
    }

    #[test]
    fn routines_are_equal_where_their_work_is() {
        assert_eq!(routine(Rebuild("a")), routine(Rebuild("a")));
        assert_ne!(routine(Rebuild("a")), routine(Rebuild("b")));
        assert_ne!(routine(Rebuild("a")), routine(Build("a")));
        assert_ne!(routine(Rebuild("a")), Routine::new(Rebuild("a"), Vec::new()));
    }

    #[test]
    fn work_is_found_by_its_own_type_alone() {
        let rebuild = routine(Rebuild("a"));
        assert_eq!(rebuild.work(), Some(&Rebuild("a")));
        assert_eq!(rebuild.work::<Build>(), None);
    }
}
