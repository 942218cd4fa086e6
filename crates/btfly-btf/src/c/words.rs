//! Words that became keywords in C23: a kernel, which is older C, may call a member `bool`.
//!
//! *In:* names of members and parameters. *Out:* the name, through a macro that puts an underscore behind
//! it where it is a keyword. *Never:* another name for older C, nor the macro where nothing needs it.

use alloc::vec::Vec;

use super::graph::NameKey;
use super::odd::{KEYWORDS_OF_C23, Prefix};
use super::pen::Pen;
use super::report::Defect;

/// What names go through, written before the first definition that needs it.
const MACRO: &[u8] = b"#ifndef __btf_word
#if defined(__cplusplus) || (defined(__STDC_VERSION__) && 202311L <= __STDC_VERSION__)
#define __btf_word(word) word##_
#else
#define __btf_word(word) word
#endif
#endif

";

/// Whether the macro is in the text.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Words {
    /// Nothing needed it so far.
    #[default]
    Unused,
    /// The definition that is being written needs it.
    Wanted,
    /// It is defined.
    Defined,
}

impl Pen<'_> {
    /// Writes the name of a member, parameter or function.
    #[inline]
    pub(super) fn plain_name(&mut self, name: NameKey, out: &mut Vec<u8>) {
        let start = out.len();
        self.graph.append(name, out);
        if !self.options.compat {
            let written = out.get(start..).unwrap_or(&[]);
            if Prefix::of(written).may_be_reserved() && is_keyword(written) {
                self.guard_word(start, out);
            } else if self.is_odd(name, written) {
                out.truncate(start);
                self.write_odd(self.graph.name(name), out);
            }
        }
    }

    /// Puts the name that was written from `start` on through the macro.
    #[cold]
    fn guard_word(&mut self, start: usize, out: &mut Vec<u8>) {
        if self.words == Words::Unused {
            self.words = Words::Wanted;
        }
        // Whether the macro is there by then, who writes ahead does not know.
        self.later |= self.ahead;
        self.find(Defect::KeywordOfC23);
        out.splice(start..start, b"__btf_word(".iter().copied());
        out.push(b')');
    }

    /// Defines the macro before what was written from `start` on, if that is the first to need it.
    #[inline]
    pub(super) fn define_words(&mut self, start: usize, out: &mut Vec<u8>) {
        if self.words == Words::Wanted {
            self.words = Words::Defined;
            out.splice(start..start, MACRO.iter().copied());
        }
    }
}

/// Whether C23 has it as a keyword.
fn is_keyword(name: &[u8]) -> bool {
    KEYWORDS_OF_C23.iter().any(|word| word.as_bytes() == name)
}
