//! The difference of two lists of constraints or indexes.

use crate::physical::{Object, Owned};
use crate::renames::{Rename, RenameKind};

pub(super) struct ObjectDifference<T> {
    pub(super) dropped: Vec<T>,
    pub(super) added: Vec<T>,
    /// Before and after: those that get another name and nothing else.
    renamed: Vec<(T, T)>,
}

impl<T: Object> ObjectDifference<T> {
    /// An object that is lost with a column is made again where it stays; one that must be remade is dropped first. One whose own
    /// column `goes` goes with it.
    pub(super) fn of(
        before: &[Owned<T>],
        after: &[Owned<T>],
        is_lost: impl Fn(&T) -> bool,
        is_remade: impl Fn(&T) -> bool,
        goes: impl Fn(&str) -> bool,
    ) -> Self {
        let is_in = |list: &[Owned<T>], object: &T| list.iter().any(|other| other.object == *object);
        let dropped = before.iter().filter(|old| {
            let goes = old.column.as_deref().is_some_and(&goes);
            let is_remade = !is_lost(&old.object) && is_remade(&old.object);
            !goes && (is_remade || !is_in(after, &old.object))
        });
        let added = after
            .iter()
            .filter(|new| is_lost(&new.object) || is_remade(&new.object) || !is_in(before, &new.object));
        let mut difference = Self {
            dropped: named_first(dropped, |_| false),
            added: named_first(added, &is_lost),
            renamed: Vec::new(),
        };
        difference.take_renamed(|object| is_lost(object) || is_remade(object));
        difference
    }

    pub(super) fn renames(&self, kind: RenameKind) -> impl Iterator<Item = Rename> {
        self.renamed.iter().map(move |(old, new)| Rename {
            kind,
            old: old.name().to_owned(),
            new: new.name().to_owned(),
        })
    }

    fn take_renamed(&mut self, is_lost: impl Fn(&T) -> bool) {
        for old in std::mem::take(&mut self.dropped) {
            let is_it = |new: &T| *new == old.named(new.name());
            match self.added.iter().position(is_it).filter(|_| !is_lost(&old)) {
                Some(position) => self.renamed.push((old, self.added.remove(position))),
                None => self.dropped.push(old),
            }
        }
    }
}

/// The objects of the table, those of its columns, those that were lost.
fn named_first<'a, T: Object + 'a>(
    objects: impl Iterator<Item = &'a Owned<T>>,
    is_lost: impl Fn(&T) -> bool,
) -> Vec<T> {
    let mut objects: Vec<&Owned<T>> = objects.collect();
    objects.sort_by_key(|known| {
        let is_lost = is_lost(&known.object);
        (is_lost, !is_lost && known.column.is_some())
    });
    objects.into_iter().map(|known| known.object.clone()).collect()
}
