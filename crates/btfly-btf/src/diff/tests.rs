//! Small changes, each as two listings and the line that it comes to.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::{Changes, Edit, Grade, MemberEdit, Options, Rule, diff};
use crate::set::{BtfSet, Ready};
use crate::text;

/// What a change comes to: kind and name, then the rules of its details with the names that they are about.
fn lines(changes: &Changes<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for change in &changes.changes {
        for detail in &change.details {
            let about = match &detail.edit {
                Edit::MemberAdded { new: at } | Edit::MemberRemoved { old: at } => {
                    format!(" {}{}", at.path, at.name)
                }
                Edit::Member { what: MemberEdit::Name, old, new } => {
                    format!(" {}{} {}{}", old.path, old.name, new.path, new.name)
                }
                Edit::Member { new, .. } => format!(" {}{}", new.path, new.name),
                Edit::EnumeratorAdded { name, .. }
                | Edit::EnumeratorRemoved { name, .. }
                | Edit::EnumeratorValue { name, .. } => format!(" {name}"),
                Edit::EnumeratorRenamed { name, to, .. } => format!(" {name} {to}"),
                Edit::Renamed { to } => format!(" {to}"),
                Edit::Kind { to } => format!(" {}", to.as_str()),
                Edit::Resized { path, old, new } => format!(" {path}{old} {new}"),
                Edit::ParamAdded { new: at } | Edit::ParamRemoved { old: at } => {
                    format!(" {}", at.name)
                }
                Edit::Param { old, new } => format!(" {} {}", old.name, new.name),
                Edit::Added
                | Edit::Removed
                | Edit::Moved
                | Edit::Defined { .. }
                | Edit::Sign { .. }
                | Edit::Retyped { .. }
                | Edit::TagAdded { .. }
                | Edit::TagRemoved { .. }
                | Edit::Otherwise => String::new(),
            };
            lines.push(format!(
                "{} {}: {}{about}",
                change.what.as_str(),
                change.name,
                detail.rule.as_str()
            ));
        }
    }
    lines
}

/// Types that every row has.
const TYPES: &str = "
    [1] INT 'int' size=4 encoding=SIGNED
    [2] INT 'unsigned int' size=4
    [3] INT 'long unsigned int' size=8
    [4] INT 'long int' size=8 encoding=SIGNED
    [5] TYPEDEF 'u32' type_id=2
    [6] STRUCT 'a' size=8
            'x' type_id=3 bits_offset=0
    [7] STRUCT 'b' size=8
            'x' type_id=3 bits_offset=0
    [8] PTR type_id=6
    [9] PTR type_id=7
    [10] ARRAY type_id=1 index_type_id=2 nr_elems=4
    [11] ARRAY type_id=1 index_type_id=2 nr_elems=8
    [12] ENUM 'e' size=4
            'A' val=0
    [13] ENUM 'f' size=4
            'B' val=0
    [14] CONST type_id=6
    [15] PTR type_id=14
    [16] FUNC_PROTO ret_type_id=0
            'a' type_id=8
    [17] PTR type_id=16
    [18] FUNC_PROTO ret_type_id=0
            'b' type_id=9
    [19] PTR type_id=18
";

#[track_caller]
fn check(old: &str, new: &str, expected: &[&str]) {
    let parse = |rows: &str| {
        let btf = text::parse(&format!("{TYPES}\n{rows}"));
        BtfSet::new(btf.unwrap_or_else(|error| panic!("{error}\n{rows}")))
    };
    let (old, new) = (parse(old), parse(new));
    assert_eq!(lines(&diff(&old, &new, &Options::default())), expected);
    assert!(diff(&new, &new, &Options::default()).changes.is_empty());
}

/// A struct with one member of type `id`, besides a first that stays.
fn with(id: u32) -> String {
    format!("STRUCT 's' size=64\n'first' type_id=1 bits_offset=0\n'm' type_id={id} bits_offset=64")
}

