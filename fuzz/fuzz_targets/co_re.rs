//! The fuzzer's entry to `btfly_fuzz::co_re`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| btfly_fuzz::co_re(data));
