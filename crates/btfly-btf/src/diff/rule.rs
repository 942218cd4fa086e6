//! What a change does to an eBPF program: grades, and the rules that they come from.
//!
//! *In:* nothing; each [`Rule`] is a case that the comparison recognises. *Out:* its [`Grade`] and the reason in words.
//! *Never:* a grade without a reason.
//!
//! The program that a grade is about was compiled against the old types, uses what has changed, reads it through CO-RE
//! relocations (`BPF_CORE_READ`, `preserve_access_index`) and asks before only where it already had to. It is loaded, as it
//! is, on the new kernel.
//!
//! Kernel references, Linux v7.2: `tools/lib/bpf/relo_core.c: bpf_core_match_member, bpf_core_fields_are_compat,
//! bpf_core_patch_insn` for members and enumerators; `kernel/bpf/btf.c: btf_ctx_access` for arguments of traced functions.

use core::fmt;

/// What a change does to a program that uses what has changed; worse is greater.
///
/// ```
/// use btfly_btf::diff::Grade;
///
/// assert!(Grade::Harmless < Grade::Guard && Grade::Guard < Grade::Breaks);
/// assert_eq!(Grade::Breaks.to_string(), "breaks");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Grade {
    /// The program loads and means the same: relocations follow, or the program cannot know of it.
    Harmless,
    /// The program loads, but what it finds may be something else, or elsewhere as well: it has to ask
    /// (`bpf_core_field_exists`, `bpf_core_field_size`, `bpf_core_enum_value`, `bpf_core_type_matches`) or to carry a second
    /// shape of the type (`struct x___old`).
    Guard,
    /// The program is refused: a relocation is poisoned, an attach point is gone, or its arguments are not where it
    /// reads them. To work on both kernels it needs a branch for each.
    Breaks,
}

impl Grade {
    /// All grades, the worst first.
    pub const ALL: [Self; 3] = [Self::Breaks, Self::Guard, Self::Harmless];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Harmless => "harmless",
            Self::Guard => "guard",
            Self::Breaks => "breaks",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The rules as one table: what is recognised, its name in JSON, its grade, the reason.
macro_rules! rules {
    ($($(#[$doc:meta])* $rule:ident $name:literal $grade:ident $why:literal;)*) => {
        /// Why a change has its grade.
        ///
        /// ```
        /// use btfly_btf::diff::{Grade, Rule};
        ///
        /// assert_eq!(Rule::MemberMoved.grade(), Grade::Harmless);
        /// assert_eq!(Rule::MemberMoved.as_str(), "member_moved");
        /// assert!(Rule::MemberMoved.why().contains("CO-RE follows"));
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* #[doc = ""] #[doc = $why] $rule,)*
        }

        impl Rule {
            /// All rules, in the order of this list.
            pub const ALL: &[Self] = &[$(Self::$rule,)*];

            /// Its name, for programs.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$rule => $name,)* }
            }

            /// What it makes of a change.
            #[must_use]
            pub const fn grade(self) -> Grade {
                match self { $(Self::$rule => Grade::$grade,)* }
            }

            /// The reason, in words.
            #[must_use]
            pub const fn why(self) -> &'static str {
                match self { $(Self::$rule => $why,)* }
            }
        }
    };
}

