//! What the crate promises, tried from outside: one binary, a file for each promise.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by stopping; helpers of tests are not known to be tests"
)]

mod c;
mod diff;
mod downgrade;
mod edit;
mod ext;
mod fixtures;
mod goldens;
mod hostile;
mod json;
mod kinds;
mod listing;
mod minimize;
mod properties;
mod questions;
mod raw;
mod rebase;
mod rules;
mod search;
mod set;
mod split;
