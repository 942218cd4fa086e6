//! Numbers as decimal text, for the printers.
//!
//! *In:* an integer. *Out:* its digits, appended. *Never:* `core::fmt`, which costs several times as much
//! and would be asked half a million times for one kernel.

use alloc::vec::Vec;

/// One more than what eight digits hold.
const EIGHT_DIGITS: u64 = 100_000_000;

/// Appends `number` in decimal.
#[inline]
pub(crate) fn push_u32(out: &mut Vec<u8>, number: u32) {
    push_u64(out, u64::from(number));
}

/// Appends `number` in decimal, with a minus sign if it is negative.
#[inline]
pub(crate) fn push_i64(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    push_u64(out, number.unsigned_abs());
}

/// Appends `number` in decimal.
#[inline]
pub(crate) fn push_u64(out: &mut Vec<u8>, number: u64) {
    if EIGHT_DIGITS <= number {
        return push_long(out, number);
    }
    let digits = eight_digits(number);
    // The first digit is the lowest byte, so leading zeros are trailing ones here; a number has at
    // least one digit.
    let zeros = (digits.trailing_zeros() / 8).min(7);
    out.extend_from_slice(&((digits | ASCII) >> (zeros * 8)).to_le_bytes());
    out.truncate(out.len() - zeros as usize);
}

/// Appends `number` in hexadecimal, with `width` digits.
pub(crate) fn push_hex(out: &mut Vec<u8>, number: u32, width: u32) {
    for digit in (0..width).rev() {
        let digit = (number >> (digit * 4)) & 0xf;
        out.extend(char::from_digit(digit, 16).and_then(|digit| u8::try_from(digit).ok()));
    }
}

#[cold]
fn push_long(out: &mut Vec<u8>, number: u64) {
    push_u64(out, number / EIGHT_DIGITS);
    let digits = eight_digits(number % EIGHT_DIGITS);
    out.extend_from_slice(&(digits | ASCII).to_le_bytes());
}

const ASCII: u64 = 0x3030_3030_3030_3030;

/// The eight digits of a number below 10⁸, one a byte, the first in the lowest byte.
///
/// Each step halves all parts at once: 8 digits into 2 × 4, these into 4 × 2, these into 8 × 1. The
/// multiplications divide by 100 and by 10, exactly for numbers below 10,000 and 100.
#[inline]
const fn eight_digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let twos = hundreds | ((fours - hundreds * 100) << 16);
    let tens = ((twos * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | ((twos - tens * 10) << 8)
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;

    use super::{push_hex, push_i64, push_u64};

    fn text(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::from(*b">");
        push(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn digits_are_those_of_the_standard_library() {
        let mut number: u64 = 0;
        for step in 0..64 {
            for near in [number.saturating_sub(1), number, number.saturating_add(1)] {
                assert_eq!(text(|out| push_u64(out, near)), alloc::format!(">{near}"));
            }
            number = 1 << step;
        }
        for power in 0..20 {
            let power = 10_u64.pow(power);
            for near in [power - 1, power, power + 1, power.wrapping_mul(7)] {
                assert_eq!(text(|out| push_u64(out, near)), alloc::format!(">{near}"));
            }
        }
        assert_eq!(text(|out| push_u64(out, u64::MAX)), ">".to_string() + &u64::MAX.to_string());
    }

    #[test]
    fn every_number_of_four_digits_and_its_neighbours_above_ten_thousand() {
        for number in (0..10_000).chain((0..10_000).map(|low| low * 10_000 + 9_999 - low)) {
            assert_eq!(text(|out| push_u64(out, number)), alloc::format!(">{number}"));
        }
    }

    #[test]
    fn negative_numbers_have_a_sign() {
        for number in [0, -1, 1, i64::MIN, i64::MAX] {
            assert_eq!(text(|out| push_i64(out, number)), alloc::format!(">{number}"));
        }
    }

    #[test]
    fn hexadecimal_has_a_width() {
        assert_eq!(text(|out| push_hex(out, 0x0a, 2)), ">0a");
        assert_eq!(text(|out| push_hex(out, 0xdead_beef, 8)), ">deadbeef");
    }
}