rules! {
    /// A type is new.
    TypeAdded "type_added" Harmless "no older program names it";
    /// A type is gone.
    TypeRemoved "type_removed" Breaks "CO-RE finds no candidate: every access is poisoned";
    /// A type is gone, and one like it is there under another name.
    TypeRenamed "type_renamed" Breaks "CO-RE looks up names: a second shape of the type has to carry the new one";
    /// A type went from vmlinux to a module, back, or from module to module.
    TypeMoved "type_moved" Harmless "CO-RE looks through modules too, as long as they are loaded";
    /// One of several types of this name is gone.
    TypeFewer "type_fewer" Guard "CO-RE finds the others of this name: ask for the members that tell them apart";
    /// A type has come beside others of its name.
    TypeMore "type_more" Guard "one more candidate: an access on which they disagree is ambiguous and refused";
    /// Only a declaration has come, gone, or become a definition.
    TypeDeclared "type_declared" Harmless "a declaration has nothing to access";
    /// A definition has become a declaration.
    TypeUndefined "type_undefined" Breaks "a declaration is no candidate: every access is poisoned";
    /// The name of an integer or float has come or gone.
    NumberName "number_name" Harmless "CO-RE looks at what a number is, not at its name";
    /// The name is that of another kind of type now.
    KindChanged "kind_changed" Breaks "candidates must be of the same kind";
    /// A struct or union grew or shrank.
    SizeChanged "size_changed" Harmless "CO-RE follows: `bpf_core_type_size` gives the new size";
    /// An integer, a float or an enum has another size.
    ScalarSize "scalar_size" Guard "loads compiled in have the old width: ask `bpf_core_field_size`";
    /// An integer or enum has become signed or unsigned.
    ScalarSign "scalar_sign" Guard "the upper bits mean something else: ask `bpf_core_field_signed`";

    /// A member is new.
    MemberAdded "member_added" Guard "older kernels have none: who wants it asks `bpf_core_field_exists`";
    /// A member is gone.
    MemberRemoved "member_removed" Breaks "an access that is not behind `bpf_core_field_exists` is poisoned";
    /// A member is gone, and one of its type is in its place.
    MemberRenamed "member_renamed" Breaks "CO-RE looks up names: the access is poisoned; a second shape of the type can carry the new name";
    /// A member has another offset, or is in or out of an anonymous struct.
    MemberMoved "member_moved" Harmless "CO-RE follows";
    /// A bitfield is wider or narrower.
    BitfieldSize "bitfield_size" Harmless "`BPF_CORE_READ_BITFIELD` follows";
    /// A plain member has become a bitfield.
    BitfieldBecome "bitfield_become" Guard "a plain read gets its neighbours too: it takes `BPF_CORE_READ_BITFIELD`";
    /// A bitfield has become a plain member.
    BitfieldNoMore "bitfield_no_more" Harmless "`BPF_CORE_READ_BITFIELD` reads plain members too";

    /// Written otherwise and the same: a typedef, `const`, another name of an integer.
    SameType "same_type" Harmless "the same bytes under another spelling";
    /// A pointer to something else.
    OtherPointee "other_pointee" Guard "pointers are compatible whatever they point at: ask `bpf_core_type_matches`";
    /// Another struct or union.
    OtherComposite "other_composite" Guard "structs are compatible whatever their name: what is accessed inside is looked up in the new one";
    /// An unsigned integer of another size.
    IntSize "int_size" Guard "direct loads are patched, `bpf_probe_read` is not: ask `bpf_core_field_size`";
    /// A signed integer of another size.
    SignedIntSize "signed_int_size" Breaks "the width of a signed load cannot be patched: it is poisoned";
    /// An enum of another name.
    OtherEnum "other_enum" Breaks "enums are compatible by name only: the access is poisoned";
    /// An array with more elements.
    ArrayGrew "array_grew" Harmless "every index is still there";
    /// An array with fewer elements.
    ArrayShrank "array_shrank" Guard "a constant index behind the end is poisoned: ask `bpf_core_field_exists`";
    /// An array of elements of another size.
    ArrayElement "array_element" Breaks "the width of a load of an element cannot be patched: it is poisoned";
    /// Types of different kinds.
    Incompatible "incompatible" Breaks "the kinds are incompatible: the access is poisoned";
    /// A pointer to a function of another prototype.
    Operation "operation" Harmless "it can be read as before; functions that are called through it are compared themselves";
    /// The same in a struct that programs can implement.
    StructOps "struct_ops" Breaks "a `struct_ops` program in its place gets other arguments";

    /// An enumerator is new.
    EnumeratorAdded "enumerator_added" Guard "a value that is not expected may come: ask `bpf_core_enum_value_exists`";
    /// An enumerator is gone.
    EnumeratorRemoved "enumerator_removed" Breaks "`bpf_core_enum_value` of it is poisoned";
    /// An enumerator is gone, and there is another one of its value.
    EnumeratorRenamed "enumerator_renamed" Breaks "CO-RE looks up names: `bpf_core_enum_value` of the old one is poisoned";
    /// An enumerator has another value.
    EnumeratorValue "enumerator_value" Guard "`bpf_core_enum_value` follows, a constant compiled in does not";
    /// A constant of an enum without a name is new.
    ConstantAdded "constant_added" Harmless "no older program names it";
    /// A constant of an enum without a name is gone.
    ConstantRemoved "constant_removed" Guard "it was compiled in, and nobody can be asked whether it still means anything";
    /// A constant of an enum without a name has another value.
    ConstantValue "constant_value" Guard "it was compiled in, and no relocation follows an enum without a name";

    /// A function is new.
    FuncAdded "func_added" Harmless "no older program attaches to it";
    /// A function is gone, or inlined everywhere.
    FuncRemoved "func_removed" Breaks "nothing to attach to, and nothing to call";
    /// One of several functions of this name is gone.
    FuncFewer "func_fewer" Guard "programs attach by name, and find the others of this name";
    /// A function has come beside others of its name.
    FuncMore "func_more" Guard "programs attach by name, and may find this one";
    /// A function is gone, and one with its parameters has a name that contains it.
    FuncRenamed "func_renamed" Breaks "programs attach by name";
    /// A function is in a module now, or in another.
    FuncMoved "func_moved" Guard "there is nothing to attach to while the module is not loaded";
    /// A function went from a module into vmlinux.
    FuncBuiltIn "func_built_in" Guard "it is found by its bare name, and as `module:name` no more";
    /// A parameter is new.
    ParamAdded "param_added" Breaks "arguments are counted: those behind it, and the result that `fexit` reads, are elsewhere";
    /// A parameter is gone.
    ParamRemoved "param_removed" Breaks "arguments are counted: those behind it, and the result that `fexit` reads, are elsewhere";
    /// Parameters have changed places.
    ParamMoved "param_moved" Breaks "arguments are counted";
    /// A parameter has another name.
    ParamRenamed "param_renamed" Harmless "arguments are counted, not named";
    /// A parameter is written otherwise and the same.
    ParamSame "param_same" Harmless "the same argument under another spelling";
    /// A parameter is another number: wider, narrower, signed or not.
    ParamNumber "param_number" Guard "an argument has 64 bits for the program; fewer or more of them count now";
    /// A parameter is something else.
    ParamType "param_type" Breaks "the verifier takes the argument for what the new kernel says it is";
    /// Something else is returned.
    ReturnType "return_type" Breaks "the verifier takes the result for what the new kernel says it is";
    /// Another number is returned, or one where there was none.
    ReturnNumber "return_number" Guard "a result has 64 bits for the program; fewer or more of them count now";
    /// What is returned is written otherwise and the same.
    ReturnSame "return_same" Harmless "the same result under another spelling";
    /// A function can be called by programs.
    KfuncAdded "kfunc_added" Harmless "programs may call it now";
    /// A function cannot be called by programs any more.
    KfuncRemoved "kfunc_removed" Breaks "it is no kfunc any more: calls are refused";
    /// A tag has come or gone.
    Tag "tag" Harmless "tags tell the verifier more, and programs nothing";

    /// A variable is new.
    VarAdded "var_added" Harmless "no older program names it";
    /// A variable is gone.
    VarRemoved "var_removed" Breaks "a `__ksym` of its type finds nothing";
    /// A variable is in a module now, or in another.
    VarMoved "var_moved" Guard "there is no such variable while the module is not loaded";
    /// A variable went from a module into vmlinux.
    VarBuiltIn "var_built_in" Harmless "it is found by its name";

    /// It differs in what none of the other rules is about, such as the order of members in a union.
    Otherwise "otherwise" Harmless "nothing that a program can name differs";
    /// More was to compare than the limit allows; made by hand to be so.
    TooMuch "too_much" Guard "too many members without a name in each other: not compared to the end";
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::Rule;

    #[test]
    fn names_are_told_apart() {
        let names: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
    }
}
