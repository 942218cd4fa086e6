//! BTF bytes out of whatever holds them.
