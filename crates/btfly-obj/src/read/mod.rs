//! An object's bytes → what it holds.
