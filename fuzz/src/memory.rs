//! How much memory a call held at most, where somebody counts: in tests and under the fuzzer.

#[cfg(any(test, feature = "fuzzer"))]
#[global_allocator]
static COUNTED: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;

/// What `call` gives, and the most bytes that it held at once, beyond what was there before.
#[cfg(any(test, feature = "fuzzer"))]
pub(crate) fn peak<T>(call: impl FnOnce() -> T) -> (T, usize) {
    COUNTED.reset_peak_usage();
    let before = COUNTED.current_usage();
    let given = call();
    (given, COUNTED.peak_usage().saturating_sub(before))
}

/// What `call` gives; nobody counts.
#[cfg(not(any(test, feature = "fuzzer")))]
pub(crate) fn peak<T>(call: impl FnOnce() -> T) -> (T, usize) {
    (call(), 0)
}