#[track_caller]
fn check_types(old: u32, new: u32, rule: Option<Rule>) {
    let expected: Vec<String> =
        rule.iter().map(|rule| format!("struct s: {} m", rule.as_str())).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(&with(old), &with(new), &expected);
}

#[test]
fn members_come_go_and_move() {
    let old = "STRUCT 's' size=8\n'x' type_id=1 bits_offset=0\n'y' type_id=2 bits_offset=32";
    let new = "STRUCT 's' size=16\n'y' type_id=2 bits_offset=0\n'z' type_id=3 bits_offset=64";
    check(
        old,
        new,
        &[
            "struct s: size_changed 8 16",
            "struct s: member_removed x",
            "struct s: member_moved y",
            "struct s: member_added z",
        ],
    );
}

#[test]
fn a_member_in_the_place_of_another_of_its_type_has_a_new_name() {
    let row = |name| {
        format!("STRUCT 's' size=8\n'x' type_id=1 bits_offset=0\n'{name}' type_id=8 bits_offset=32")
    };
    check(&row("state"), &row("__state"), &["struct s: member_renamed state __state"]);
    check(&row("page"), &row("folio"), &["struct s: member_renamed page folio"]);
    // Another type is another member.
    let other = row("folio").replace("type_id=8", "type_id=9");
    check(&row("page"), &other, &["struct s: member_removed page", "struct s: member_added folio"]);
}

#[test]
fn anonymous_members_are_those_of_what_they_are_in() {
    let old = "STRUCT 's' size=8\n'x' type_id=1 bits_offset=0\n'y' type_id=1 bits_offset=32";
    let new = "STRUCT 's' size=8\n'x' type_id=1 bits_offset=0\n'(anon)' type_id=21 bits_offset=32
        [21] UNION '(anon)' size=4\n'y' type_id=1 bits_offset=0\n'z' type_id=2 bits_offset=0";
    check(
        old,
        new,
        &["struct s: member_moved {anon union}.y", "struct s: member_added {anon union}.z"],
    );
}

#[test]
fn what_has_no_name_is_compared_in_place() {
    let row = |id, name| {
        format!(
            "STRUCT 's' size=8\n'x' type_id=21 bits_offset=0
            [21] ARRAY type_id=22 index_type_id=2 nr_elems=2
            [22] STRUCT '(anon)' size=4\n'{name}' type_id={id} bits_offset=0"
        )
    };
    check(&row(1, "in"), &row(8, "in"), &["struct s: incompatible x[].in"]);
    check(
        &row(1, "in"),
        &row(2, "out"),
        &["struct s: member_removed x[].in", "struct s: member_added x[].out"],
    );
}

#[test]
fn a_change_is_said_where_its_name_is() {
    let row = |size| {
        format!(
            "STRUCT 'inner' size={size}\n'x' type_id=1 bits_offset=0\n[21] STRUCT 'outer' size=64\n'in' type_id=20 bits_offset=0"
        )
    };
    check(&row(4), &row(8), &["struct inner: size_changed 4 8"]);
}

#[test]
fn types_of_members_are_compared_as_co_re_does() {
    check_types(2, 5, Some(Rule::SameType));
    check_types(2, 1, Some(Rule::ScalarSign));
    check_types(2, 3, Some(Rule::IntSize));
    check_types(1, 4, Some(Rule::SignedIntSize));
    check_types(6, 7, Some(Rule::OtherComposite));
    check_types(8, 9, Some(Rule::OtherPointee));
    check_types(8, 15, Some(Rule::SameType));
    check_types(10, 11, Some(Rule::ArrayGrew));
    check_types(11, 10, Some(Rule::ArrayShrank));
    check_types(12, 13, Some(Rule::OtherEnum));
    check_types(12, 1, Some(Rule::Incompatible));
    check_types(6, 8, Some(Rule::Incompatible));
    check_types(17, 19, Some(Rule::Operation));
    check_types(17, 17, None);
}

