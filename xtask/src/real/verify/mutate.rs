//! Mutations · a BTF → the same with one to three words changed, by a generator with a seed · never anything that differs from
//! run to run.

use btfly_btf::Btf;

/// Changes words.
pub(super) struct Mutator {
    state: u64,
}

impl Mutator {
    pub(super) const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A BTF with something changed; `None` if this is none.
    pub(super) fn mutate(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let btf = Btf::parse(bytes.to_vec()).ok()?;
        let mut out = bytes.to_vec();
        for _ in 0..=self.below(3).min(self.below(3)) {
            // Headers have few words, and a kernel that stops there looks at nothing else.
            if self.below(25) == 0 {
                let at = 4 * self.below(btf.header().types.start as usize / 4);
                self.change(&mut out, at, &btf);
            } else if self.below(40) == 0 {
                let strings = &btf.header().strings;
                let at = strings.start as usize + self.below(strings.len());
                let byte = self.next().to_le_bytes()[0];
                *out.get_mut(at)? = byte;
            } else {
                let at = self.place(&btf)?;
                self.change(&mut out, at, &btf);
            }
        }
        Some(out)
    }

    /// The byte of a word of some record, its head more often than its tail.
    fn place(&mut self, btf: &Btf) -> Option<usize> {
        let types = btf.types();
        let first = types.first().0;
        let idx = u32::try_from(self.below(types.len())).ok()?;
        let start = types.record_offset(btfly_btf::TypeId(first + idx))?;
        let section = &btf.header().types;
        let end = types.record_offset(btfly_btf::TypeId(first + idx + 1));
        let end = end.unwrap_or(section.end - section.start);
        let words = (end - start) as usize / 4;
        let word = if self.below(2) == 0 { self.below(words.min(3)) } else { self.below(words) };
        Some((section.start + start) as usize + word * 4)
    }

    fn change(&mut self, out: &mut [u8], at: usize, btf: &Btf) {
        let Some(word) = out.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<4>()) else {
            return;
        };
        let old = u32::from_le_bytes(*word);
        let end = btf.types().end().0;
        let strings = u32::try_from(btf.header().strings.len()).unwrap_or(0);
        let below =
            |mutator: &mut Self, end: u32| u32::try_from(mutator.below(end as usize)).unwrap_or(0);
        let new = match self.below(14) {
            0 => 0,
            1 => old.wrapping_add(1),
            2 => old.wrapping_sub(1),
            3 => below(self, end),
            4 => below(self, end),
            5 => end,
            6 => below(self, strings.max(1)),
            7 => old ^ 1 << 31,
            8 => old & 0x80ff_ffff | (1 + below(self, 20)) << 24,
            9 => old ^ 1 << below(self, 32),
            10 => below(self, 64),
            11 => 8 * below(self, 64),
            12 => u32::MAX,
            _ => old.swap_bytes(),
        };
        *word = new.to_le_bytes();
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// `splitmix64`.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }
}
