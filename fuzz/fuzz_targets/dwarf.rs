//! The fuzzer's entry to `btfly_fuzz::dwarf`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::dwarf(data));
