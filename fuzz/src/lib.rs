//! One plain function for each way in which hostile bytes reach btfly.
//!
//! *In:* any bytes. *Out:* nothing; a panic, a hang or a broken promise is the finding. The wrappers in
//! `fuzz_targets/` hand them to the fuzzer (`cargo xtask fuzz`); the smoke test here feeds them seeds and
//! mutations of those on any toolchain.

mod c;
mod co_re;
mod diff;
mod dwarf;
mod edit;
mod find;
mod layout;
#[path = "../../crates/btfly-source/src/make.rs"]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "it wraps what it is given")]
mod make;
mod memory;
mod minimize;
mod object;
mod reach;
mod rebase;
mod seeds;
mod source;
mod text;
mod types;
mod verify;

// For `make`, which is at home in a crate that has it.
use btfly_source::Compression;

pub use self::co_re::co_re;
pub use self::object::object;
pub use c::{c, header};
pub use diff::diff;
pub use dwarf::dwarf;
pub use edit::edit;
pub use find::find;
pub use layout::layout;
pub use minimize::minimize;
pub use reach::reach_of;
pub use rebase::rebase;
pub use source::{elf, source};
pub use text::{round_trip, text};
pub use types::{btf, ext, split};
pub use verify::verify;

/// What hostile bytes reach.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// What it is called: its wrapper and its corpus have the same name.
    pub name: &'static str,
    /// Feeds it.
    pub run: fn(&[u8]),
    /// Inputs that get far, to mutate.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub const ALL: &[Target] = &[
    Target { name: "btf", run: btf, seeds: seeds::btf },
    Target { name: "split", run: split, seeds: seeds::split },
    Target { name: "ext", run: ext, seeds: seeds::ext },
    Target { name: "text", run: text, seeds: seeds::text },
    Target { name: "round_trip", run: round_trip, seeds: seeds::round_trip },
    Target { name: "layout", run: layout, seeds: seeds::layout },
    Target { name: "find", run: find, seeds: seeds::find },
    Target { name: "source", run: source, seeds: source::source_seeds },
    Target { name: "elf", run: elf, seeds: source::elf_seeds },
    Target { name: "c", run: c, seeds: seeds::c },
    Target { name: "header", run: header, seeds: seeds::header },
    Target { name: "edit", run: edit, seeds: seeds::edit },
    Target { name: "object", run: object, seeds: object::seeds },
    Target { name: "co_re", run: co_re, seeds: co_re::seeds },
    Target { name: "reach", run: reach_of, seeds: reach::seeds },
    Target { name: "minimize", run: minimize, seeds: minimize::seeds },
    Target { name: "diff", run: diff, seeds: seeds::diff },
    Target { name: "dwarf", run: dwarf, seeds: dwarf::seeds },
    Target { name: "rebase", run: rebase, seeds: seeds::rebase },
    Target { name: "verify", run: verify, seeds: seeds::verify },
];

/// Cuts `data` in two: the first two bytes say where.
fn halves(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (at, rest) = data.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_le_bytes(*at)))
}

#[cfg(test)]
mod smoke {
    //! A short run on any toolchain: seeds, all their prefixes, what once failed, and mutations in an order that is
    //! the same each time.

    use std::path::Path;

    use super::{ALL, Target};

    /// Enough to meet the shallow mistakes in a second or two; the fuzzer is for the deep ones.
    const MUTATIONS: usize = 4000;

    #[test]
    fn no_target_falls_over_seeds_prefixes_and_mutations() {
        for target in ALL {
            let seeds = (target.seeds)();
            assert!(!seeds.is_empty(), "{} has no seeds", target.name);
            // A target of many seeds shares among them what one of few has for each.
            let share = seeds.len().div_ceil(6);
            for seed in seeds {
                for len in (0..=seed.len().min(4096)).step_by(share) {
                    (target.run)(&seed[..len]);
                }
                mutate(target, &seed, MUTATIONS / share);
            }
        }
    }

    #[test]
    fn what_once_failed_is_mended() {
        for target in ALL {
            let corpus =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/corpus").join(target.name);
            let Ok(files) = std::fs::read_dir(corpus) else { continue };
            for file in files {
                (target.run)(&std::fs::read(file.unwrap().path()).unwrap());
            }
        }
    }

    fn mutate(target: &Target, seed: &[u8], n: usize) {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for _ in 0..n {
            let mut bytes = seed.to_vec();
            for _ in 0..=random.below(4) {
                random.change(&mut bytes);
            }
            (target.run)(&bytes);
        }
    }

    /// Xorshift: the same numbers on every machine.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 % end.max(1) as u64).unwrap()
        }

        fn change(&mut self, bytes: &mut Vec<u8>) {
            const WORDS: [u32; 8] =
                [0, 1, 0x7f, 0xff, 0xffff, 0x00ff_ffff, 0x7fff_ffff, 0xffff_ffff];
            let at = self.below(bytes.len());
            match self.below(5) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                1 if !bytes.is_empty() => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                2 if 4 <= bytes.len() => {
                    let at = at.min(bytes.len() - 4) / 4 * 4;
                    bytes[at..at + 4].copy_from_slice(&WORDS[self.below(8)].to_le_bytes());
                }
                3 => bytes.truncate(at),
                _ => {
                    let piece = bytes[at..(at + 16).min(bytes.len())].to_vec();
                    let to = self.below(bytes.len() + 1);
                    bytes.splice(to..to, piece);
                }
            }
        }
    }
}
