//! Being asked to stop · nothing → a flag that a signal sets · never ends the process.

use std::io::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

extern "C" fn stop(_: libc::c_int) {
    STOP.store(true, Ordering::Relaxed);
}

/// From now on, `SIGINT`, `SIGTERM` and `SIGHUP` set the flag instead of ending the process; a second one of them ends it.
pub(crate) fn stop_flag() -> Result<&'static AtomicBool> {
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
        // SAFETY: all-zero is a valid `sigaction`.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        action.sa_sigaction = stop as extern "C" fn(libc::c_int) as libc::sighandler_t;
        action.sa_flags = libc::SA_RESETHAND;
        // SAFETY: the handler only stores to an atomic, which may be done at any moment.
        let done = unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
        if done != 0 {
            return Err(Error::last_os_error());
        }
    }
    Ok(&STOP)
}
