//! The rules, as a table: what each is called, what a kernel's log says, why, and what to change.
//!
//! *In:* nothing. *Out:* rows. Which kernels have a rule is in the row where not all have it. Kernel reference:
//! `kernel/bpf/btf.c`, Linux v5.10, v6.1, v6.12, v7.2.

use core::fmt;

use crate::feature::{Feature, Version};

/// What a row says about a rule.
pub(super) struct Row {
    rule: Rule,
    name: &'static str,
    /// The words in the kernel's log; empty where it logs nothing.
    log: &'static str,
    /// What is wrong, with places for a finding's numbers.
    what: &'static str,
    /// What to change.
    change: &'static str,
}

macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident $name:literal $log:literal $what:literal $change:literal;)*) => {
        /// A reason for which a kernel refuses BTF.
        ///
        /// ```
        /// use btfly_btf::rules::Rule;
        ///
        /// assert_eq!(Rule::DatasecSize.as_str(), "datasec-size");
        /// assert_eq!(Rule::DatasecSize.log(), "size == 0");
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $rule,)*
        }

        const TABLE: [Row; [$($name),*].len()] = [
            $(Row { rule: Rule::$rule, name: $name, log: $log, what: $what, change: $change },)*
        ];
    };
}

rules! {
    // The section as a whole.
    /// Larger than 16 MiB.
    TooLarge "too-large" ""
        "the BTF has {value} bytes, and kernels read no more than {limit}"
        "keep only the types that are needed: `btfly strip`, `btfly dedup`";
    /// Too short for the length of a header.
    HeaderCut "header-cut" "hdr_len not found"
        "the BTF ends after {value} bytes, inside its header"
        "write a whole header of 24 bytes";
    /// Shorter than its header.
    HeaderBeyond "header-beyond" "btf_header not found"
        "the header says that it has {value} bytes, but the BTF has {limit}"
        "write the header's own length: 24, or 32 with a layout section";
    /// Bytes that are not zero behind the header that the kernel knows.
    HeaderTail "header-tail" "Unsupported btf_header"
        "the header has a byte {value:x} at a place that this kernel does not know: it knows {limit} bytes"
        "leave out what is new: without the layout section, 24 bytes are enough";
    /// The wrong magic number.
    Magic "magic" "Invalid magic"
        "the magic number is {value:x}, not {limit:x}"
        "this is no BTF";
    /// The magic number of the other byte order.
    ByteOrder "byte-order" ""
        "the BTF has the other byte order than the kernel"
        "make it for this architecture";
    /// A version that is not 1.
    FormatVersion "version" "Unsupported version"
        "the version is {value}, and there is only {limit}"
        "write version 1";
    /// A flag.
    Flags "flags" "Unsupported flags"
        "the flags are {value:x}, and none is defined"
        "write no flags";
    /// Nothing behind the header.
    NoData "no-data" "No data"
        "there is nothing behind the header"
        "add a type and the empty string";
    /// A section that starts behind the end.
    SectionOffset "section-offset" "Invalid section offset"
        "a section starts {value} bytes behind the header, but there are only {limit}"
        "correct the offset in the header";
    /// Bytes between two sections.
    SectionGap "section-gap" "Unsupported section found"
        "there is a gap: the section at {value} follows one that ends at {limit}"
        "write the sections one directly after the other, the first at 0";
    /// Sections that share bytes.
    SectionOverlap "section-overlap" "Section overlap found"
        "the section at {value} starts before the end of the one before it, at {limit}"
        "write the sections one directly after the other";
    /// A section that ends behind the end.
    SectionBeyond "section-beyond" "Total section length too long"
        "a section of {value} bytes starts where only {limit} are left"
        "correct the length in the header";
    /// Bytes behind the last section.
    TrailingBytes "trailing-bytes" "Unsupported section found"
        "the sections end at {value}, but there are {limit} bytes behind the header"
        "cut off what follows the last section";
    /// Strings before another section.
    StringsNotLast "strings-not-last" "String section is not at the end"
        "the strings end at {value}, but there are {limit} bytes behind the header"
        "write the strings last";
    /// No string section.
    StringsMissing "strings-missing" "Invalid string section"
        "there are no strings, not even the empty one"
        "write at least one zero byte";
    /// More than 16 MiB of strings.
    StringsTooLong "strings-too-long" "Invalid string section"
        "the strings have {value} bytes, and no name may start behind {limit}"
        "keep only the types that are needed";
    /// Strings that do not end.
    StringsUnterminated "strings-unterminated" "Invalid string section"
        "the last string does not end in a zero byte"
        "add a zero byte";
    /// Strings that do not start with the empty one.
    StringsStart "strings-start" "Invalid string section"
        "the strings do not start with the empty one, so this is a module's BTF without its base"
        "give the vmlinux that it was built with as its base, or merge them: `btfly merge`";
    /// A layout section at an odd place.
    LayoutAlign "layout-align" "Unaligned layout_off"
        "the layout section starts at {value}, which is no multiple of four"
        "write it right behind the types";
    /// A layout section of less than one entry.
    LayoutSmall "layout-small" "Layout section is too small"
        "the layout section has {value} bytes, less than one entry"
        "write an entry for each kind, or no layout section";
    /// A layout section that ends inside an entry.
    LayoutLength "layout-length" "layout_len is not multiple of"
        "the layout section has {value} bytes, which is no multiple of four"
        "write an entry of four bytes for each kind";
    /// Types at an odd place.
    TypesAlign "types-align" "Unaligned type_off"
        "the types start at {value}, which is no multiple of four"
        "write them right behind the header";
    /// No types.
    NoTypes "no-types" "No type found"
        "there is no type"
        "add one: kernels load no empty BTF";

    // A record.
    /// A record that ends behind its section.
    RecordCut "record-cut" "meta_needed"
        "the record needs {value} bytes, but {limit} are left in the section"
        "correct the number of its entries, or the length of the type section";
    /// Bits of `info` that the kernel does not know.
    InfoBits "info-bits" "Invalid btf_info"
        "the info word is {value:x}, and this kernel knows the bits {limit:x}"
        "stay below 65,536 entries and kind 32, and leave all other bits zero";
    /// A kind that the kernel does not know.
    UnknownKind "unknown-kind" "Invalid kind"
        "the kind is {value}, and this kernel knows kinds up to {limit}"
        "write it in older words: `btfly downgrade`";
    /// A name offset behind the strings.
    NameBeyond "name-beyond" "name_offset:"
        "a name is said to be at string offset {value}, but the strings end at {limit}"
        "correct the offset, or give the base that this was built on";
    /// A name offset behind the strings of a module and its base.
    NameBeyondBase "name-beyond-base" "name_offset:"
        "it was built on another base: a name is at string offset {value}, beyond {limit}"
        "give the vmlinux that it was built with";
    /// Entries where there can be none.
    Vlen "vlen" "vlen != 0"
        "it says that it has {value} entries, which this kind never has"
        "write 0";
    /// The kind flag where it means nothing.
    KindFlag "kind-flag" "Invalid btf_info kind_flag"
        "it has the kind flag, which means nothing here to this kernel"
        "leave it zero";
    /// A type field where there is none.
    FwdType "fwd-type" "type != 0"
        "the type of a forward declaration is {value}, not 0"
        "write 0";
    /// A size where there is none.
    ArraySize "array-size" "size != 0"
        "the size in the head of an array is {value}, not 0"
        "write 0: an array's size comes from its elements";
    /// A name that is missing, or no name.
    Name "name" "Invalid name"
        "its name is not letters, digits, `_` and `.`, or is too long, or missing, or must be missing"
        "name it as C would, in fewer than 512 bytes; pointers, arrays, prototypes and qualifiers have no name";
    /// A tag without a text.
    TagValue "tag-value" "Invalid value"
        "the tag has no text"
        "give it one";
    /// An id that no type can have.
    TypeIdRange "type-id-range" "Invalid type_id"
        "it refers to type {value}, and no id is above {limit}, nor is this one void"
        "refer to a type of this BTF";
    /// Bits of an INT that have no meaning.
    IntBits "int-bits" "Invalid int_data"
        "the word that describes the integer is {value:x}, and its upper four bits mean nothing"
        "leave them zero";
    /// An INT of too many bits.
    IntWide "int-wide" "nr_bits exceeds"
        "its bits end at {value}, and {limit} is the most there is room for"
        "correct its size, or the number and offset of its bits";
    /// An INT of an unknown encoding.
    IntEncoding "int-encoding" "Unsupported encoding"
        "its encoding is {value}, not one of none, SIGNED, CHAR, BOOL"
        "choose one";
    /// A FLOAT of an unknown size.
    FloatSize "float-size" "Invalid type_size"
        "a float cannot have {value} bytes, but 2, 4, 8, 12 or 16"
        "correct its size";
    /// An ENUM of an odd size.
    EnumSize "enum-size" "Unexpected size"
        "an enumeration cannot have {value} bytes, but 1, 2, 4 or 8"
        "correct its size";
    /// An array of nothing.
    ArrayElem "array-elem" "Invalid elem"
        "the elements are of type {value}, which has no size"
        "name a type that has a size";
    /// An array that is counted by something else than an integer.
    ArrayIndex "array-index" "Invalid index"
        "the index is of type {value}, which is no whole integer"
        "name an INT of 1, 2, 4, 8 or 16 bytes";
    /// A member whose name is no name.
    MemberName "member-name" "Invalid name"
        "its name is not letters, digits, `_` and `.`, or is too long"
        "name it as C would, or not at all";
    /// A member of a union that does not start at 0, or one that starts before the one before it.
    MemberOrder "member-order" "Invalid member bits_offset"
        "it starts at bit {value}: members of a union start at 0, those of a struct not before bit {limit} here"
        "sort the members by offset";
    /// A member that starts behind its struct.
    MemberBeyond "member-beyond" "Member bits_offset exceeds its struct size"
        "it starts at byte {value}, but its struct has {limit} bytes"
        "correct the offset, or the size of the struct";
    /// An enumerator without a name.
    VariantName "variant-name" "Invalid name"
        "its name is missing, or not letters, digits, `_` and `.`, or too long"
        "name it as C would";
    /// A linkage that kernels do not take.
    FuncLinkage "func-linkage" "Invalid func linkage"
        "its linkage is {value}: kernels take static (0) and global (1), not extern (2)"
        "drop the function, or make it global as loaders do";
    /// A linkage that kernels do not take.
    VarLinkage "var-linkage" "Linkage not supported"
        "its linkage is {value}: kernels take static (0) and global (1), not extern (2)"
        "drop the variable, or make it global as loaders do";
    /// A section without variables.
    DatasecEmpty "datasec-empty" "vlen == 0"
        "the section has no variables"
        "drop it";
    /// A section without bytes.
    DatasecSize "datasec-size" "size == 0"
        "the section has no bytes, as compilers leave it"
        "write the size of the ELF section, as loaders do";
    /// A variable before the end of the one before it, or behind its section.
    DatasecOffset "datasec-offset" "Invalid offset"
        "it starts at byte {value}: not where the one before it has ended, or behind the section's {limit} bytes"
        "sort the variables by offset, and correct the offsets as loaders do";
    /// A variable without bytes or larger than its section.
    DatasecVarSize "datasec-var-size" "Invalid size"
        "it has {value} bytes, in a section of {limit}"
        "write the size of its type";
    /// A variable that ends behind its section.
    DatasecBeyond "datasec-beyond" "Invalid offset+size"
        "it ends at byte {value}, but its section has {limit} bytes"
        "correct the size of the section";
    /// Variables that together are larger than their section.
    DatasecSum "datasec-sum" "Invalid btf_info size"
        "its variables have {value} bytes together, but the section has {limit}"
        "correct the size of the section";
    /// A tag on nothing that can have one.
    TagIndex "tag-index" "Invalid component_idx"
        "the tag is on component {value}: only the type itself is -1, and it has {limit}"
        "write -1, or the number of a member or parameter";

    // What types lead to.
    /// A reference to nothing that can stand there.
    Reference "reference" "Invalid type_id"
        "it leads to type {value}, which cannot stand there"
        "refer to a type, not to a variable, section or tag; and to one that exists";
    /// An array of bits.
    ArrayOfBits "array-of-bits" "Invalid array of int"
        "the elements are of type {value}, an integer that does not fill its bytes"
        "name a whole integer";
    /// An array that is too large.
    ArrayTooLarge "array-too-large" "Array size overflows U32_MAX"
        "{value} elements of {limit} bytes are more than 4 GiB"
        "correct the number of elements";
    /// A member of a type that has no size.
    MemberType "member-type" "Invalid member"
        "it is of type {value}, which has no size"
        "name a type that has a size";
    /// A bitfield size where there can be none.
    MemberBits "member-bits" "Invalid member bitfield_size"
        "it has {value} bits, and its type allows {limit}"
        "correct the number of bits; only integers and enumerations have bitfields";
    /// A bitfield of bits.
    MemberBase "member-base" "Invalid member base type"
        "it is of an integer that does not fill its bytes, which the kind flag of the struct does not allow"
        "name a whole integer, and give the bits in the member";
    /// A plain member between two bytes.
    MemberByte "member-byte" "Invalid member offset"
        "it starts at bit {value}, between two bytes, without being a bitfield"
        "correct the offset, or give a number of bits";
    /// A member between two bytes.
    MemberAlign "member-align" "Member is not byte aligned"
        "it starts at bit {value}, between two bytes"
        "correct the offset";
    /// A float between two words.
    FloatAlign "float-align" "Member is not properly aligned"
        "a float starts at bit {value}, which is no multiple of {limit}"
        "correct the offset";
    /// A bitfield too wide to copy.
    MemberCopy "member-copy" "nr_copy_bits exceeds 128"
        "its bits and those before them in the first byte are {value}, and no more than {limit} can be copied"
        "correct the number of bits";
    /// A bit offset that is too large.
    MemberOverflow "member-overflow" "bits_offset exceeds U32_MAX"
        "it starts at bit {value}, and the integer adds {limit} more, which is more than 32 bits can hold"
        "correct the offset";
    /// A member that ends behind its struct.
    MemberEnd "member-end" "Member exceeds struct_size"
        "it ends at byte {value}, but its struct has {limit} bytes"
        "correct the size of the struct, or the offset or the type of the member";
    /// A chain of types that is too long.
    Depth "depth" "Exceeded max resolving depth"
        "what it leads to is nested more than {limit} types deep"
        "put fewer types into one another without a pointer to a struct between them";
    /// A type that contains itself.
    Loop "loop" "Loop detected"
        "it leads back to itself, by way of type {value}, without a pointer to a struct in between"
        "break the circle";
    /// A type that came to nothing.
    ResolveState "resolve-state" "Invalid resolve state"
        "what it leads to makes no sense"
        "refer to a type, not to a variable or section";
    /// A function that returns something without a size.
    ReturnType "return-type" "Invalid return type"
        "it returns type {value}, which has no size"
        "return void, or a type that has a size";
    /// An argument that has no size or no name, or a name that is no name.
    Argument "argument" "Invalid arg#"
        "its argument is of type {value}: no type with a size, or its name is none"
        "name a type that has a size; only the last may be 0, without a name, for `...`";
    /// A function whose arguments have no names.
    ArgumentName "argument-name" "Invalid arg#"
        "an argument of its prototype has no name"
        "name all arguments of a function";
    /// A function without a prototype.
    FuncType "func-type" "Invalid type_id"
        "its type is {value}, which is no prototype"
        "refer to a FUNC_PROTO";
    /// A section with something else than variables.
    DatasecEntry "datasec-entry" "Not a VAR kind member"
        "it is of type {value}, which is no variable"
        "drop it: loaders take functions out of `.ksyms`";
    /// A variable that is smaller than its type.
    DatasecSmall "datasec-small" "Invalid size"
        "it has {value} bytes, but its type has {limit}"
        "write the size of its type";
    /// A chain of modifiers that is too long.
    Chain "chain" "Max chain length or cycle detected"
        "more than {limit} typedefs, qualifiers and tags follow one another"
        "leave some out";
    /// A type tag behind another modifier.
    TagOrder "tag-order" "Type tags don't precede modifiers"
        "type {value} is a tag behind a typedef or qualifier, and this kernel wants tags first"
        "put the tag before the qualifiers, as clang does";
    /// A bitfield beside members that kernels manage.
    SpecialBits "special-bits" ""
        "it has members that kernels manage (locks, lists, trees, kernel pointers) and one that starts between two bytes"
        "use no bitfields in such a struct";
    /// Two locks or reference counts.
    SpecialTwice "special-twice" ""
        "it has two locks of one sort, or two reference counts"
        "keep one";
    /// Too many members that kernels manage.
    SpecialMany "special-many" ""
        "it has more than 11 members that kernels manage"
        "use fewer, or an array of a map";
    /// A list or tree of nothing.
    SpecialContains "special-contains" ""
        "a list or tree in it does not say what it contains, or that struct has no such node"
        "tag it once with `contains:TYPE:MEMBER`, where MEMBER is a `bpf_list_node` or `bpf_rb_node` of TYPE";
    /// A list or tree without a lock, or two locks.
    SpecialLock "special-lock" ""
        "it has a list or tree and no lock, or two sorts of lock"
        "add one `bpf_spin_lock`";
    /// Members that kernels manage, where they cannot be.
    SpecialShape "special-shape" ""
        "members that kernels manage overlap, are misplaced or in an array, or a pointer of theirs leads to no struct"
        "use the types of `bpf_helpers.h` and `bpf_experimental.h` as they are";
    /// Structs that own one another.
    SpecialOwner "special-owner" ""
        "what it contains in lists, trees and pointers contains others, in a circle or too deep"
        "let structs own one another in one direction, and not through more than a few";

    // Not the kernel's.
    /// What kernels load, but readers do not.
    Unreadable "unreadable" ""
        "kernels load it, but programs that read BTF do not"
        "see the reader's reason";
    /// A name of another base.
    WrongBase "wrong-base" ""
        "it was built on another base: a name is at string offset {value}, where no string of this base starts"
        "give the vmlinux that it was built with";
    /// An id of another base.
    WrongBaseId "wrong-base-id" ""
        "it was built on another base, or is broken: it refers to type {value}, beyond the last one, {limit}"
        "give the vmlinux that it was built with";
    /// A base that cannot be one.
    BadBase "bad-base" ""
        "the base is itself split, or of another byte order"
        "give a whole vmlinux of the same architecture";
}

