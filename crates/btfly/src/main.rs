//! btfly
fn main() {}
