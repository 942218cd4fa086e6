//! The fuzzer's entry to `btfly_fuzz::reach_of`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::reach_of(data));
