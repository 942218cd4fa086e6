//! The fuzzer's entry to `btfly_fuzz::layout`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::layout(data));
