//! Types that several modules have: copies are folded, ids are not guessed.

use std::sync::Arc;

use btfly_btf::set::Ready;
use btfly_btf::{Slot, text};

use super::*;
use crate::output::Output;

const PRIV: &str = "
    [3] STRUCT 'priv' size=4
            'x' type_id=1 bits_offset=0
";

/// A base and three modules; two of them have the same `priv`, and all have ids of their own from 3 on.
fn set() -> BtfSet {
    let base = text::parse(
        "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] TYPEDEF 's32' type_id=1
        ",
    )
    .unwrap();
    let other = PRIV.replace("size=4", "size=8");
    let mut set = BtfSet::new(base.clone());
    for (name, listing) in [("dummy", PRIV), ("veth", &other), ("tun", PRIV)] {
        let bytes = text::parse_split(listing, &base).unwrap().bytes().to_vec();
        set.push(Arc::new(Ready::parse(name, bytes, &base)));
    }
    set
}

#[track_caller]
fn check(name: &str, focus: Option<Slot>, path: Option<&str>, expected: &str) {
    let set = set();
    let options = layout::Options::default();
    let request = Request { set: &set, options, title: name.to_owned(), path };
    let mut session = Session { out: Output::stdout(), json: false, colour: false };
    let found = Scope { set: &set, focus }.find(name).unwrap();
    let (views, _) = request.views(&found);
    request.text(&views, &mut session).unwrap();
    let text = String::from_utf8(std::mem::take(&mut session.out.buffer)).unwrap();
    assert_eq!(text, expected, "{name}");
}

const SMALL: &str = "\
/* dummy; same in: tun */
struct priv {
    int x;  /*     0     4 */

    /* size: 4, cachelines: 1, members: 1 */
    /* last cacheline: 4 bytes */
};
";

const LARGE: &str = "\
/* veth */
struct priv {
    int x;  /*     0     4 */

    /* size: 8, cachelines: 1, members: 1 */
    /* padding: 4 */
    /* last cacheline: 8 bytes */
};
";

#[test]
fn equal_copies_are_one_and_others_are_shown_beside() {
    check("priv", None, None, &format!("{SMALL}\n{LARGE}"));
    check("priv", Some(Slot(2)), None, LARGE);
    // In this respect all three are alike.
    check(
        "priv",
        None,
        Some("x"),
        "\
/* dummy; same in: veth, tun */
priv: int
    offset:  0 (0x0) in struct priv
    size:    4
",
    );
}

#[test]
fn an_id_that_several_modules_have_is_not_guessed() {
    check("2", None, None, "/* vmlinux */\ntypedef int s32;  /* size: 4 */\n");
    check("3", Some(Slot(2)), None, LARGE);
    let set = set();
    let error = Scope { set: &set, focus: None }.find("3").unwrap_err();
    assert_eq!(error.to_string(), "type 3 is another type in each module");
    let base = BtfSet::new(set.base().clone());
    assert!(Scope { set: &base, focus: None }.find("3").unwrap().is_empty());
}

#[test]
fn what_has_no_such_path_is_said_once_with_all_homes() {
    let set = set();
    let options = layout::Options::default();
    let request = Request { set: &set, options, title: String::new(), path: Some("y") };
    let found = Scope { set: &set, focus: None }.find("priv").unwrap();
    let (views, refused) = request.views(&found);
    assert!(views.is_empty());
    let [refusal] = refused.as_slice() else { panic!("{} refusals", refused.len()) };
    assert_eq!(refusal.homes, ["dummy", "veth", "tun"]);
}

#[test]
fn many_homes_are_counted() {
    assert_eq!(homes(&["vmlinux"]), "vmlinux");
    assert_eq!(homes(&["vmlinux", "vmlinux"]), "vmlinux");
    let many: Vec<String> = (0..12).map(|n| format!("m{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(homes(&many), "m0; same in: m1, m2, m3, m4, m5, m6, m7, m8 and 3 more");
}

#[test]
fn names_with_a_path_are_split() {
    assert_eq!(split_path("task_struct.se.x"), Some(("task_struct", "se.x")));
    assert_eq!(split_path("task_struct"), None);
    assert_eq!(split_path("a[1].b"), Some(("a", "[1].b")));
    assert_eq!(split_path(".text"), None);
}
