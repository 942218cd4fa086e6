//! One line of a listing as words, names and fields.
//!
//! *In:* a line. *Out:* its parts, borrowed where no escape had to be resolved, or an error with the column.
//! *Never:* what a part means.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::error::{Error, ErrorKind};

/// Takes a line apart from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    text: &'t str,
    number: u32,
    at: usize,
}

/// `key=value`, or a `key` that stands alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    pub(super) key: &'t str,
    value: &'t str,
    has_value: bool,
    key_at: usize,
    value_at: usize,
}

/// The fields of a line; each is taken once.
#[derive(Debug)]
pub(super) struct Fields<'t> {
    line: Line<'t>,
    left: Vec<Field<'t>>,
}

impl<'t> Line<'t> {
    /// `text` without what does not matter: a comment becomes an empty line.
    pub(super) fn new(text: &'t str, number: u32) -> Self {
        let mut line = Self { text, number, at: 0 };
        line.skip_space();
        line
    }

    pub(super) fn error(&self, kind: ErrorKind) -> Error {
        self.error_at(self.at, kind)
    }

    pub(super) fn expected(&self, what: &'static str) -> Error {
        let word = self.rest().split([' ', '\t']).next().unwrap_or("");
        self.error(ErrorKind::Expected { what, found: String::from(word) })
    }

    fn error_at(&self, at: usize, kind: ErrorKind) -> Error {
        let column = self.text.get(..at).unwrap_or(self.text).chars().count() + 1;
        Error::new(kind, self.number, u32::try_from(column).unwrap_or(u32::MAX))
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes `text` if it is next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        if is_next {
            self.at += text.len();
        }
        is_next
    }

    /// Moves to the next part; a `#` ends the line.
    pub(super) fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        if self.peek() == Some('#') {
            self.at = self.text.len();
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest().is_empty()
    }

    /// A word of letters, digits and underscores; empty if none is next.
    pub(super) fn word(&mut self) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|letter: char| !is_word(letter)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    /// A number in brackets, if one is next.
    pub(super) fn id(&mut self) -> Result<Option<u32>, Error> {
        if !self.eat("[") {
            return Ok(None);
        }
        let before = *self;
        let number = self.word().parse().map_err(|_| before.expected("an id"))?;
        if !self.eat("]") {
            return Err(self.expected("`]`"));
        }
        self.skip_space();
        Ok(Some(number))
    }

