//! The fuzzer's entry to `btfly_fuzz::verify`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::verify(data));
