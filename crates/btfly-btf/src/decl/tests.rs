//! Declarations of types written as listings; what C makes of them is checked against compilers elsewhere.

use alloc::format;
use alloc::string::{String, ToString};

use crate::id::TypeId;
use crate::text;

/// A few types that the rows refer to.
const TYPES: &str = "
    [1] INT 'int' size=4 encoding=SIGNED
    [2] INT 'char' size=1 encoding=SIGNED
    [3] STRUCT 'file' size=0
    [4] STRUCT '(anon)' size=0
    [5] ENUM '(anon)' size=4
            'A' val=0
    [6] FWD 'sock' fwd_kind=union
    [7] PTR type_id=1
    [8] CONST type_id=2
    [9] PTR type_id=8
    [10] ARRAY type_id=1 index_type_id=1 nr_elems=4
    [11] FUNC_PROTO ret_type_id=1
            'file' type_id=13
            '(anon)' type_id=9
    [12] PTR type_id=11
    [13] PTR type_id=3
";

#[track_caller]
fn check(last: &str, name: &str, expected: &str) {
    let btf = text::parse(&format!("{TYPES}\n{last}")).unwrap();
    let types = btf.types();
    let id = TypeId(types.end().0 - 1);
    assert_eq!(types.declaration(id, name).to_string(), expected, "{last}");
}

#[test]
fn types_with_and_without_a_name() {
    check("TYPEDEF 'u32' type_id=1", "x", "u32 x");
    check("TYPEDEF 'u32' type_id=1", "", "u32");
    check("CONST type_id=3", "f", "const struct file f");
    check("CONST type_id=4", "f", "const struct {...} f");
    check("VOLATILE type_id=5", "", "volatile enum {...}");
    check("PTR type_id=6", "sk", "union sock *sk");
    check("PTR type_id=0", "p", "void *p");
}

#[test]
fn qualifiers_stand_behind_the_pointer_that_they_qualify() {
    check("CONST type_id=9", "s", "const char *const s");
    check("CONST type_id=9", "", "const char *const");
    check("RESTRICT type_id=9", "s", "const char *restrict s");
    check("CONST type_id=7\n[15] PTR type_id=14", "p", "int *const *p");
}

#[test]
fn arrays_and_functions_bind_closer_than_pointers() {
    check("ARRAY type_id=7 index_type_id=1 nr_elems=2", "a", "int *a[2]");
    check("PTR type_id=10", "a", "int (*a)[4]");
    check("PTR type_id=10", "", "int (*)[4]");
    check("ARRAY type_id=10 index_type_id=1 nr_elems=2", "a", "int a[2][4]");
    check(
        "ARRAY type_id=12 index_type_id=1 nr_elems=2",
        "ops",
        "int (*ops[2])(struct file *file, const char *)",
    );
    check("CONST type_id=12", "op", "int (*const op)(struct file *file, const char *)");
    check("PTR type_id=12", "", "int (**)(struct file *file, const char *)");
}

#[test]
fn functions_take_nothing_something_and_more() {
    check("FUNC_PROTO ret_type_id=0", "f", "void f(void)");
    check("FUNC_PROTO ret_type_id=0\n'(anon)' type_id=0", "f", "void f(void)");
    check("FUNC_PROTO ret_type_id=7\n'a' type_id=1\n'(anon)' type_id=0", "f", "int *f(int a, ...)");
    check("FUNC_PROTO ret_type_id=12", "f", "int (*f(void))(struct file *file, const char *)");
    check(
        "FUNC_PROTO ret_type_id=0\n'f' type_id=12\n'x' type_id=10",
        "g",
        "void g(int (*f)(struct file *file, const char *), int x[4])",
    );
    check(
        "FUNC 'vfs_open' type_id=11 linkage=static",
        "",
        "int vfs_open(struct file *file, const char *)",
    );
    check(
        "VAR 'jiffies' type_id=14, linkage=global\n[15] VOLATILE type_id=1",
        "x",
        "volatile int x",
    );
}

#[test]
fn tags_are_written_as_the_kernel_does() {
    check("TYPE_TAG 'rcu' type_id=3\n[15] PTR type_id=14", "f", "struct file __rcu *f");
    check("TYPE_TAG 'user' type_id=13\n[15] PTR type_id=14", "f", "struct file *__user *f");
    check(
        "TYPE_TAG 'address_space(1)' type_id=1 kind_flag\n[15] PTR type_id=14",
        "p",
        "int __attribute__((address_space(1))) *p",
    );
}

#[test]
fn what_is_no_type_of_c_is_named() {
    check("DECL_TAG 'note' type_id=3 component_idx=-1", "x", "<tag note> x");
}

#[test]
fn a_long_chain_is_cut() {
    let mut text = String::from("PTR type_id=1\n");
    for id in 14..1014 {
        text += &format!("PTR type_id={id}\n");
    }
    let btf = text::parse(&format!("{TYPES}\n{text}")).unwrap();
    let declared = btf.types().declaration(TypeId(1014), "p").to_string();
    assert!(declared.starts_with("... ***") && declared.len() < 300, "{declared}");
}

#[test]
fn a_circle_is_cut() {
    let expected = format!("{}... p", "volatile const ".repeat(128));
    check("CONST type_id=15\n[15] VOLATILE type_id=14", "p", &expected);
}

#[test]
fn prototypes_that_take_themselves_are_cut() {
    // Each parameter is a pointer to the prototype itself: without a bound, 4 to the power of the depth.
    let proto = "FUNC_PROTO ret_type_id=1\n'a' type_id=15\n'b' type_id=15\n'c' type_id=15\n'd' type_id=15\n[15] PTR type_id=14";
    let btf = text::parse(&format!("{TYPES}\n{proto}")).unwrap();
    let declared = btf.types().declaration(TypeId(14), "f").to_string();
    assert!(declared.contains("..."), "{declared}");
    assert!(declared.len() < 5000, "{}", declared.len());
}

#[test]
fn prototypes_that_take_and_return_themselves_are_cut() {
    for more in ["", "\n'b' type_id=14"] {
        let proto = format!("FUNC_PROTO ret_type_id=14\n'a' type_id=14{more}");
        let btf = text::parse(&format!("{TYPES}\n{proto}")).unwrap();
        let declared = btf.types().declaration(TypeId(14), "f").to_string();
        assert!(declared.contains("..."), "{declared}");
        assert!(declared.len() < 64 << 10, "{}", declared.len());
    }
}
