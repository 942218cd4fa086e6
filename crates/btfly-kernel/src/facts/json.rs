//! Facts as a file: JSON, and back.
//!
//! *In:* [`Facts`], or the text that was made of some. *Out:* the other. *Never:* an order that changes; nesting deeper than
//! facts are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use btfly_btf::feature::Features;

use super::functions::counted;
use super::{Facts, Functions, Kconfig, Probe, Support, Symbol, System};

/// Which form of the file this is.
const FORMAT: &str = "btfly-facts-1";
/// Deeper than any facts.
const MAX_DEPTH: usize = 16;

/// Why a text is no facts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct JsonError {
    what: &'static str,
    at: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no facts: {} at byte {}", self.what, self.at)
    }
}

impl std::error::Error for JsonError {}

/// A value of JSON, as far as facts have them.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Null,
    Number(i128),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn texts<'t>(texts: impl IntoIterator<Item = &'t String>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    fn option<T>(value: Option<T>, of: impl Fn(T) -> Self) -> Self {
        value.map_or(Self::Null, of)
    }

    fn get(&self, key: &str) -> &Self {
        let Self::Object(entries) = self else { return &Self::Null };
        entries.iter().find(|(name, _)| name == key).map_or(&Self::Null, |(_, value)| value)
    }

    fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn to_text(&self) -> Option<String> {
        self.as_text().map(str::to_owned)
    }

    fn as_number<T: TryFrom<i128>>(&self) -> Option<T> {
        if let Self::Number(number) = self { T::try_from(*number).ok() } else { None }
    }

    fn as_list(&self) -> Option<&[Self]> {
        if let Self::List(list) = self { Some(list) } else { None }
    }

    fn to_texts(&self) -> Option<Vec<String>> {
        Some(self.as_list()?.iter().filter_map(Self::to_text).collect())
    }

    fn entries(&self) -> &[(String, Self)] {
        if let Self::Object(entries) = self { entries } else { &[] }
    }

    /// Values do not nest deeper than the functions below make them.
    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Text(text) => quote(text, out),
            Self::List(list) => {
                out.push('[');
                for (at, value) in list.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    value.write(out);
                }
                out.push(']');
            }
            Self::Object(entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    quote(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            plain => out.push(plain),
        }
    }
    out.push('"');
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Facts {
    /// As JSON on one line, the same for the same facts.
    #[must_use]
    pub fn to_json(&self) -> String {
        let system = &self.system;
        let settings = system.sysctls.iter();
        let kconfig = |kconfig: &Kconfig| {
            let options = kconfig.options.iter();
            object([
                ("path", Value::text(&kconfig.path)),
                (
                    "options",
                    Value::Object(options.map(|(k, v)| (k.clone(), Value::text(v))).collect()),
                ),
            ])
        };
        let probe = |probe: &Probe| {
            let support = match &probe.support {
                Support::No { errno } => object([("no", Value::Number(i128::from(*errno)))]),
                Support::Untried { why } => object([("untried", Value::text(why))]),
                Support::Yes | Support::Refused => Value::text(probe.support.as_str()),
            };
            (probe.name.clone(), support)
        };
        let symbol = |symbol: &Symbol| {
            Value::List(vec![
                Value::text(&symbol.name),
                Value::text(symbol.letter.to_string()),
                Value::Number(i128::from(symbol.address)),
                Value::text(&symbol.kmod),
            ])
        };
        let pair = |(name, kmod): &(String, String)| {
            Value::List(vec![Value::text(name), Value::text(kmod)])
        };
        let functions = &self.functions;
        let features = |features: Features| {
            Value::List(features.iter().map(|feature| Value::text(feature.as_str())).collect())
        };
        let capabilities = i128::from(system.capabilities);
        let value = object([
            ("format", Value::text(FORMAT)),
            ("release", Value::text(&system.release)),
            ("machine", Value::text(&system.machine)),
            ("btf", Value::option(self.btf, features)),
            ("probes", Value::Object(self.probes.iter().map(probe).collect())),
            ("capabilities", Value::Number(capabilities)),
            ("lsms", Value::option(system.lsms.as_ref(), Value::texts)),
            ("lockdown", Value::option(system.lockdown.as_ref(), Value::text)),
            ("tracefs", Value::option(system.tracefs.as_ref(), Value::text)),
            ("bpffs", Value::option(system.bpffs.as_ref(), Value::text)),
            (
                "sysctls",
                Value::Object(
                    settings.map(|(k, v)| (k.clone(), Value::Number(i128::from(*v)))).collect(),
                ),
            ),
            ("modules", Value::texts(&system.kmods)),
            ("with_types", Value::texts(&system.with_types)),
            ("kconfig", Value::option(system.kconfig.as_ref(), kconfig)),
            (
                "symbols",
                Value::option(functions.symbols.as_ref(), |all| {
                    Value::List(all.iter().map(symbol).collect())
                }),
            ),
            (
                "traceable",
                Value::option(functions.traceable.as_ref(), |all| {
                    // As often as it is there.
                    let all = all.iter().flat_map(|(name, n)| std::iter::repeat_n(name, *n));
                    Value::List(all.map(pair).collect())
                }),
            ),
            ("blacklist", Value::option(functions.blacklist.as_ref(), Value::texts)),
        ]);
        let mut out = String::new();
        value.write(&mut out);
        out
    }

    /// Facts of a text that [`Facts::to_json`] made, here or elsewhere. Keys that are missing are facts not known.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, or says nothing of this format.
    pub fn from_json(text: &str) -> Result<Self, JsonError> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.document()?;
        if value.get("format").as_text() != Some(FORMAT) {
            return Err(JsonError { what: "another format", at: 0 });
        }
        let names = value.get("btf").to_texts();
        let features =
            names.and_then(|names| Features::from_names(names.iter().map(String::as_str)).ok());
        let kconfig = Some(value.get("kconfig")).filter(|kconfig| **kconfig != Value::Null);
        let kconfig = kconfig.map(|kconfig| Kconfig {
            path: kconfig.get("path").to_text().unwrap_or_default(),
            options: texts_by_name(kconfig.get("options")),
        });
        let probe = |(name, value): &(String, Value)| {
            let untried =
                || Support::Untried { why: value.get("untried").to_text().unwrap_or_default() };
            let support = match (value.as_text(), value.get("no").as_number()) {
                (Some("yes"), _) => Support::Yes,
                (Some("refused"), _) => Support::Refused,
                (_, Some(errno)) => Support::No { errno },
                (_, None) => untried(),
            };
            Probe { name: name.clone(), support }
        };
        let number = |(name, value): &(String, Value)| Some((name.clone(), value.as_number()?));
        let system = System {
            release: value.get("release").to_text().unwrap_or_default(),
            machine: value.get("machine").to_text().unwrap_or_default(),
            kconfig,
            capabilities: value.get("capabilities").as_number().unwrap_or(0),
            lsms: value.get("lsms").to_texts(),
            lockdown: value.get("lockdown").to_text(),
            tracefs: value.get("tracefs").to_text(),
            bpffs: value.get("bpffs").to_text(),
            sysctls: value.get("sysctls").entries().iter().filter_map(number).collect(),
            kmods: value.get("modules").to_texts().unwrap_or_default(),
            with_types: value.get("with_types").to_texts().unwrap_or_default(),
        };
        let functions = Functions {
            symbols: value
                .get("symbols")
                .as_list()
                .map(|all| all.iter().filter_map(symbol).collect()),
            traceable: value
                .get("traceable")
                .as_list()
                .map(|all| counted(all.iter().filter_map(pair))),
            blacklist: value.get("blacklist").to_texts().map(BTreeSet::from_iter),
        };
        let probes = value.get("probes").entries().iter().map(probe).collect();
        Ok(Self { system, btf: features, probes, functions })
    }
}

