//! What developers and CI run, as a library: each task and what it stands on · the project's tree, the lab → checks,
//! reports, fixtures · never part of what users install.
//!
//! In reading order: [`lab`] fetches real input and gives typed access to it, [`real`] checks the project on it,
//! [`fuzz`] feeds it hostile bytes, [`mod@bench`] measures it beside its peers, [`defines`] makes the table of constants,
//! [`vm`] runs the lab's kernels, [`tidy`] polices the house, [`ci`] runs all of it in order.

pub mod bench;
pub mod ci;
pub mod command;
pub mod defines;
pub mod fuzz;
pub mod lab;
pub mod real;
pub mod tidy;
pub mod vm;
pub mod workspace;
