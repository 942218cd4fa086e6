//! The fuzzer's entry to `btfly_fuzz::diff`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::diff(data));
