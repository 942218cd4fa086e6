//! JSON strings: quotes, backslashes, control characters.
//!
//! *In:* any text. *Out:* the text as it stands between the quotes of a JSON string.
//!
//! RFC 8259, section 7.

use core::fmt;

/// Displays as the inside of a JSON string.
///
/// ```
/// use btfly_btf::escape::Json;
///
/// assert_eq!(Json("a \"b\"\n").to_string(), r#"a \"b\"\n"#);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Json<'t>(pub &'t str);

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        // Everything that needs an escape is one byte, so cutting there keeps characters whole.
        while let Some(at) = rest.bytes().position(needs_escape) {
            let (plain, special) = rest.split_at(at);
            f.write_str(plain)?;
            match special.bytes().next() {
                Some(b'"') => f.write_str("\\\"")?,
                Some(b'\\') => f.write_str("\\\\")?,
                Some(b'\n') => f.write_str("\\n")?,
                Some(b'\t') => f.write_str("\\t")?,
                Some(other) => write!(f, "\\u{other:04x}")?,
                None => {}
            }
            rest = special.get(1..).unwrap_or("");
        }
        f.write_str(rest)
    }
}

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::Json;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Json(text).to_string(), expected, "{text:?} inside a JSON string");
    }

    #[test]
    fn ordinary_text_stays() {
        check("task_struct", "task_struct");
        check("", "");
        check("é→", "é→");
    }

    #[test]
    fn what_json_reserves_is_escaped() {
        check("\"", "\\\"");
        check("a\\b", "a\\\\b");
        check("\n\t\r\0\u{1f}", "\\n\\t\\u000d\\u0000\\u001f");
        check("é\"é", "é\\\"é");
    }
}