#[test]
fn a_struct_that_programs_implement_must_keep_its_prototypes() {
    let ops = "\n[21] STRUCT 'bpf_struct_ops_s' size=64\n'data' type_id=20 bits_offset=0";
    check(&(with(17) + ops), &(with(19) + ops), &["struct s: struct_ops m"]);
}

#[test]
fn bitfields_come_and_go() {
    let row = |bits| {
        format!(
            "STRUCT 's' size=4\n'x' type_id=2 bits_offset=0 bitfield_size={bits}\n'y' type_id=2 bits_offset=16 bitfield_size=2"
        )
    };
    let plain = "STRUCT 's' size=4\n'x' type_id=2 bits_offset=0\n'y' type_id=2 bits_offset=16 bitfield_size=2";
    check(&row(3), &row(5), &["struct s: bitfield_size x"]);
    check(&row(3), plain, &["struct s: bitfield_no_more x"]);
    check(plain, &row(3), &["struct s: bitfield_become x"]);
}

#[test]
fn enumerators_come_go_and_change() {
    let old = "ENUM 'state' size=4\n'ONE' val=1\n'TWO' val=2\n'MAX' val=3";
    let new = "ENUM 'state' size=4\n'ONE' val=1\n'THREE' val=3\n'FOUR' val=5\n'MAX' val=4";
    check(
        old,
        new,
        &[
            "enum state: enumerator_removed TWO",
            "enum state: enumerator_added FOUR",
            "enum state: enumerator_added THREE",
            "enum state: enumerator_value MAX",
        ],
    );
    check(old, &old.replace("TWO", "SECOND"), &["enum state: enumerator_renamed TWO SECOND"]);
    let wide = old.replace("ENUM 'state' size=4", "ENUM64 'state' size=8");
    check(old, &wide, &["enum state: scalar_size 4 8"]);
}

#[test]
fn constants_are_those_of_enums_without_a_name() {
    let old = "ENUM '(anon)' size=4\n'ONE' val=1\n'TWO' val=2";
    let new = "ENUM '(anon)' size=4\n'ONE' val=1\n'TWO' val=3\n'SIX' val=6";
    check(old, new, &["constant SIX: constant_added SIX", "constant TWO: constant_value TWO"]);
    // Those that a typedef names are the typedef's.
    let named = |row: &str| format!("{row}\n[21] TYPEDEF 'number' type_id=20");
    check(
        &named(old),
        &named(new),
        &["typedef number: enumerator_added SIX", "typedef number: enumerator_value TWO"],
    );
}

/// A function of these parameters, of which each is a name and a type.
fn func(returned: u32, params: &[(&str, u32)]) -> String {
    let mut rows =
        format!("FUNC 'f' type_id=21 linkage=static\n[21] FUNC_PROTO ret_type_id={returned}");
    for (name, id) in params {
        rows += &format!("\n'{name}' type_id={id}");
    }
    rows
}

#[test]
fn parameters_are_counted() {
    let old = func(1, &[("sk", 8), ("len", 2)]);
    check(&old, &func(1, &[("sk", 8)]), &["func f: param_removed len"]);
    check(&old, &func(1, &[("net", 9), ("sk", 8), ("len", 2)]), &["func f: param_added net"]);
    check(&old, &func(1, &[("sk", 8), ("size", 2)]), &["func f: param_renamed len size"]);
    check(
        &old,
        &func(1, &[("sk", 15), ("len", 5)]),
        &["func f: param_same sk sk", "func f: param_same len len"],
    );
    check(
        &old,
        &func(1, &[("sk", 9), ("len", 3)]),
        &["func f: param_type sk sk", "func f: param_number len len"],
    );
    check(
        &old,
        &func(1, &[("len", 2), ("sk", 8)]),
        &["func f: param_moved sk sk", "func f: param_moved len len"],
    );
    check(&func(1, &[("page", 8)]), &func(1, &[("folio", 9)]), &["func f: param_type page folio"]);
}

