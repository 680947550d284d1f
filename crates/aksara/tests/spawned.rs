//! A server spawns what migrates it: every future of the library can move to another thread.

use aksara::{Baseline, Check, LockHolder, Mark, Migrator, Project, Request, Resolve, Verification};

/// Compiles for futures that a runtime with several threads takes.
fn spawnable<F: Future + Send>(_: F) {}

#[test]
fn every_future_of_a_migrator_can_be_spawned() {
    fn check(migrator: &Migrator, request: &Request, mark: &Mark, holder: &LockHolder, resolve: Resolve) {
        spawnable(async move { migrator.migrate(request, &mut |_| {}).await });
        spawnable(async move { migrator.resolve("0001", resolve, &mut |_| {}).await });
        spawnable(async move { migrator.mark(mark, &mut |_| {}).await });
        spawnable(migrator.resolution("0001", resolve));
        spawnable(migrator.status());
        spawnable(migrator.plan(request));
        spawnable(migrator.rehearse(request));
        spawnable(migrator.lock_state());
        spawnable(migrator.release_lock(holder));
        spawnable(migrator.is_missing_file());
    }
    let _ = check;
}

#[test]
fn every_future_of_a_project_can_be_spawned() {
    fn check(project: &Project, check: &Check, verification: &Verification, baseline: &Baseline) {
        spawnable(project.verify(verification));
        spawnable(async move { project.verify_with_events(verification, &mut |_| {}).await });
        spawnable(project.check(check));
        spawnable(project.inspect(&[]));
        spawnable(project.start_history(baseline));
        spawnable(project.server());
    }
    let _ = check;
}
