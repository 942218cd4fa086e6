//! Edits.

#![allow(missing_docs, reason = "draft")]
#![allow(dead_code, reason = "draft")]

pub mod dedup;
mod source;
