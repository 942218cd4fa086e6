//! A type as somebody wrote it in C, `const struct sk_buff *`, to compare types with.
//!
//! *In:* a base type with a tag and qualifiers, and stars. *Out:* whether a type is like that, seen through
//! typedefs. *Never:* arrays, function pointers and other declarators: a typedef's name stands for them.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::id::TypeId;
use crate::table::Types;
use crate::view::Type;

/// The longest chain of pointers, typedefs and modifiers that is followed.
const MAX_CHAIN: usize = 256;

/// A type in C, for comparison.
///
/// - A name alone, `sk_buff`, stands for a struct, union, enumeration or typedef of that name;
///   `struct sk_buff` for the struct.
/// - Without a star, a struct or union is also found behind any number of pointers, because nobody
///   passes one by value. With stars there must be as many.
/// - `const`, `volatile` and `restrict` must be there if they are written, and may be if they are not.
/// - Integers may be spelled in any order: `unsigned long`, `long unsigned int`.
/// - Typedefs on the way count under their own name and as what they stand for: a parameter `gfp_t` is
///   found by `gfp_t` and by `unsigned int`.
///
/// ```
/// use btfly_btf::{Kind, TypeId, find::TypeText};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let pointer = TypeId(2);
/// let is_like = |text: &str| TypeText::parse(text).unwrap().is_like(&types, pointer);
/// assert!(is_like("struct list_head *") && is_like("struct list_head") && is_like("list_head"));
/// assert!(!is_like("struct list_head **") && !is_like("union list_head") && !is_like("const list_head"));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TypeText {
    tag: Option<Tag>,
    name: Name,
    qualifiers: Qualifiers,
    /// The pointers, the innermost first, each with its own qualifiers.
    stars: Vec<Qualifiers>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Tag {
    Struct,
    Union,
    Enum,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Name {
    Void,
    Number(Spelling),
    Other(String),
}

/// Why a text is not a type that can be compared with.
///
/// ```
/// use btfly_btf::find::TypeText;
///
/// let error = TypeText::parse("struct *").unwrap_err();
/// assert_eq!(error.to_string(), "no name of a type");
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NotAType {
    /// There are qualifiers, a tag or stars, and no name.
    NoName,
    /// There are two names, or a name and something that belongs to no name.
    SeveralNames,
    /// There is a character that a type of this form does not have.
    Character(char),
}

impl fmt::Display for NotAType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => f.write_str("no name of a type"),
            Self::SeveralNames => f.write_str("more than one name"),
            Self::Character(character) => write!(f, "unexpected character: {character:?}"),
        }
    }
}

impl core::error::Error for NotAType {}

