//! JSON for stdout: objects, lists, texts and numbers, written as they come.
//!
//! *In:* keys and values in the order in which they are wanted. *Out:* bytes appended to a buffer, on one
//! line. *Never:* a tree in memory; a comma or quote that a caller could forget.

/// A value that is yet to be written.
pub(crate) struct Value<'o>(&'o mut Vec<u8>);

/// The keys of an object, until it is dropped.
pub(crate) struct Object<'o> {
    out: &'o mut Vec<u8>,
    is_empty: bool,
}

/// The elements of a list, until it is dropped.
pub(crate) struct List<'o> {
    out: &'o mut Vec<u8>,
    is_empty: bool,
}

impl<'o> Value<'o> {
    /// The one value of a document.
    pub(crate) fn of(out: &'o mut Vec<u8>) -> Self {
        Self(out)
    }

    pub(crate) fn object(self) -> Object<'o> {
        self.0.push(b'{');
        Object { out: self.0, is_empty: true }
    }

    pub(crate) fn list(self) -> List<'o> {
        self.0.push(b'[');
        List { out: self.0, is_empty: true }
    }

    pub(crate) fn text(self, text: &str) {
        self.0.push(b'"');
        for character in text.chars() {
            match character {
                '"' => self.0.extend_from_slice(b"\\\""),
                '\\' => self.0.extend_from_slice(b"\\\\"),
                '\n' => self.0.extend_from_slice(b"\\n"),
                '\t' => self.0.extend_from_slice(b"\\t"),
                control if control < ' ' => {
                    self.0.extend_from_slice(format!("\\u{:04x}", u32::from(control)).as_bytes());
                }
                plain => {
                    self.0.extend_from_slice(plain.encode_utf8(&mut [0; 4]).as_bytes());
                }
            }
        }
        self.0.push(b'"');
    }

    /// What is JSON already.
    pub(crate) fn written(self, json: &str) {
        self.0.extend_from_slice(json.as_bytes());
    }

    /// A number, or `null`.
    pub(crate) fn number(self, number: impl Into<Option<i128>>) {
        let text = number.into().map_or(String::from("null"), |number| number.to_string());
        self.0.extend_from_slice(text.as_bytes());
    }
}

impl Object<'_> {
    pub(crate) fn key(&mut self, key: &str) -> Value<'_> {
        separate(self.out, &mut self.is_empty);
        Value(self.out).text(key);
        self.out.push(b':');
        Value(self.out)
    }
}

impl Drop for Object<'_> {
    fn drop(&mut self) {
        self.out.push(b'}');
    }
}

impl List<'_> {
    pub(crate) fn next(&mut self) -> Value<'_> {
        separate(self.out, &mut self.is_empty);
        Value(self.out)
    }
}

impl Drop for List<'_> {
    fn drop(&mut self) {
        self.out.push(b']');
    }
}

fn separate(out: &mut Vec<u8>, is_empty: &mut bool) {
    if !std::mem::replace(is_empty, false) {
        out.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_brackets_come_by_themselves() {
        let mut out = Vec::new();
        {
            let mut object = Value::of(&mut out).object();
            object.key("a").number(-1);
            object.key("b").number(None);
            let mut list = object.key("c").list();
            list.next().text("x");
            list.next().object();
            list.next().list();
        }
        assert_eq!(String::from_utf8(out).unwrap(), r#"{"a":-1,"b":null,"c":["x",{},[]]}"#);
    }

    #[test]
    fn texts_are_escaped() {
        let mut out = Vec::new();
        Value::of(&mut out).text("\"\\\n\t\u{1}é");
        assert_eq!(String::from_utf8(out).unwrap(), r#""\"\\\n\t\u0001é""#);
    }
}
