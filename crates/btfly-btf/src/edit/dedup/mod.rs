//! Dedup.
mod names;
mod sign;
use crate::btf::Btf;
use super::source::Source;
use alloc::vec::Vec;

pub fn probe(btf: &Btf) -> Option<(usize, bool, bool)> {
    let source = Source::new([btf.types()])?;
    let once = names::each_stands_once(&source);
    let signed = sign::sign(&source, None, sign::Hashing::Seeded).ok()?;
    let mut names = names::Names::new(&source);
    let other = sign::sign(&source, Some(&mut names), sign::Hashing::Seeded).ok()?;
    Some((signed.keys.len(), once, signed.keys.len() == other.keys.len()))
}
pub fn probe2(btf: &Btf) -> Option<usize> {
    let source = Source::new([btf.types()])?;
    let signed = sign::sign(&source, None, sign::Hashing::Seeded).ok()?;
    Some(signed.keys.len())
}
pub fn probe3(btf: &Btf) -> bool {
    let source = Source::new([btf.types()]).unwrap();
    names::each_stands_once(&source)
}