#[test]
fn results_are_compared_like_parameters() {
    check(&func(1, &[]), &func(0, &[]), &["func f: return_type"]);
    check(&func(0, &[]), &func(1, &[]), &["func f: return_number"]);
    check(&func(1, &[]), &func(4, &[]), &["func f: return_number"]);
    check(&func(1, &[]), &func(8, &[]), &["func f: return_type"]);
    check(&func(2, &[]), &func(5, &[]), &["func f: return_same"]);
}

#[test]
fn what_is_like_what_has_gone_has_a_new_name() {
    let row = |name: &str| {
        format!(
            "STRUCT '{name}' size=24\n'next' type_id=21 bits_offset=0\n'x' type_id=3 bits_offset=64\n'y' type_id=3 bits_offset=128\n[21] PTR type_id=20"
        )
    };
    check(&row("old"), &row("new"), &["struct old: type_renamed new"]);
    // Two that are like it are none.
    let two = row("new")
        + "\n[22] STRUCT 'other' size=24\n'next' type_id=23 bits_offset=0\n'x' type_id=3 bits_offset=64\n'y' type_id=3 bits_offset=128\n[23] PTR type_id=22";
    check(
        &row("old"),
        &two,
        &["struct new: type_added", "struct old: type_removed", "struct other: type_added"],
    );
}

#[test]
fn a_name_may_become_another_kind() {
    let old = "STRUCT 's' size=4\n'x' type_id=1 bits_offset=0";
    check(old, &old.replace("STRUCT", "UNION"), &["struct s: kind_changed union"]);
    check("FWD 's' fwd_kind=struct", old, &["struct s: type_declared"]);
    check(old, "FWD 's' fwd_kind=struct", &["struct s: type_undefined"]);
}

#[test]
fn kfuncs_are_told_by_their_tags() {
    let func = func(1, &[]);
    let tagged = format!("{func}\n[22] DECL_TAG 'bpf_kfunc' type_id=20 component_idx=-1");
    check(&func, &tagged, &["func f: kfunc_added"]);
    // Who tags none does not say which there are.
    check(&tagged, &func, &["func f: tag"]);
    let other = format!(
        "{func}\n[22] FUNC 'g' type_id=21 linkage=static\n[23] DECL_TAG 'bpf_kfunc' type_id=22 component_idx=-1"
    );
    check(&tagged, &other, &["func f: kfunc_removed", "func g: func_added"]);
}

#[test]
fn only_what_is_wanted_and_what_it_reaches() {
    let rows = |size| {
        format!(
            "
        [20] STRUCT 'top' size=8\n'in' type_id=21 bits_offset=0
        [21] PTR type_id=22
        [22] STRUCT 'in' size={size}\n'x' type_id=1 bits_offset=0
        [23] STRUCT 'aside' size={size}\n'x' type_id=1 bits_offset=0"
        )
    };
    let parse = |size| BtfSet::new(text::parse(&format!("{TYPES}{}", rows(size))).unwrap());
    let (old, new) = (parse(4), parse(8));
    let wanted = |_, name: &str| name == "top";
    let ask = |reach| diff(&old, &new, &Options { wanted: Some(&wanted), reach });
    let alone = ask(false);
    assert_eq!((lines(&alone), alone.n_same), (Vec::new(), 1));
    assert_eq!(lines(&ask(true)), ["struct in: size_changed 4 8"]);
    assert_eq!(ask(true).worst(), Some(Grade::Harmless));
}

