//! System calls, and nothing else: all `unsafe` of this crate is here.

pub(crate) mod btf;
pub(crate) mod call;
pub(crate) mod object;
pub(crate) mod probe;