impl TypeText {
    /// Reads `text`.
    ///
    /// # Errors
    ///
    /// What is not of the form `[const] [struct|union|enum] NAME [*…]`.
    pub fn parse(text: &str) -> Result<Self, NotAType> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '*' | '$' | '.');
        if let Some(odd) = text.chars().find(|c| !is_part(*c) && !c.is_whitespace()) {
            return Err(NotAType::Character(odd));
        }
        let spaced = text.replace('*', " * ");
        let mut this = Self {
            tag: None,
            name: Name::Void,
            qualifiers: Qualifiers::default(),
            stars: Vec::new(),
        };
        let mut names = Vec::new();
        for word in spaced.split_whitespace() {
            let qualifiers = this.stars.last_mut().unwrap_or(&mut this.qualifiers);
            if qualifiers.add(word) {
                continue;
            }
            match word {
                "*" => this.stars.push(Qualifiers::default()),
                _ if !this.stars.is_empty() => return Err(NotAType::SeveralNames),
                "struct" => this.tag = Some(Tag::Struct),
                "union" => this.tag = Some(Tag::Union),
                "enum" => this.tag = Some(Tag::Enum),
                name => names.push(name),
            }
        }
        this.name = Name::of(&names, this.tag)?;
        Ok(this)
    }

    /// Whether type `id` is like this.
    #[must_use]
    pub fn is_like(&self, types: &Types<'_>, id: TypeId) -> bool {
        self.compare(types, id).is_some()
    }

    /// `Some` if it is; goes from the outside in, a pointer or typedef at a time.
    fn compare(&self, types: &Types<'_>, id: TypeId) -> Option<()> {
        let mut qualifiers = Qualifiers::default();
        let mut n_pointers = 0;
        let mut at = id;
        for _ in 0..MAX_CHAIN {
            let ty = types.get(at)?;
            if self.names(&ty) && self.has_room_for(types, at, n_pointers) {
                return qualifiers.include(self.qualifiers).then_some(());
            }
            match ty {
                Type::Const(_) => qualifiers.is_const = true,
                Type::Volatile(_) => qualifiers.is_volatile = true,
                Type::Restrict(_) => qualifiers.is_restrict = true,
                // An array that is passed is a pointer.
                Type::Ptr(_) | Type::Array(_) => {
                    n_pointers += 1;
                    self.passes_pointer(n_pointers, qualifiers)?;
                    qualifiers = Qualifiers::default();
                }
                Type::Typedef(_) | Type::TypeTag(_) => {}
                Type::Void
                | Type::Int(_)
                | Type::Struct(_)
                | Type::Union(_)
                | Type::Enum(_)
                | Type::Enum64(_)
                | Type::Fwd(_)
                | Type::Func(_)
                | Type::FuncProto(_)
                | Type::Var(_)
                | Type::Datasec(_)
                | Type::Float(_)
                | Type::DeclTag(_)
                | Type::Opaque(_) => return None,
            }
            at = ty.target()?;
        }
        None
    }

    /// Whether the `n`th pointer from the outside may have these qualifiers.
    fn passes_pointer(&self, n: usize, qualifiers: Qualifiers) -> Option<()> {
        if self.stars.is_empty() {
            return Some(());
        }
        let star = self.stars.len().checked_sub(n).and_then(|at| self.stars.get(at))?;
        qualifiers.include(*star).then_some(())
    }

    /// Whether there may be `n_pointers` before `id`, which has the right name.
    fn has_room_for(&self, types: &Types<'_>, id: TypeId, n_pointers: usize) -> bool {
        if n_pointers == self.stars.len() {
            return true;
        }
        let is_composite = || {
            let direct = types.skip_modifiers(id).and_then(|id| types.get(id));
            matches!(direct, Some(Type::Struct(_) | Type::Union(_) | Type::Fwd(_)))
        };
        self.stars.is_empty() && is_composite()
    }

    /// Whether `ty` alone has the right tag and name.
    fn names(&self, ty: &Type<'_>) -> bool {
        let tag = match ty {
            Type::Void => return self.name == Name::Void,
            Type::Int(_) | Type::Float(_) => {
                return match (&self.name, ty.name()) {
                    (Name::Number(wanted), Some(name)) => {
                        Spelling::of(name.split_whitespace()).as_ref() == Some(wanted)
                    }
                    (Name::Other(wanted), Some(name)) => self.tag.is_none() && wanted == name,
                    (Name::Void, _) | (_, None) => false,
                };
            }
            Type::Typedef(_) => None,
            Type::Struct(_) => Some(Tag::Struct),
            Type::Union(_) => Some(Tag::Union),
            Type::Fwd(view) => Some(if view.is_union() { Tag::Union } else { Tag::Struct }),
            Type::Enum(_) | Type::Enum64(_) => Some(Tag::Enum),
            Type::Ptr(_)
            | Type::Array(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => return false,
        };
        let Name::Other(name) = &self.name else { return false };
        (self.tag.is_none() || self.tag == tag) && name.as_bytes() == ty.name_bytes()
    }
}

impl Name {
    fn of(words: &[&str], tag: Option<Tag>) -> Result<Self, NotAType> {
        let number = if tag.is_none() { Spelling::of(words.iter().copied()) } else { None };
        match (words, number) {
            ([], _) => Err(NotAType::NoName),
            (_, Some(spelling)) => Ok(Self::Number(spelling)),
            (["void"], None) if tag.is_none() => Ok(Self::Void),
            ([name], None) => Ok(Self::Other(String::from(*name))),
            (_, None) => Err(NotAType::SeveralNames),
        }
    }
}

/// What stands before a name or behind a star.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Qualifiers {
    is_const: bool,
    is_volatile: bool,
    is_restrict: bool,
}

impl Qualifiers {
    /// Takes `word` in, if it is one.
    fn add(&mut self, word: &str) -> bool {
        match word {
            "const" => self.is_const = true,
            "volatile" => self.is_volatile = true,
            "restrict" | "__restrict" => self.is_restrict = true,
            _ => return false,
        }
        true
    }

    /// Whether all of `others` are here.
    const fn include(self, others: Self) -> bool {
        (self.is_const || !others.is_const)
            && (self.is_volatile || !others.is_volatile)
            && (self.is_restrict || !others.is_restrict)
    }
}

/// A number type without the freedom that C gives to its spelling.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Spelling {
    base: Base,
    is_unsigned: bool,
    /// -1 for `short`, 1 and 2 for `long`.
    n_longs: i8,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Base {
    Int,
    Int128,
    Char,
    SignedChar,
    Bool,
    Float,
    Double,
}

impl Spelling {
    /// `None` if any word belongs to no number type.
    fn of<'w>(words: impl Iterator<Item = &'w str>) -> Option<Self> {
        let mut this = Self { base: Base::Int, is_unsigned: false, n_longs: 0 };
        let mut is_signed = false;
        let mut n_words = 0;
        for word in words {
            n_words += 1;
            match word {
                "int" => {}
                "signed" => is_signed = true,
                "unsigned" => this.is_unsigned = true,
                "short" => this.n_longs = -1,
                "long" => this.n_longs = this.n_longs.saturating_add(1),
                "__int128" => this.base = Base::Int128,
                "char" => this.base = Base::Char,
                "_Bool" | "bool" => this.base = Base::Bool,
                "float" => this.base = Base::Float,
                "double" => this.base = Base::Double,
                _ => return None,
            }
        }
        if is_signed && this.base == Base::Char {
            this.base = Base::SignedChar;
        }
        (0 < n_words).then_some(this)
    }
}
