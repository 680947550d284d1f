//! The command of the Python package: the same under another name.

use std::process::ExitCode;

fn main() -> ExitCode {
    aksara_cli::main(std::env::args_os())
}
