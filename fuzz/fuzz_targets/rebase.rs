//! The fuzzer's entry to `btfly_fuzz::rebase`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::rebase(data));
