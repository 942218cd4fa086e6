//! Hashes, for the tables of `search`, `build` and `shape`.
//!
//! *In:* a name or words, and a seed. *Out:* 32 or 64 bits. *Never:* anything that reaches output: tables built on it are
//! only looked up, so that a seed may differ from run to run.

/// A hash of a name: eight bytes at a time, multiplied and folded.
#[inline]
pub(crate) fn hash(seed: u64, name: &[u8]) -> u32 {
    let mut state = seed ^ name.len() as u64;
    let mut chunks = name.chunks_exact(8);
    for chunk in &mut chunks {
        let word = chunk.first_chunk::<8>().map_or(0, |chunk| u64::from_le_bytes(*chunk));
        state = mix(state ^ word, K);
    }
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(chunks.remainder()) {
        *to = *from;
    }
    let hash = mix(state ^ u64::from_le_bytes(last), K);
    // The low half of the folded product.
    u32::try_from(hash & u64::from(u32::MAX)).unwrap_or(0)
}

/// A hash of words and names, one after the other.
pub(crate) struct Hasher(pub(crate) u64);

impl Hasher {
    #[inline]
    pub(crate) fn word(&mut self, word: u64) {
        self.0 = mix(self.0 ^ word, K);
    }

    /// Two words at the price of one.
    #[inline]
    pub(crate) fn pair(&mut self, a: u64, b: u64) {
        self.0 = mix(self.0 ^ a ^ K, b ^ K.rotate_left(32)).wrapping_add(self.0 ^ a);
    }

    /// The lower half of what there is so far.
    #[inline]
    pub(crate) fn low(&self) -> u32 {
        // The low half of the folded product.
        u32::try_from(mix(self.0, K) & u64::from(u32::MAX)).unwrap_or(0)
    }

    pub(crate) fn name(&mut self, name: &[u8]) {
        let low = hash(self.0, name);
        self.word(u64::from(low) << 32 ^ name.len() as u64);
    }
}

/// An odd constant without a pattern.
const K: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let low = u64::try_from(product & u128::from(u64::MAX)).unwrap_or(0);
    let high = u64::try_from(product >> 64).unwrap_or(0);
    low ^ high
}
