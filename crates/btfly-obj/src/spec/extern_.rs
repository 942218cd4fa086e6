//! Externs: what somebody else has to have.

use btfly_btf::TypeId;

/// Something that the object uses and does not have.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ExternSpec {
    /// Its name. That of a function may have a flavor, which the kernel's name has not.
    pub name: String,
    /// What it is.
    pub kind: ExternKind,
    /// Whether the program works without.
    pub is_weak: bool,
    /// The `VAR` or `FUNC` that declares it.
    pub type_id: TypeId,
}

/// What an extern is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ExternKind {
    /// A value of the kernel's configuration, or one that the loader knows (`LINUX_KERNEL_VERSION`).
    Kconfig {
        /// What values it has.
        value: KconfigType,
        /// Bytes from the start of `.kconfig`.
        offset: u32,
        /// In bytes.
        size: u32,
    },
    /// A variable of the kernel whose type is known: it is looked up among the kernel's types.
    Variable {
        /// Its type, without modifiers.
        type_id: TypeId,
    },
    /// A variable of the kernel of which only the address is wanted (`extern const void`).
    Address,
    /// A function of the kernel.
    Kfunc {
        /// Its prototype.
        type_id: TypeId,
    },
}

/// What values a kconfig variable has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KconfigType {
    /// `bool`.
    Bool,
    /// `enum libbpf_tristate`: no, yes, module.
    Tristate,
    /// A character: `y`, `m`, `n`, or a small number.
    Char {
        /// Whether numbers may be negative.
        is_signed: bool,
    },
    /// A number.
    Int {
        /// Whether it may be negative.
        is_signed: bool,
    },
    /// Characters, ended by a zero.
    String,
}
