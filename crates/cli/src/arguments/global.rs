//! The arguments of every command.

use std::path::PathBuf;

use anstream::ColorChoice;
use clap::{Args, ValueEnum};
use inquire::set_global_render_config;
use inquire::ui::RenderConfig;

use crate::output::{Format, Output, Verbosity};

/// How a command runs and how it prints, whichever it is.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Every command")]
pub struct Global {
    /// Run as if it was started in this folder
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,
    /// Print results, warnings and errors alone
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print settings and their places, each statement of `migrate` with its time (without texts and numbers of rows
    /// in it), and how long it took
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// When to use colours: auto (on a terminal, unless NO_COLOR is set), always or never
    #[arg(
        long,
        value_name = "WHEN",
        global = true,
        default_value = "auto",
        hide_possible_values = true
    )]
    pub color: ColorArgument,
    /// Print JSON: events as lines, and the result or error at the end
    #[arg(long, global = true)]
    pub json: bool,
}

impl Global {
    /// The output that they ask for.
    pub fn output(&self) -> Output {
        let format = if self.json { Format::Json } else { Format::Text };
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        Output::new(format, verbosity)
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorArgument {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

impl ColorArgument {
    /// The choice that the arguments make, also where they are wrong elsewhere.
    pub fn written_in(arguments: &[String]) -> Self {
        let values = arguments.iter().enumerate().filter_map(|(index, argument)| {
            match argument.strip_prefix("--color")? {
                "" => arguments.get(index + 1).map(String::as_str),
                rest => rest.strip_prefix('='),
            }
        });
        values
            .filter_map(|value| Self::from_str(value, false).ok())
            .next_back()
            .unwrap_or_default()
    }

    /// Makes it the choice of this process.
    pub fn apply(self) {
        let choice = match self {
            Self::Auto => ColorChoice::Auto,
            Self::Always => ColorChoice::Always,
            Self::Never => ColorChoice::Never,
        };
        choice.write_global();
        if choice == ColorChoice::Never {
            set_global_render_config(RenderConfig::empty());
        }
    }
}