impl Rule {
    /// All rules, in the order of the table.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        TABLE.iter().map(|row| row.rule)
    }

    /// Its name: `datasec-size`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The rule of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.name == name).map(|row| row.rule)
    }

    /// The words by which the kernel's log tells it; empty where it logs nothing.
    #[must_use]
    pub fn log(self) -> &'static str {
        self.row().log
    }

    /// What to change.
    #[must_use]
    pub fn change(self) -> &'static str {
        self.row().change
    }

    /// Whether it is the kernel's. The others are about BTF that a kernel takes, and no reader can use.
    #[must_use]
    pub const fn is_kernels(self) -> bool {
        !matches!(self, Self::Unreadable | Self::WrongBase | Self::WrongBaseId | Self::BadBase)
    }

    /// The first kernel that has the rule, where it is not as old as what it is about.
    #[must_use]
    pub const fn since(self) -> Option<Version> {
        let (major, minor) = match self {
            Self::TagOrder => (5, 19),
            Self::Chain => (5, 19),
            Self::SpecialBits
            | Self::SpecialTwice
            | Self::SpecialMany
            | Self::SpecialContains
            | Self::SpecialLock
            | Self::SpecialShape
            | Self::SpecialOwner => (6, 12),
            _ => return None,
        };
        Some(Version { major, minor })
    }

    /// The feature with which kernels have the rule no longer.
    #[must_use]
    pub const fn until(self) -> Option<Feature> {
        match self {
            Self::InfoBits => Some(Feature::WideInfo),
            Self::DatasecEmpty => Some(Feature::EmptyDatasec),
            Self::TagOrder => Some(Feature::LateTypeTag),
            Self::StringsNotLast => Some(Feature::Layout),
            _ => None,
        }
    }

    pub(super) fn what(self) -> &'static str {
        self.row().what
    }

    fn row(self) -> &'static Row {
        // In the order of the variants, because one list makes both.
        TABLE.get(self as usize).unwrap_or(&TABLE[0])
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
