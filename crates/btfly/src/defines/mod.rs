//! What BTF cannot carry: the constants behind `btfly header --defines FILE` · the committed table, the names that the header
//! beside it declares → C text · never computes a value.
//!
//! The kernel defines most of its constants as macros, and macros leave no trace in type information; so every eBPF program
//! writes `#define ETH_P_IP 0x0800` by hand. FILE saves that. It includes nothing and stands beside `vmlinux.h`, before or
//! after it:
//!
//! ```c
//! #include "vmlinux.h"
//! #include "FILE"
//! ```
//!
//! `cargo xtask defines` makes the table from Debian's kernel headers; compilers compare every value with the headers, on ten
//! architectures.
//!
//! What the header beside FILE declares as an enumerator (`IPPROTO_TCP`, `IFF_UP`, `RTM_NEWLINK`, `TASK_COMM_LEN`; which ones
//! depends on the kernel, and on the types that were asked for) must not become a macro as well: CO-RE could not ask for it
//! any more (`bpf_core_enum_value`), and `vmlinux.h` would not compile after FILE. [`without`] leaves those out.

/// Guards the whole table; names no constant.
const INCLUDE_GUARD: &str = "__BTFLY_DEFINES_H__";

/// The whole table, as a C header.
pub(crate) fn text() -> &'static str {
    include_str!("table.h")
}

/// The table less the names that `declared` knows: the enumerators of the header beside it.
pub(crate) fn without(declared: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text().len());
    // Conditions open in a definition that is left out.
    let mut skipped = 0_u32;
    for line in text().split_inclusive('\n') {
        if skipped > 0 {
            if line.starts_with("#if") {
                skipped += 1;
            } else if line.starts_with("#endif") {
                skipped -= 1;
            }
        } else if guarded(line).is_some_and(&declared) {
            skipped = 1;
        } else {
            out.push_str(line);
        }
    }
    out
}

/// The name whose definition begins with this line.
fn guarded(line: &str) -> Option<&str> {
    line.strip_prefix("#ifndef ").map(str::trim_end).filter(|name| *name != INCLUDE_GUARD)
}

#[cfg(test)]
mod tests;
