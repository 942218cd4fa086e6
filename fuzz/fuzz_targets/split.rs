//! The fuzzer's entry to `btfly_fuzz::split`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::split(data));