fn texts_by_name(value: &Value) -> BTreeMap<String, String> {
    let entries = value.entries().iter();
    entries.filter_map(|(name, value)| Some((name.clone(), value.to_text()?))).collect()
}

fn symbol(value: &Value) -> Option<Symbol> {
    let [name, letter, address, kmod] = value.as_list()? else { return None };
    Some(Symbol {
        name: name.to_text()?,
        letter: letter.as_text()?.chars().next()?,
        address: address.as_number()?,
        kmod: kmod.to_text()?,
    })
}

fn pair(value: &Value) -> Option<(String, String)> {
    let [name, kmod] = value.as_list()? else { return None };
    Some((name.to_text()?, kmod.to_text()?))
}

/// Reads JSON with whole numbers.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Value, JsonError> {
        let value = self.value(0)?;
        self.skip_space();
        if self.at < self.text.len() { Err(self.wrong("more behind the end")) } else { Ok(value) }
    }

    const fn wrong(&self, what: &'static str) -> JsonError {
        JsonError { what, at: self.at }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\t']).len();
    }

    /// Goes past `word`, if it is next.
    fn take(&mut self, word: &str) -> bool {
        self.skip_space();
        let is_next = self.rest().starts_with(word);
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// Not deeper than [`MAX_DEPTH`].
    fn value(&mut self, depth: usize) -> Result<Value, JsonError> {
        if depth == MAX_DEPTH {
            return Err(self.wrong("too deep"));
        }
        if self.take("null") {
            return Ok(Value::Null);
        }
        if self.take("\"") {
            return self.string().map(Value::Text);
        }
        if self.take("[") {
            let mut list = Vec::new();
            if self.take("]") {
                return Ok(Value::List(list));
            }
            loop {
                list.push(self.value(depth + 1)?);
                if self.take("]") {
                    return Ok(Value::List(list));
                }
                if !self.take(",") {
                    return Err(self.wrong("no comma"));
                }
            }
        }
        if self.take("{") {
            let mut entries = Vec::new();
            if self.take("}") {
                return Ok(Value::Object(entries));
            }
            loop {
                if !self.take("\"") {
                    return Err(self.wrong("no key"));
                }
                let key = self.string()?;
                if !self.take(":") {
                    return Err(self.wrong("no colon"));
                }
                entries.push((key, self.value(depth + 1)?));
                if self.take("}") {
                    return Ok(Value::Object(entries));
                }
                if !self.take(",") {
                    return Err(self.wrong("no comma"));
                }
            }
        }
        let rest = self.rest();
        let len = rest.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(rest.len());
        let number = rest.get(..len).and_then(|digits| digits.parse().ok());
        let number = number.ok_or_else(|| self.wrong("no value"))?;
        self.at += len;
        Ok(Value::Number(number))
    }

    /// What follows a quote, to the next.
    fn string(&mut self) -> Result<String, JsonError> {
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let plain = rest.find(['"', '\\']).ok_or_else(|| self.wrong("no end of a text"))?;
            text.push_str(rest.get(..plain).unwrap_or_default());
            let is_end = rest.get(plain..).is_some_and(|rest| rest.starts_with('"'));
            self.at += plain + 1;
            if is_end {
                return Ok(text);
            }
            let escaped = self.rest().chars().next().ok_or_else(|| self.wrong("no escape"))?;
            self.at += escaped.len_utf8();
            text.push(match escaped {
                '"' | '\\' | '/' => escaped,
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let code =
                        self.rest().get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                    let code = code.ok_or_else(|| self.wrong("no escape"))?;
                    self.at += 4;
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
                _ => return Err(self.wrong("no escape")),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel_btf::KernelTypes;

    #[test]
    fn facts_of_this_machine_come_back_as_they_went() {
        let facts = Facts::gather_all(&KernelTypes::new());
        let json = facts.to_json();
        let back = Facts::from_json(&json).unwrap();
        assert_eq!(back.system, facts.system);
        assert_eq!(back.functions, facts.functions);
        assert_eq!(back.probes, facts.probes);
        assert_eq!(back.btf, facts.btf);
        assert_eq!(back.to_json(), json);
    }

    #[test]
    fn what_is_no_facts_is_refused_with_its_place() {
        for text in [
            "",
            "{",
            "{}",
            "[1,]",
            "{\"format\":\"other\"}",
            "{\"format\":\"btfly-facts-1\"} x",
            "\"\\x\"",
        ] {
            assert!(Facts::from_json(text).is_err(), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(Facts::from_json(&deep).unwrap_err().what, "too deep");
    }
}
