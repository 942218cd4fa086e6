//! Code without what only looks like code · the text of a `.rs` file → the same text with comments, literals and
//! test modules blanked out · never moves a line or a byte.

/// The marker before modules that only tests compile.
const TEST_ONLY: &str = "#[cfg(test)]";

/// Blanks comments and the insides of string and character literals.
pub(super) fn code(text: &str) -> String {
    String::from_utf8_lossy(&literals(text.as_bytes())).into_owned()
}

/// Blanks everything under `#[cfg(test)]`, in what [`code`] made.
pub(super) fn shipped(code: &str) -> String {
    let mut masked = code.as_bytes().to_vec();
    tests(&mut masked);
    String::from_utf8_lossy(&masked).into_owned()
}

/// A position in the text, and the text so far with blanks.
struct Mask<'t> {
    text: &'t [u8],
    at: usize,
    out: Vec<u8>,
}

impl Mask<'_> {
    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn keep(&mut self, count: usize) {
        let kept: Vec<u8> = self.rest().iter().take(count).copied().collect();
        self.at += kept.len();
        self.out.extend(kept);
    }

    fn blank(&mut self, count: usize) {
        let blanks: Vec<u8> =
            self.rest().iter().take(count).map(|&b| if b == b'\n' { b } else { b' ' }).collect();
        self.at += blanks.len();
        self.out.extend(blanks);
    }
}

fn literals(text: &[u8]) -> Vec<u8> {
    let mut mask = Mask { text, at: 0, out: Vec::with_capacity(text.len()) };
    while !mask.rest().is_empty() {
        let rest = mask.rest();
        let after_name = mask.out.last().is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'_');
        if rest.starts_with(b"//") {
            let length = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
            mask.blank(length);
        } else if rest.starts_with(b"/*") {
            let length = block_comment(rest);
            mask.blank(length);
        } else if let Some((quotes, length)) = raw_string(rest).filter(|_| !after_name) {
            mask.keep(quotes);
            mask.blank(length.saturating_sub(quotes));
        } else if rest.starts_with(b"\"") {
            let length = string(rest);
            mask.keep(1);
            mask.blank(length.saturating_sub(2));
            mask.keep(1);
        } else if let Some(length) = character(rest) {
            mask.keep(1);
            mask.blank(length.saturating_sub(2));
            mask.keep(1);
        } else {
            mask.keep(1);
        }
    }
    mask.out
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while let Some(tail) = rest.get(at..).filter(|tail| !tail.is_empty()) {
        if tail.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if tail.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(&byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Length of the opening (`br##"`) and of the whole of a raw string.
fn raw_string(rest: &[u8]) -> Option<(usize, usize)> {
    let prefix = [b"br".as_slice(), b"cr", b"r"].into_iter().find(|p| rest.starts_with(p))?;
    let hashes = rest.iter().skip(prefix.len()).take_while(|&&b| b == b'#').count();
    let opening = prefix.len() + hashes + 1;
    if rest.get(opening - 1) != Some(&b'"') {
        return None;
    }
    let closing: Vec<u8> = [b'"'].into_iter().chain(std::iter::repeat_n(b'#', hashes)).collect();
    let body = rest.get(opening..)?;
    let end = body.windows(closing.len()).position(|window| window == closing);
    Some((opening, end.map_or(rest.len(), |end| opening + end + closing.len())))
}

/// Length of a character literal; a lifetime is none.
fn character(rest: &[u8]) -> Option<usize> {
    let body = rest.strip_prefix(b"'")?;
    let first = std::str::from_utf8(body.get(..body.len().min(4))?).map_or_else(
        |e| body.get(..e.valid_up_to()).map_or(0, first_length),
        |s| first_length(s.as_bytes()),
    );
    if body.first() == Some(&b'\\') {
        // The escaped character may be a quote itself.
        let end = body.iter().skip(2).position(|&b| b == b'\'')?;
        return Some(end + 4);
    }
    (body.get(first) == Some(&b'\'')).then_some(first + 2)
}

fn first_length(text: &[u8]) -> usize {
    std::str::from_utf8(text).ok().and_then(|t| t.chars().next()).map_or(0, char::len_utf8)
}

/// Blanks what follows each `#[cfg(test)]` up to its closing brace or semicolon. Works on masked text: braces count.
fn tests(masked: &mut [u8]) {
    let mut from = 0;
    while let Some(start) = find(masked, TEST_ONLY.as_bytes(), from) {
        let mut depth = 0usize;
        let mut end = masked.len();
        for (at, byte) in masked.iter().enumerate().skip(start + TEST_ONLY.len()) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 && matches!(byte, b'}' | b';') {
                end = at + 1;
                break;
            }
        }
        for byte in masked.iter_mut().take(end).skip(start).filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
        from = end;
    }
}

fn find(text: &[u8], what: &[u8], from: usize) -> Option<usize> {
    let tail = text.get(from..)?;
    tail.windows(what.len()).position(|window| window == what).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::{code, shipped};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shipped(&code(text)), expected, "masked {text:?}");
    }

    #[test]
    fn comments_vanish_and_lines_stay() {
        check("a // b\nc", "a     \nc");
        check("a /* b /* c */ d\n */ e", "a               \n    e");
    }

    #[test]
    fn strings_keep_their_quotes_only() {
        check(r#"f("unsafe \" {", x)"#, r#"f("           ", x)"#);
        check(r###"r#"a " b"# + c"###, "r#\"        + c");
        check(r#"b"x""#, r#"b" ""#);
    }

    #[test]
    fn characters_are_literals_and_lifetimes_are_not() {
        check("'{' '\\'' 'ü' &'a str", "' ' '  ' '  ' &'a str");
        check("fn f<'a>(x: &'a u8) -> &'a u8 {}", "fn f<'a>(x: &'a u8) -> &'a u8 {}");
    }

    #[test]
    fn names_that_end_in_r_begin_no_raw_string() {
        check(r#"for"a""#, r#"for" ""#);
    }

    #[test]
    fn test_modules_vanish() {
        check(
            "a\n#[cfg(test)]\nmod tests {\n  { b }\n}\nc",
            "a\n            \n           \n       \n \nc",
        );
        check("#[cfg(test)]\nmod tests;\nc", "            \n          \nc");
    }
}
