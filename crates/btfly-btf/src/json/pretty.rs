//! JSON on lines of its own, as bpftool lays it out.
//!
//! *In:* the compact JSON of this crate, in which arrays hold objects only. *Out:* the same values, indented.
//! *Never:* a change to what is in a string.

use alloc::vec::Vec;

/// Appends `compact`, which stands `depth` brackets deep.
pub(super) fn indent(compact: &[u8], depth: usize, out: &mut Vec<u8>) {
    let mut depth = depth;
    let mut rest = compact;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        match byte {
            b'"' => {
                let (string, tail) = rest.split_at(string_len(rest));
                rest = tail;
                out.push(b'"');
                out.extend_from_slice(string);
                continue;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                // Nothing was in it.
                if out.last() != Some(&b'[') {
                    new_line(out, depth);
                }
            }
            _ => {}
        }
        out.push(*byte);
        match byte {
            b':' => out.push(b' '),
            b'{' => {
                depth += 1;
                new_line(out, depth);
            }
            b'[' => depth += 1,
            // Objects of an array follow each other on one line: `},{`.
            b',' if rest.first() != Some(&b'{') => new_line(out, depth),
            _ => {}
        }
    }
}

fn new_line(out: &mut Vec<u8>, depth: usize) {
    out.push(b'\n');
    out.resize(out.len() + 4 * depth, b' ');
}

/// The length of a string whose first quote is taken, with its last one.
fn string_len(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'"', b'\\', text.get(at..).unwrap_or(&[])) {
        at += found + 1;
        if text.get(at - 1) == Some(&b'"') {
            return at;
        }
        // What a backslash escapes.
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::indent;

    #[track_caller]
    fn check(compact: &str, expected: &str) {
        let mut out = Vec::new();
        indent(compact.as_bytes(), 0, &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn it_is_laid_out_as_by_bpftool() {
        check(
            r#"{"a":1,"b":[],"c":[{"d":"x"},{"d":"y"}],"e":{"f":true}}"#,
            r#"{
    "a": 1,
    "b": [],
    "c": [{
            "d": "x"
        },{
            "d": "y"
        }
    ],
    "e": {
        "f": true
    }
}"#,
        );
    }

    #[test]
    fn what_is_in_a_string_stays() {
        check(r#"{"a":"{\",[\\"}"#, "{\n    \"a\": \"{\\\",[\\\\\"\n}");
    }
}
