//! Whole workflows through the built binary, each in a project directory of its own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod backfilling;
mod bad_database;
mod bad_migrations;
mod bad_models;
mod baselines;
mod checking;
mod conflicts;
mod data_migrations;
mod edited_at_once;
mod flavours;
mod for_programs;
mod inspecting;
mod inspecting_odd_sqlite;
mod loading;
mod losses;
mod managed_elsewhere;
mod migrating;
mod moved_sessions;
mod new_migrations;
mod odd_baselines;
mod other_tools;
mod package_tables;
mod passwords;
mod project;
mod project_root;
mod python;
mod renamed_migrations;
mod renames;
mod rows_in_the_way;
mod runners;
mod scripts;
mod search_paths;
mod seed_example;
mod servers;
mod settings;
mod several_databases;
mod sql_and_info;
mod sql_files;
mod sql_ranges;
mod squashing;
mod stopped_runs;
mod verifying;
mod zero_dates;
