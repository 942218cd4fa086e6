//! System calls, and nothing else: all `unsafe` of this crate is here.

pub(crate) mod btf;
pub(crate) mod call;
pub(crate) mod link;
pub(crate) mod map;
pub(crate) mod memlock;
pub(crate) mod object;
pub(crate) mod perf;
pub(crate) mod probe;
pub(crate) mod prog;
pub(crate) mod signal;
