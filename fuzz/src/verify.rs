//! Rules: of bytes that need not be BTF, and of a split BTF on a base.

use btfly_btf::rules::{self, Options, Report, Target};
use btfly_btf::{Btf, TypeId};

/// Any bytes; or a base and a split BTF: two bytes of length, the base, the rest.
pub fn verify(data: &[u8]) {
    for kernel in ["4.18", "5.10", "6.1", "6.12", "7.2"] {
        let Ok(target) = Target::parse(kernel) else { unreachable!("a version") };
        check(data, None, target);
    }
    let newest = check(data, None, Target::default());
    // What one finding is enough for, is found with any limit.
    let one = Options { limit: 1, ..Options::default() };
    let short = rules::verify(data, None, &one);
    assert_eq!(short.findings().first(), newest.findings().first());
    let all = |report: &Report| report.findings().len() as u64 + report.n_more();
    assert_eq!(all(&short), all(&newest));
    let Some((base, split)) = crate::halves(data) else { return };
    if let Ok(base) = Btf::parse(base.to_vec()) {
        check(split, Some(&base), Target::default());
    }
}

/// What passes can be read; what does not says why, in the input and about a type that may be there.
fn check(bytes: &[u8], base: Option<&Btf>, target: Target) -> Report {
    let report = rules::verify(bytes, base, &Options { target, ..Options::default() });
    if report.is_clean() {
        let read = match base {
            Some(base) => Btf::parse_split(bytes.to_vec(), base),
            None => Btf::parse(bytes.to_vec()),
        };
        assert!(read.is_ok(), "kernels and readers disagree: {read:?}");
        assert!(report.is_loadable());
    }
    for finding in report.findings() {
        assert!(finding.at as usize <= bytes.len(), "{finding:?}");
        assert!(finding.id.is_none_or(|id| TypeId::VOID < id), "{finding:?}");
        assert!(!finding.to_string().is_empty());
    }
    report
}
