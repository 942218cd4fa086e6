//! Whether a text is one JSON value: RFC 8259, by hand, so that nothing of ours judges itself.

/// The byte at which `text` stops being JSON, if it does.
pub(crate) fn check(text: &str) -> Result<(), usize> {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    reader.value()?;
    reader.space();
    if reader.at == text.len() { Ok(()) } else { Err(reader.at) }
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\t' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, text: &str) -> Result<(), usize> {
        match self.bytes[self.at..].starts_with(text.as_bytes()) {
            true => {
                self.at += text.len();
                Ok(())
            }
            false => Err(self.at),
        }
    }

    fn value(&mut self) -> Result<(), usize> {
        self.space();
        match self.peek() {
            Some(b'{') => self.entries(b'}', |this| {
                this.space();
                this.string()?;
                this.space();
                this.expect(":")?;
                this.value()
            }),
            Some(b'[') => self.entries(b']', Self::value),
            Some(b'"') => self.string(),
            Some(b't') => self.expect("true"),
            Some(b'f') => self.expect("false"),
            Some(b'n') => self.expect("null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.at),
        }
    }

    fn entries(
        &mut self,
        close: u8,
        mut entry: impl FnMut(&mut Self) -> Result<(), usize>,
    ) -> Result<(), usize> {
        self.at += 1;
        self.space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(());
        }
        loop {
            entry(self)?;
            self.space();
            let next = self.peek();
            self.at += 1;
            match next {
                Some(b',') => {}
                found if found == Some(close) => return Ok(()),
                _ => return Err(self.at - 1),
            }
        }
    }

    fn string(&mut self) -> Result<(), usize> {
        self.expect("\"")?;
        loop {
            let byte = self.peek().ok_or(self.at)?;
            self.at += 1;
            match byte {
                b'"' => return Ok(()),
                b'\\' => {
                    let escaped = self.peek().ok_or(self.at)?;
                    self.at += 1;
                    match escaped {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' => {
                            let digits = self.bytes.get(self.at..self.at + 4).ok_or(self.at)?;
                            if !digits.iter().all(u8::is_ascii_hexdigit) {
                                return Err(self.at);
                            }
                            self.at += 4;
                        }
                        _ => return Err(self.at - 1),
                    }
                }
                0..=0x1f => return Err(self.at - 1),
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Result<(), usize> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = str::from_utf8(&self.bytes[start..self.at]).unwrap();
        let digits = text.trim_start_matches('-');
        let has_zero_before = 1 < digits.len() && digits.starts_with('0') && !digits.contains('.');
        if text.parse::<f64>().is_err() || has_zero_before { Err(start) } else { Ok(()) }
    }
}

#[test]
fn the_judge_knows_json_from_what_only_looks_like_it() {
    for good in ["{}", " [1, -2.5e3, \"a\\u00e9\", null, {\"k\": [true, false]}] \n", "0"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    for bad in ["", "[1,]", "{\"a\" 1}", "[1] 2", "\"\n\"", "01", "{a:1}", "[1", "'a'", "\"\\x\""] {
        assert!(check(bad).is_err(), "{bad:?}");
    }
}
