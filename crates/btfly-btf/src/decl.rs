//! A type in one line of C: `struct file *(*open)(const char *name, int flags)`.
//!
//! *In:* an id and the name that is declared. *Out:* the declaration, without `;` and without the body of
//! anything. For people: a layout, an error, a list. A header that compilers accept is the C printer's
//! work, which has bodies, order and clashes to care for.
//!
//! *Never:* recursion, and never more than some kilobytes of text: a prototype may take prototypes that
//! take prototypes, so what goes on too long ends in `...`.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::id::TypeId;
use crate::table::Types;
use crate::view::{FuncProto, Type};

/// The longest chain of pointers, arrays and modifiers that is written. C compilers promise 12.
const MAX_CHAIN: usize = 256;
/// How many prototypes may be nested in each other's parameters.
const MAX_DEPTH: usize = 16;
/// How many prototypes are written out in one declaration. Each may return one, besides those that it takes: a
/// bound for each way alone is none for both.
const MAX_PROTOS: usize = 32;
/// Bytes of a parameter list, with those nested in it, after which the rest is `...`. The longest of a
/// kernel has some 500.
const MAX_PARAMS: usize = 2048;
/// What stands for what is left out.
const CUT: &str = "...";

/// A declaration in its parts, for those who colour or align them: `unsigned int` `*` `name` `[4]`.
///
/// ```
/// use btfly_btf::Kind;
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
/// let next = types.get(id).unwrap().as_composite().unwrap().members().next().unwrap();
/// let parts = types.declaration(next.type_id(), next.name());
/// assert_eq!(parts.to_string(), "struct list_head *next");
/// assert_eq!((&*parts.specifier, &*parts.prefix, &*parts.name), ("struct list_head", "*", "next"));
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Declaration {
    /// The type that everything is made of, with its qualifiers. A struct, union or enum without a name
    /// is written with `{...}` for its body.
    pub specifier: String,
    /// What stands before the name: `*`, `(*`, `*const `.
    pub prefix: String,
    /// The name; may be empty.
    pub name: String,
    /// What stands behind the name: `[4]`, `)(int)`.
    pub suffix: String,
}

impl core::fmt::Display for Declaration {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.specifier)?;
        if !(self.prefix.is_empty() && self.name.is_empty() && self.suffix.is_empty()) {
            write!(f, " {}{}{}", self.prefix, self.name, self.suffix)?;
        }
        Ok(())
    }
}

impl<'b> Types<'b> {
    /// The declaration of `name` as something of type `id`; an empty name gives the type alone. For a
    /// function or variable its own name takes the place of an empty one.
    ///
    /// Tags on types are written as the kernel writes them, `struct cred __rcu *cred`; qualifiers stand
    /// where they belong, `char *const argv[]`.
    ///
    /// ```
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// assert_eq!(btf.types().declaration(TypeId(2), "head").to_string(), "struct list_head *head");
    /// assert_eq!(btf.types().declaration(TypeId(2), "").to_string(), "struct list_head *");
    /// ```
    #[must_use]
    pub fn declaration(&self, id: TypeId, name: &str) -> Declaration {
        let mut open: Vec<Frame<'b>> = Vec::new();
        let mut frame = Frame::new(id, name);
        let mut n_protos = 0;
        loop {
            match frame.run(self) {
                // A prototype: its parameters come first.
                Some(proto) if open.len() < MAX_DEPTH && n_protos < MAX_PROTOS => {
                    n_protos += 1;
                    let outer = open.last().and_then(|frame| frame.params.as_ref());
                    let limit = outer.map_or(MAX_PARAMS, Params::left);
                    frame.params = Some(Params { proto, limit, next: 0, text: String::new() });
                }
                Some(proto) => {
                    frame.close_params(CUT, proto.return_type_id());
                    continue;
                }
                None => {
                    let done = frame.finish(self);
                    let Some(parent) = open.pop() else { return done };
                    frame = parent;
                    if let Some(params) = &mut frame.params {
                        params.push(&format!("{done}"));
                    }
                }
            }
            // The next parameter of the prototype that is open, or its end.
            let Some(mut params) = frame.params.take() else { continue };
            match params.next() {
                Some((id, name)) => {
                    frame.params = Some(params);
                    open.push(core::mem::replace(&mut frame, Frame::new(id, name)));
                }
                None => frame.close_params(params.text(), params.proto.return_type_id()),
            }
        }
    }
}

/// One declaration that is being written, from the name outwards.
struct Frame<'b> {
    at: TypeId,
    steps: usize,
    prefix: String,
    name: String,
    suffix: String,
    /// Qualifiers met since the last pointer, outermost first.
    qualifiers: String,
    tags: String,
    params: Option<Params<'b>>,
}

impl<'b> Frame<'b> {
    fn new(at: TypeId, name: &str) -> Self {
        Self {
            at,
            steps: 0,
            prefix: String::new(),
            name: String::from(name),
            suffix: String::new(),
            qualifiers: String::new(),
            tags: String::new(),
            params: None,
        }
    }

