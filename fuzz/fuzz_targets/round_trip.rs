//! The fuzzer's entry to `btfly_fuzz::round_trip`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::round_trip(data));
