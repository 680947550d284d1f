//! Python's `marshal`, version 2: what the two ends of the pipe speak.
//!
//! Every interpreter reads and writes it in C, and its second version has been the same since Python 2.5. Only the
//! kinds that the bridge sends are here.

mod read;
mod write;

pub(crate) use read::{Item, read};
pub(crate) use write::Writer;

/// The letters before each kind of value (CPython's `Python/marshal.c`).
pub(crate) mod kind {
    pub(crate) const NONE: u8 = b'N';
    pub(crate) const TRUE: u8 = b'T';
    pub(crate) const FALSE: u8 = b'F';
    pub(crate) const ELLIPSIS: u8 = b'.';
    pub(crate) const INTEGER: u8 = b'i';
    pub(crate) const LONG: u8 = b'l';
    pub(crate) const FLOAT: u8 = b'g';
    pub(crate) const TEXT: u8 = b'u';
    pub(crate) const BYTES: u8 = b's';
    pub(crate) const TUPLE: u8 = b'(';
    pub(crate) const LIST: u8 = b'[';
}

/// The bits in a digit of a long integer.
pub(crate) const DIGIT_BITS: u32 = 15;