    /// Follows the chain to its end, or to a prototype.
    fn run(&mut self, types: &Types<'b>) -> Option<FuncProto<'b>> {
        while self.steps < MAX_CHAIN {
            self.steps += 1;
            let ty = types.get(self.at)?;
            match ty {
                Type::Ptr(to) => self.pointer(to.type_id()),
                Type::Const(of) => self.qualify("const", of.type_id()),
                Type::Volatile(of) => self.qualify("volatile", of.type_id()),
                Type::Restrict(of) => self.qualify("restrict", of.type_id()),
                Type::TypeTag(tag) => {
                    let text = tag_text(tag.name(), tag.is_attribute());
                    push_word(&mut self.tags, &text);
                    self.at = tag.type_id();
                }
                Type::Array(array) => {
                    self.parenthesize();
                    self.suffix.push_str(&format!("[{}]", array.len()));
                    self.at = array.elem_type_id();
                }
                Type::FuncProto(proto) => {
                    self.parenthesize();
                    return Some(proto);
                }
                Type::Func(func) => self.named(func.name(), func.type_id()),
                Type::Var(var) => self.named(var.name(), var.type_id()),
                Type::Void
                | Type::Int(_)
                | Type::Struct(_)
                | Type::Union(_)
                | Type::Enum(_)
                | Type::Fwd(_)
                | Type::Typedef(_)
                | Type::Datasec(_)
                | Type::Float(_)
                | Type::DeclTag(_)
                | Type::Enum64(_)
                | Type::Opaque(_) => return None,
            }
        }
        None
    }

    fn pointer(&mut self, to: TypeId) {
        let mut text = String::from("*");
        text.push_str(&core::mem::take(&mut self.qualifiers));
        push_word_tight(&mut text, &core::mem::take(&mut self.tags));
        if 1 < text.len() && !(self.prefix.is_empty() && self.name.is_empty()) {
            text.push(' ');
        }
        self.prefix.insert_str(0, &text);
        self.at = to;
    }

    fn qualify(&mut self, word: &str, of: TypeId) {
        push_word(&mut self.qualifiers, word);
        self.at = of;
    }

    fn named(&mut self, name: &str, of: TypeId) {
        if self.name.is_empty() {
            self.name.push_str(name);
        }
        self.at = of;
    }

    /// `*name` binds less than `[]` and `()` do.
    fn parenthesize(&mut self) {
        if self.prefix.starts_with('*') {
            self.prefix.insert(0, '(');
            self.suffix.push(')');
        }
    }

    fn close_params(&mut self, params: &str, returned: TypeId) {
        self.suffix.push('(');
        self.suffix.push_str(params);
        self.suffix.push(')');
        self.qualifiers.clear();
        self.tags.clear();
        self.at = returned;
    }

    fn finish(self, types: &Types<'b>) -> Declaration {
        let base = match types.get(self.at) {
            Some(ty) if self.steps < MAX_CHAIN => specifier(&ty),
            _ => Cow::Borrowed(CUT),
        };
        let mut specifier = self.qualifiers;
        push_word(&mut specifier, &base);
        push_word(&mut specifier, &self.tags);
        Declaration { specifier, prefix: self.prefix, name: self.name, suffix: self.suffix }
    }
}

/// A parameter list that is being written.
struct Params<'b> {
    proto: FuncProto<'b>,
    /// How long the text may become.
    limit: usize,
    next: usize,
    text: String,
}

impl<'b> Params<'b> {
    const fn left(&self) -> usize {
        self.limit.saturating_sub(self.text.len())
    }

    /// The next parameter that has a declaration.
    fn next(&mut self) -> Option<(TypeId, &'b str)> {
        if self.left() == 0 {
            if self.next < self.proto.params().len() {
                self.push(CUT);
            }
            return None;
        }
        let param = self.proto.params().nth(self.next)?;
        self.next += 1;
        let is_last = self.next == self.proto.params().len();
        if is_last && 1 < self.next && param.is_variadic() {
            self.push(CUT);
            return None;
        }
        Some((param.type_id(), param.name()))
    }

    fn push(&mut self, param: &str) {
        if !self.text.is_empty() {
            self.text.push_str(", ");
        }
        self.text.push_str(param);
    }

    fn text(&self) -> &str {
        if self.text.is_empty() { "void" } else { &self.text }
    }
}

/// The word or words for a type that is not made of others.
fn specifier<'b>(ty: &Type<'b>) -> Cow<'b, str> {
    let keyed = |key: &str, name: &str| {
        Cow::Owned(if name.is_empty() { format!("{key} {{...}}") } else { format!("{key} {name}") })
    };
    match ty {
        Type::Void => Cow::Borrowed("void"),
        Type::Int(int) => Cow::Borrowed(int.name()),
        Type::Float(float) => Cow::Borrowed(float.name()),
        Type::Typedef(typedef) => Cow::Borrowed(typedef.name()),
        Type::Struct(composite) => keyed("struct", composite.name()),
        Type::Union(composite) => keyed("union", composite.name()),
        Type::Enum(view) => keyed("enum", view.name()),
        Type::Enum64(view) => keyed("enum", view.name()),
        Type::Fwd(fwd) => keyed(if fwd.is_union() { "union" } else { "struct" }, fwd.name()),
        // No declaration can be made of these; hostile types may still refer to them.
        Type::Datasec(section) => Cow::Owned(format!("<section {}>", section.name())),
        Type::DeclTag(tag) => Cow::Owned(format!("<tag {}>", tag.name())),
        Type::Opaque(opaque) => Cow::Owned(format!("<kind {}>", opaque.kind_number())),
        // What a cut leaves over.
        Type::Ptr(_)
        | Type::Array(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::Func(_)
        | Type::FuncProto(_)
        | Type::Var(_)
        | Type::TypeTag(_) => Cow::Borrowed(CUT),
    }
}

/// A tag as the kernel's sources have it: `__rcu`, `__user`; an attribute in full.
fn tag_text(tag: &str, is_attribute: bool) -> String {
    if is_attribute { format!("__attribute__(({tag}))") } else { format!("__{tag}") }
}

fn push_word(text: &mut String, word: &str) {
    if !text.is_empty() && !word.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

/// After a `*` no space is needed.
fn push_word_tight(text: &mut String, word: &str) {
    if 1 < text.len() { push_word(text, word) } else { text.push_str(word) }
}

#[cfg(test)]
mod tests;
