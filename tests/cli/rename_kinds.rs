//! Every kind of rename, answered by flags, with rows.
