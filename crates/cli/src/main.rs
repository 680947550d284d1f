//! The binary: everything is in the library, so that examples can run commands too.

use std::process::ExitCode;

fn main() -> ExitCode {
    aksara_cli::main(std::env::args_os())
}
