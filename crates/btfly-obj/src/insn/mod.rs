//! Instructions of eBPF: eight bytes ↔ fields · the same as text.
