//! The fuzzer's entry to `btfly_fuzz::source`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::source(data));
