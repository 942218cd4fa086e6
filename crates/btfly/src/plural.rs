//! Numbers of things in messages · `1 module`, `2 modules` · never a word whose plural is another word.

/// So many of `what`.
pub(crate) fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
