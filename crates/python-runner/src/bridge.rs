//! The program that the interpreter executes.

/// Reads the rest of the program; the one part that every Python must understand.
pub(crate) const BOOT: &str = include_str!("bridge/boot.py");

/// The program by parts, in the order of execution.
pub(crate) const PARTS: [(&str, &str); 13] = [
    ("parent", include_str!("bridge/parent.py")),
    ("channel", include_str!("bridge/channel.py")),
    ("streams", include_str!("bridge/streams.py")),
    ("values", include_str!("bridge/values.py")),
    ("unused", include_str!("bridge/unused.py")),
    ("turns", include_str!("bridge/turns.py")),
    ("database", include_str!("bridge/database.py")),
    ("package", include_str!("bridge/package.py")),
    ("source", include_str!("bridge/source.py")),
    ("written", include_str!("bridge/written.py")),
    ("callables", include_str!("bridge/callables.py")),
    ("generators", include_str!("bridge/generators.py")),
    ("run", include_str!("bridge/run.py")),
];