#[test]
fn anonymous_structs_in_each_other_without_end_end() {
    // Each has two of the next.
    let mut rows = String::from("STRUCT 's' size=4\n'(anon)' type_id=21 bits_offset=0");
    for id in 21..60 {
        rows += &format!(
            "\n[{id}] STRUCT '(anon)' size=4\n'(anon)' type_id={0} bits_offset=0\n'(anon)' type_id={0} bits_offset=0",
            id + 1
        );
    }
    let end =
        |size| format!("{rows}\n[60] STRUCT '(anon)' size={size}\n'x' type_id=1 bits_offset=0");
    check(&end(4), &end(8), &["struct s: too_much"]);
    // One that points at itself.
    let circle = |size| {
        format!(
            "STRUCT 's' size=8\n'x' type_id=21 bits_offset=0\n[21] PTR type_id=22\n[22] STRUCT '(anon)' size={size}\n'x' type_id=21 bits_offset=0"
        )
    };
    check(&circle(8), &circle(16), &["struct s: size_changed x8 16"]);
}

/// A kernel of [`TYPES`] and modules under names.
fn kernel(kmods: &[(&str, &str)]) -> BtfSet {
    let base = text::parse(TYPES).unwrap();
    let mut set = BtfSet::new(base.clone());
    for (name, rows) in kmods {
        let kmod = text::parse_split(rows, &base).unwrap_or_else(|error| panic!("{error}\n{rows}"));
        set.push(Arc::new(Ready::parse(*name, kmod.bytes().to_vec(), &base)));
    }
    set
}

#[test]
fn each_module_has_its_own_type_of_a_name() {
    let row = |id| format!("[20] STRUCT 'priv' size=8\n'x' type_id={id} bits_offset=0");
    let (int, ptr, long) = (row(1), row(8), row(3));
    let old = kernel(&[("one", &int), ("two", &ptr)]);
    // What one module has now is what the other had.
    let new = kernel(&[("one", &ptr), ("two", &long)]);
    let changes = diff(&old, &new, &Options::default());
    assert_eq!(lines(&changes), ["struct priv: incompatible x", "struct priv: incompatible x"]);
    for change in &changes.changes {
        let slots = |place: &Option<super::Place>| place.as_ref().map(|place| place.slots.clone());
        assert_eq!(slots(&change.old), slots(&change.new));
    }
}

#[test]
fn what_is_in_another_place_has_moved() {
    let struct_ = "[20] STRUCT 'priv' size=8\n'x' type_id=1 bits_offset=0";
    let func = "[20] FUNC 'f' type_id=16 linkage=static";
    for (row, line) in [(struct_, "struct priv: type_moved"), (func, "func f: func_moved")] {
        let (old, new) = (kernel(&[("one", row)]), kernel(&[("two", row)]));
        assert_eq!(lines(&diff(&old, &new, &Options::default())), [line]);
        // One of two places left it.
        let both = kernel(&[("one", row), ("two", row)]);
        assert!(diff(&both, &new, &Options::default()).changes.is_empty());
    }
    let base = |row| BtfSet::new(text::parse(&format!("{TYPES}{row}")).unwrap());
    let built_in = diff(&kernel(&[("one", func)]), &base(func), &Options::default()).changes.len();
    assert_eq!(built_in, 1);
}

#[test]
fn one_of_several_of_a_name_is_no_name_that_has_gone() {
    let row = "[20] STRUCT 'priv' size=8\n'x' type_id=1 bits_offset=0\n[21] FUNC 'f' type_id=16 linkage=static";
    let other = "[20] STRUCT 'priv' size=4\n'y' type_id=1 bits_offset=0\n[21] FUNC 'f' type_id=18 linkage=static";
    let (one, two) = (kernel(&[("one", row)]), kernel(&[("one", row), ("two", other)]));
    let all = Options::default();
    assert_eq!(lines(&diff(&two, &one, &all)), ["struct priv: type_fewer", "func f: func_fewer"]);
    assert_eq!(lines(&diff(&one, &two, &all)), ["struct priv: type_more", "func f: func_more"]);
}