    /// A name in quotes, if one is next; `(anon)` is the empty name.
    pub(super) fn name(&mut self) -> Result<Option<Cow<'t, str>>, Error> {
        if !self.eat("'") {
            return Ok(None);
        }
        let rest = self.rest();
        let Some(end) = rest.find(['\'', '\\']) else {
            self.at = self.text.len();
            return Err(self.expected("`'` at the end of the name"));
        };
        let plain = rest.get(..end).unwrap_or("");
        self.at += end;
        if self.eat("'") {
            return Ok(Some(Cow::Borrowed(if plain == "(anon)" { "" } else { plain })));
        }
        let mut name = String::from(plain);
        loop {
            let Some(letter) = self.peek() else {
                return Err(self.expected("`'` at the end of the name"));
            };
            match letter {
                '\'' => {
                    self.at += 1;
                    return Ok(Some(Cow::Owned(name)));
                }
                '\\' => name.push(self.escape()?),
                letter => {
                    self.at += letter.len_utf8();
                    name.push(letter);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Error> {
        let before = *self;
        let escapes = [(r"\'", '\''), (r"\\", '\\'), (r"\n", '\n'), (r"\t", '\t')];
        for (text, letter) in escapes {
            if self.eat(text) {
                return Ok(letter);
            }
        }
        if self.eat(r"\x") {
            let digits = self.rest().get(..2).unwrap_or("");
            // Two digits of ASCII; what is beyond needs no escape.
            if let Ok(byte @ 0..0x80) = u8::from_str_radix(digits, 16) {
                self.at += 2;
                return Ok(char::from(byte));
            }
        }
        Err(before.expected(r"one of `\'`, `\\`, `\n`, `\t`, `\x00`"))
    }

    /// All fields up to the end of the line, or up to a parenthesis.
    pub(super) fn fields(&mut self) -> Result<Fields<'t>, Error> {
        let mut left: Vec<Field<'t>> = Vec::new();
        self.skip_space();
        while !self.is_done() && self.peek() != Some('(') {
            let key_at = self.at;
            let key = self.word();
            if key.is_empty() {
                return Err(self.expected("a field"));
            }
            let has_value = self.eat("=");
            let value_at = self.at;
            let value = if has_value { self.value() } else { "" };
            let field = Field { key, value, has_value, key_at, value_at };
            if left.iter().any(|there| there.key == key) {
                return Err(field.unexpected(self));
            }
            left.push(field);
            self.eat(",");
            let before = self.at;
            self.skip_space();
            if before == self.at && !self.is_done() {
                return Err(self.expected("a space"));
            }
        }
        Ok(Fields { line: *self, left })
    }

    fn value(&mut self) -> &'t str {
        let rest = self.rest();
        let end =
            rest.find(|letter: char| letter.is_whitespace() || letter == ',').unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("")
    }

    /// The end of the line, and nothing before it.
    pub(super) fn end(&mut self) -> Result<(), Error> {
        self.skip_space();
        if self.is_done() { Ok(()) } else { Err(self.expected("the end of the line")) }
    }
}

impl<'t> Field<'t> {
    pub(super) fn unexpected(&self, line: &Line<'t>) -> Error {
        let kind = ErrorKind::UnexpectedField { key: String::from(self.key) };
        line.error_at(self.key_at, kind)
    }
}

impl<'t> Fields<'t> {
    /// The value of `key`, with what it takes to point at it.
    pub(super) fn text(&mut self, key: &'static str) -> Option<Value<'t>> {
        let at = self.left.iter().position(|field| field.key == key && field.has_value)?;
        let field = self.left.remove(at);
        Some(Value { text: field.value, at: field.value_at, line: self.line })
    }

    /// The number of `key`, if it is there and fits.
    pub(super) fn number<N: TryFrom<i128>>(
        &mut self,
        key: &'static str,
    ) -> Result<Option<N>, Error> {
        self.text(key).map(|value| value.number()).transpose()
    }

    /// The number of `key`.
    pub(super) fn need<N: TryFrom<i128>>(&mut self, key: &'static str) -> Result<N, Error> {
        match self.number(key)? {
            Some(number) => Ok(number),
            None => Err(self.line.error(ErrorKind::MissingField { key })),
        }
    }

    /// Whether `key` stands alone.
    pub(super) fn flag(&mut self, key: &'static str) -> bool {
        let at = self.left.iter().position(|field| field.key == key && !field.has_value);
        at.is_some_and(|at| {
            self.left.remove(at);
            true
        })
    }

    pub(super) fn error(&self, kind: ErrorKind) -> Error {
        self.line.error(kind)
    }

    /// An error if a field is left that nobody took.
    pub(super) fn end(&self) -> Result<(), Error> {
        match self.left.first() {
            Some(field) => Err(field.unexpected(&self.line)),
            None => Ok(()),
        }
    }
}

/// The text behind a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'t> {
    pub(super) text: &'t str,
    at: usize,
    line: Line<'t>,
}

impl Value<'_> {
    pub(super) fn error(&self, kind: ErrorKind) -> Error {
        self.line.error_at(self.at, kind)
    }

    pub(super) fn expected(&self, what: &'static str) -> Error {
        self.error(ErrorKind::Expected { what, found: String::from(self.text) })
    }

    /// A number: decimal or hexadecimal, with a sign or the suffix of a C literal.
    pub(super) fn number<N: TryFrom<i128>>(&self) -> Result<N, Error> {
        let digits = self.text.trim_end_matches("LL").trim_end_matches('U');
        let number = match digits.strip_prefix("0x") {
            Some(hex) if !hex.starts_with(['+', '-']) => i128::from_str_radix(hex, 16),
            Some(_) | None => digits.parse(),
        };
        let number = number.map_err(|_| self.expected("a number"))?;
        N::try_from(number).map_err(|_| self.expected("a number that fits"))
    }

    /// Pairs of hexadecimal digits.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Error> {
        let pairs = self.text.as_bytes().chunks(2).map(|pair| match pair {
            [_, _] => u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok(),
            _ => None,
        });
        pairs.collect::<Option<_>>().ok_or_else(|| self.expected("pairs of hexadecimal digits"))
    }
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
