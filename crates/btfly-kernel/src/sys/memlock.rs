//! The limit that old kernels count maps and programs against · nothing → whether it is out of the way · never lowered.

use std::sync::OnceLock;

/// Whether `RLIMIT_MEMLOCK` was below infinity and now is infinity. Kernels before 5.11 count BPF objects against it and
/// say `EPERM` when it is reached; asked only then, and raised once for the process.
pub(crate) fn raise() -> bool {
    static RAISED: OnceLock<bool> = OnceLock::new();
    *RAISED.get_or_init(|| {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        // SAFETY: `limit` is borrowed for writing, and has the type that is asked for.
        let got = unsafe { libc::getrlimit(libc::RLIMIT_MEMLOCK, &raw mut limit) };
        if got != 0 || limit.rlim_cur == libc::RLIM_INFINITY {
            return false;
        }
        let most = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
        // SAFETY: `most` is only read.
        let set = unsafe { libc::setrlimit(libc::RLIMIT_MEMLOCK, &raw const most) };
        set == 0
    })
}
