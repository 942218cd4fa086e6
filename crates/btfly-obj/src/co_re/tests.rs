//! A program, a kernel and its modules: who is meant.

use std::sync::Arc;

use btfly_btf::set::{Kmod, Ready, SetAside};
use btfly_btf::{Btf, BtfSet, Endian, Slot, TypeId, text};

use super::*;

const BYTE_OFFSET: u32 = 0;
const BYTE_SIZE: u32 = 1;
const EXISTS: u32 = 2;
const SIGNED: u32 = 3;
const LSHIFT: u32 = 4;
const RSHIFT: u32 = 5;
const TYPE_ID_LOCAL: u32 = 6;
const TYPE_ID_TARGET: u32 = 7;
const TYPE_EXISTS: u32 = 8;
const TYPE_SIZE: u32 = 9;
const ENUMVAL_EXISTS: u32 = 10;
const ENUMVAL_VALUE: u32 = 11;
const TYPE_MATCHES: u32 = 12;

/// A kernel: its base, and modules under names.
fn set(base: &str, kmods: &[(&str, &str)]) -> BtfSet {
    let base = text::parse(base).unwrap();
    let mut set = BtfSet::new(base.clone());
    for (name, listing) in kmods {
        let btf = text::parse_split(listing, &base).unwrap();
        set.push(Arc::new(Ready::parse(*name, btf.bytes().to_vec(), &base)));
    }
    set
}

/// The law of `needs`, for every case here: what it leaves gives the same answers, whoever is preferred.
#[track_caller]
fn minimised_says_the_same(local: &Btf, set: &BtfSet, policy: TargetPolicy, relos: &[Relo<'_>]) {
    let accesses = relos.iter().map(|relo| (local, relo.access));
    let needs = super::needs::answers(accesses, set);
    let small = btfly_btf::edit::minimize::minimize(set, needs.keep).unwrap();
    let small_set = small.to_set();
    for slot in set.slots() {
        let prefer = |slot| relos.iter().map(move |relo| Relo { prefer: slot, ..*relo });
        let options = Options { policy };
        let whole = solve(local, &prefer(Some(slot)).collect::<Vec<_>>(), set, &options);
        let there = small_set.slot(set.slot_name(slot));
        let again = solve(local, &prefer(there).collect::<Vec<_>>(), &small_set, &options);
        for ((relo, whole), again) in relos.iter().zip(whole).zip(again) {
            if relo.access.kind != TYPE_ID_TARGET {
                assert_eq!(again.outcome, whole.outcome, "{relo:?} by what is needed of it");
            }
        }
    }
}

/// What the relocations `(struct, access, kind)` come to, as text.
fn outcomes(
    local: &Btf,
    set: &BtfSet,
    policy: TargetPolicy,
    prefer: Option<Slot>,
    relos: &[(&str, &str, u32)],
) -> Vec<String> {
    let types = local.types();
    let relos: Vec<Relo<'_>> = relos
        .iter()
        .map(|(name, text, kind)| {
            let root = types.find(name, None).next().unwrap();
            Relo { access: Access { root, text, kind: *kind }, prefer }
        })
        .collect();
    minimised_says_the_same(local, set, policy, &relos);
    let show = |solved: Solved| match solved.outcome {
        Ok(Outcome::Resolved(change)) => {
            let home = solved.target.map_or("nobody", |loc| set.slot_name(loc.slot));
            let width = match change.width {
                Width::Same => "",
                Width::Resized { .. } => " resized",
                Width::Unfit { .. } => " unfit",
            };
            format!("{} {home}{width}", change.target.cast_signed())
        }
        Ok(Outcome::Poisoned(poison)) => format!("{poison:?}"),
        Ok(Outcome::Ambiguous) => "Ambiguous".to_owned(),
        Err(error) => error.to_string(),
    };
    solve(local, &relos, set, &Options { policy }).into_iter().map(show).collect()
}

#[track_caller]
fn check(local: &str, set: &BtfSet, relos: &[(&str, &str, u32)], expected: &[&str]) {
    let local = text::parse(local).unwrap();
    assert_eq!(outcomes(&local, set, TargetPolicy::Superset, None, relos), expected);
}

const INT: &str = "[1] INT 'int' size=4 encoding=SIGNED\n";

fn with_int(rest: &str) -> String {
    format!("{INT}{rest}")
}

/// `adapter` as two modules have it, and a program that reads two of its members.
const ADAPTER: [(&str, &str); 2] = [
    (
        "e1000",
        "[2] STRUCT 'adapter' size=8\n\t'state' type_id=1 bits_offset=0\n\t'irq' type_id=1 bits_offset=32",
    ),
    (
        "e1000e",
        "[2] STRUCT 'adapter' size=12\n\t'state' type_id=1 bits_offset=32\n\t'irq' type_id=1 bits_offset=64",
    ),
];
const READS_ADAPTER: &str = "[1] INT 'int' size=4 encoding=SIGNED\n[2] STRUCT 'adapter' size=8\n\t'irq' type_id=1 bits_offset=0\n\t'state' type_id=1 bits_offset=32";

#[test]
fn a_type_of_one_module_relocates() {
    let set = set(INT, &ADAPTER[..1]);
    let relos = [
        ("adapter", "0:0", BYTE_OFFSET),
        ("adapter", "0", TYPE_EXISTS),
        ("adapter", "0", TYPE_SIZE),
    ];
    check(READS_ADAPTER, &set, &relos, &["4 e1000", "1 e1000", "8 e1000"]);
}

#[test]
fn without_its_module_a_type_does_not_exist_and_the_report_says_who_has_it() {
    let (without, with) = (set(INT, &[]), set(INT, &ADAPTER[..1]));
    let relos = [("adapter", "0:0", BYTE_OFFSET), ("adapter", "0", TYPE_EXISTS)];
    check(READS_ADAPTER, &without, &relos, &["NoCandidate", "0 nobody"]);
    let local = text::parse(READS_ADAPTER).unwrap();
    let access = Access { root: TypeId(2), text: "0", kind: TYPE_EXISTS };
    let why = explain(&local, &Relo { access, prefer: None }, &without, Some(&with)).unwrap();
    let hints: Vec<String> = why.hints.iter().map(ToString::to_string).collect();
    assert_eq!(hints, ["`adapter` is defined in the module e1000, which is not in the set"]);
}

#[test]
fn two_modules_that_differ_are_refused_unless_the_program_attaches_to_one() {
    let set = set(INT, &ADAPTER);
    let relos = [("adapter", "0:0", BYTE_OFFSET), ("adapter", "0", TYPE_EXISTS)];
    check(READS_ADAPTER, &set, &relos, &["Ambiguous", "1 e1000"]);
    let local = text::parse(READS_ADAPTER).unwrap();
    let attached = |name| outcomes(&local, &set, TargetPolicy::Superset, set.slot(name), &relos);
    assert_eq!(attached("e1000"), ["4 e1000", "1 e1000"]);
    assert_eq!(attached("e1000e"), ["8 e1000e", "1 e1000e"]);
    // Both layouts are shown.
    let access = Access { root: TypeId(2), text: "0:0", kind: BYTE_OFFSET };
    let why = explain(&local, &Relo { access, prefer: None }, &set, None).unwrap();
    let shown: Vec<String> =
        why.candidates.iter().map(|it| format!("{}: {}", it.home, it.text)).collect();
    assert_eq!(shown, ["e1000: 4", "e1000e: 8"]);
}

#[test]
fn equal_copies_are_no_ambiguity() {
    let base = with_int("[2] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=32");
    let copy = "[3] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=32";
    let set = set(&base, &[("a", copy), ("b", copy)]);
    let local = with_int("[2] STRUCT 's' size=4\n\t'x' type_id=1 bits_offset=0");
    // The id is the base's.
    let relos = [("s", "0:0", BYTE_OFFSET), ("s", "0", TYPE_ID_TARGET), ("s", "0", TYPE_ID_LOCAL)];
    check(&local, &set, &relos, &["4 vmlinux", "2 vmlinux", "2 nobody"]);
}

// libbpf takes the base's and never sees the module's; a pointer of the module's would be misread.
#[test]
fn a_module_that_differs_from_the_base_is_not_passed_over() {
    let base = with_int("[2] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=32");
    let other = "[3] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=0";
    let set = set(&base, &[("a", other)]);
    let local = with_int("[2] STRUCT 's' size=4\n\t'x' type_id=1 bits_offset=0");
    let relos = [("s", "0:0", BYTE_OFFSET)];
    check(&local, &set, &relos, &["Ambiguous"]);
    let local = text::parse(&local).unwrap();
    let first = outcomes(&local, &set, TargetPolicy::BaseFirst, None, &relos);
    assert_eq!(first, ["4 vmlinux"]);
    let base = outcomes(&local, &set, TargetPolicy::Superset, Some(Slot::BASE), &relos);
    assert_eq!(base, ["4 vmlinux"]);
}

// A module's id means nothing without the module; libbpf hands it to helpers that look it up in the base.
#[test]
fn the_id_of_a_modules_type_is_none() {
    let set = set(INT, &ADAPTER[..1]);
    let relos = [("adapter", "0", TYPE_ID_TARGET)];
    check(READS_ADAPTER, &set, &relos, &["0 e1000"]);
    let local = text::parse(READS_ADAPTER).unwrap();
    assert_eq!(outcomes(&local, &set, TargetPolicy::BaseFirst, None, &relos), ["2 e1000"]);
}

#[test]
fn what_one_relocation_shows_holds_for_all_whatever_their_order() {
    // Both have `x`; only the second has `y` too.
    let base = with_int(
        "[2] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=32\n[3] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=0\n\t'y' type_id=1 bits_offset=32",
    );
    let set = set(&base, &[]);
    let local = with_int(
        "[2] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=0\n\t'y' type_id=1 bits_offset=32",
    );
    let (x, y) = (("s", "0:0", BYTE_OFFSET), ("s", "0:1", BYTE_OFFSET));
    check(&local, &set, &[x, y], &["0 vmlinux", "4 vmlinux"]);
    check(&local, &set, &[y, x], &["4 vmlinux", "0 vmlinux"]);
    check(&local, &set, &[x], &["Ambiguous"]);
    // libbpf refuses the one order and takes the other.
    let local = text::parse(&local).unwrap();
    let first = |relos: &[_]| outcomes(&local, &set, TargetPolicy::BaseFirst, None, relos);
    assert_eq!(first(&[x, y])[0], "Ambiguous");
    assert_eq!(first(&[y, x]), ["4 vmlinux", "0 vmlinux"]);
}

#[test]
fn two_layouts_are_never_mixed() {
    // One has `x`, the other `y`.
    let base = with_int(
        "[2] STRUCT 's' size=4\n\t'x' type_id=1 bits_offset=0\n[3] STRUCT 's' size=8\n\t'y' type_id=1 bits_offset=32",
    );
    let set = set(&base, &[]);
    let local = with_int(
        "[2] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=0\n\t'y' type_id=1 bits_offset=32",
    );
    let relos = [("s", "0:0", BYTE_OFFSET), ("s", "0:1", BYTE_OFFSET)];
    check(&local, &set, &relos, &["Ambiguous", "Ambiguous"]);
    // libbpf stays with the first and poisons the second.
    let local = text::parse(&local).unwrap();
    let first = outcomes(&local, &set, TargetPolicy::BaseFirst, None, &relos);
    assert_eq!(first, ["0 vmlinux", "NoMatch"]);
}

// libbpf wants one offset of all candidates even where nobody asks for it.
#[test]
fn that_a_field_exists_does_not_depend_on_where() {
    let set = set(INT, &ADAPTER);
    check(READS_ADAPTER, &set, &[("adapter", "0:0", EXISTS)], &["1 e1000"]);
    let local = text::parse(READS_ADAPTER).unwrap();
    let first =
        outcomes(&local, &set, TargetPolicy::BaseFirst, None, &[("adapter", "0:0", EXISTS)]);
    assert_eq!(first, ["Ambiguous"]);
}

// aya cuts at the first `___`, libbpf and the kernel at the last.
#[test]
fn flavors_are_cut_off_on_both_sides() {
    let base = with_int(
        "[2] STRUCT 'a___b' size=8\n\t'x' type_id=1 bits_offset=32\n[3] STRUCT 'a' size=8\n\t'x' type_id=1 bits_offset=0",
    );
    let set = set(&base, &[]);
    let local = with_int(
        "[2] STRUCT 'a___mine' size=4\n\t'x' type_id=1 bits_offset=0\n[3] STRUCT 'a___b___mine' size=4\n\t'x' type_id=1 bits_offset=0",
    );
    check(&local, &set, &[("a___b___mine", "0:0", BYTE_OFFSET)], &["NoCandidate"]);
    check(&local, &set, &[("a___mine", "0:0", EXISTS)], &["1 vmlinux"]);
}

#[test]
fn anonymous_members_are_seen_through() {
    let base = with_int(
        "[2] UNION '(anon)' size=4\n\t'b' type_id=1 bits_offset=0\n\t'c' type_id=1 bits_offset=0\n[3] STRUCT 's' size=8\n\t'a' type_id=1 bits_offset=0\n\t'(anon)' type_id=2 bits_offset=32",
    );
    let set = set(&base, &[]);
    let local = with_int("[2] STRUCT 's' size=4\n\t'c' type_id=1 bits_offset=0");
    check(
        &local,
        &set,
        &[("s", "0:0", BYTE_OFFSET), ("s", "1:0", BYTE_OFFSET)],
        &["4 vmlinux", "12 vmlinux"],
    );
}

#[test]
fn arrays_are_bounded_unless_they_end_a_struct() {
    let fixed = with_int(
        "[2] ARRAY '(anon)' type_id=1 index_type_id=1 nr_elems=2\n[3] STRUCT 's' size=12\n\t'n' type_id=1 bits_offset=0\n\t'a' type_id=2 bits_offset=32",
    );
    let open = with_int(
        "[2] ARRAY '(anon)' type_id=1 index_type_id=1 nr_elems=0\n[3] STRUCT 's' size=4\n\t'n' type_id=1 bits_offset=0\n\t'a' type_id=2 bits_offset=32",
    );
    let local = with_int(
        "[2] ARRAY '(anon)' type_id=1 index_type_id=1 nr_elems=5\n[3] STRUCT 's' size=20\n\t'a' type_id=2 bits_offset=0",
    );
    let relos = [("s", "0:0:1", BYTE_OFFSET), ("s", "0:0:4", BYTE_OFFSET), ("s", "0:0:4", SIGNED)];
    let question = "`signed` cannot be asked of an element of an array";
    check(&local, &set(&fixed, &[]), &relos, &["8 vmlinux", "NoMatch", question]);
    check(&local, &set(&open, &[]), &relos, &["8 vmlinux", "20 vmlinux", question]);
}

#[test]
fn bitfields_are_loaded_as_their_byte_order_has_it() {
    let listing = "[1] INT 'int' size=4 encoding=SIGNED\n[2] STRUCT 's' size=8\n\t'a' type_id=1 bits_offset=3 bitfield_size=7\n\t'b' type_id=1 bits_offset=30 bitfield_size=10";
    let little = set(listing, &[]);
    let ask =
        |member| [BYTE_OFFSET, BYTE_SIZE, SIGNED, LSHIFT, RSHIFT].map(|kind| ("s", member, kind));
    check(
        listing,
        &little,
        &ask("0:0"),
        &["0 vmlinux", "4 vmlinux", "1 vmlinux", "54 vmlinux", "57 vmlinux"],
    );
    // It crosses its own word: eight bytes hold it.
    check(
        listing,
        &little,
        &ask("0:1"),
        &["0 vmlinux", "8 vmlinux", "1 vmlinux", "24 vmlinux", "54 vmlinux"],
    );
    // With the other byte order bits are counted from the other end.
    let local = text::parse(&format!("btf endian=big\n{listing}")).unwrap();
    assert_eq!(local.endian(), Endian::Big);
    let big = BtfSet::new(local.clone());
    let got = outcomes(&local, &big, TargetPolicy::Superset, None, &ask("0:0"));
    assert_eq!(got, ["0 vmlinux", "4 vmlinux", "1 vmlinux", "35 vmlinux", "57 vmlinux"]);
}

#[test]
fn loads_are_resized_for_pointers_and_unsigned_integers_only() {
    let list = |sign: &str, size: u32| {
        let sign = if sign.is_empty() { "(none)" } else { "SIGNED" };
        format!(
            "[1] INT 'i' size={size} encoding={sign}\n[2] STRUCT 's' size=8\n\t'x' type_id=1 bits_offset=0"
        )
    };
    let relos = [("s", "0:0", BYTE_OFFSET)];
    check(&list("", 4), &set(&list("", 8), &[]), &relos, &["0 vmlinux resized"]);
    check(&list("", 8), &set(&list("", 4), &[]), &relos, &["0 vmlinux resized"]);
    check(&list("s", 4), &set(&list("s", 8), &[]), &relos, &["0 vmlinux unfit"]);
    check(&list("", 4), &set(&list("s", 8), &[]), &relos, &["0 vmlinux unfit"]);
    check(&list("", 4), &set(&list("s", 4), &[]), &relos, &["0 vmlinux"]);
}

#[test]
fn enumerators_by_name_in_enums_of_both_widths() {
    let local =
        "[1] ENUM 'e' encoding=UNSIGNED size=4 vlen=2\n\t'A' val=1\n\t'B___x' val=4294967295";
    let target = "[1] ENUM64 'e' encoding=SIGNED size=8 vlen=2\n\t'B' val=-7LL\n\t'C' val=2LL";
    let relos = [
        ("e", "0", ENUMVAL_EXISTS),
        ("e", "0", ENUMVAL_VALUE),
        ("e", "1", ENUMVAL_VALUE),
        ("e", "2", ENUMVAL_VALUE),
    ];
    let bounds = "number 0 of the access string is 2, and there are 2";
    let target = target.replace("LL", "");
    check(local, &set(&target, &[]), &relos, &["0 nobody", "NoMatch", "-7 vmlinux", bounds]);
    // libbpf takes the upper half of a 32-bit enumerator for its sign, whether it has one or not.
    check(local, &set(local, &[]), &[("e", "1", ENUMVAL_VALUE)], &["4294967295 vmlinux"]);
}

#[test]
fn a_type_matches_where_it_has_everything() {
    let local = with_int("[2] STRUCT 's' size=4\n\t'x' type_id=1 bits_offset=0");
    let more = with_int(
        "[2] STRUCT 's' size=8\n\t'w' type_id=1 bits_offset=0\n\t'x' type_id=1 bits_offset=32",
    );
    let less = with_int("[2] STRUCT 's' size=4\n\t'w' type_id=1 bits_offset=0");
    check(&local, &set(&more, &[]), &[("s", "0", TYPE_MATCHES)], &["1 vmlinux"]);
    check(&local, &set(&less, &[]), &[("s", "0", TYPE_MATCHES)], &["0 nobody"]);
}

#[test]
fn records_that_make_no_sense_are_errors_and_the_rest_is_solved() {
    let local = with_int("[2] STRUCT 's' size=4\n\t'x' type_id=1 bits_offset=0");
    let set = set(&local, &[]);
    let relos = [
        ("s", "0:0", 13),
        ("s", "0:1", BYTE_OFFSET),
        ("s", "0:0:0", BYTE_OFFSET),
        ("s", "", BYTE_OFFSET),
        ("s", "0:-1", BYTE_OFFSET),
        ("s", "1", TYPE_SIZE),
        ("s", "0", ENUMVAL_VALUE),
        ("s", "4294967295:0", BYTE_OFFSET),
        ("s", "0:0", BYTE_OFFSET),
    ];
    check(
        &local,
        &set,
        &relos,
        &[
            "relocation kind 13 is not known",
            "number 1 of the access string is 1, and there are 1",
            "number 2 of the access string goes into type 1, which has no parts",
            "the access string is not numbers and colons",
            "the access string is not numbers and colons",
            "the access string is not of the form that `type_size` has",
            "the access string is not of the form that `enumval_value` has",
            "an offset or size is beyond what a type can have",
            "0 vmlinux",
        ],
    );
}

/// A module that cannot be decoded.
#[derive(Debug)]
struct Broken(SetAside);

impl Kmod for Broken {
    fn name(&self) -> &str {
        "broken"
    }

    fn btf(&self, _base: &Btf) -> Result<&Btf, &SetAside> {
        Err(&self.0)
    }
}

// One broken module fails every load with libbpf and cilium/ebpf.
#[test]
fn a_broken_module_is_named_and_fails_nobody_else() {
    let mut set = set(&with_int("[2] STRUCT 's' size=4\n\t'x' type_id=1 bits_offset=0"), &[]);
    set.push(Arc::new(Broken(SetAside::new("cut off"))));
    let local = with_int(
        "[2] STRUCT 's' size=4\n\t'x' type_id=1 bits_offset=0\n[3] STRUCT 'gone' size=4\n\t'x' type_id=1 bits_offset=0",
    );
    check(
        &local,
        &set,
        &[("s", "0:0", BYTE_OFFSET), ("gone", "0:0", BYTE_OFFSET)],
        &["0 vmlinux", "NoCandidate"],
    );
    let local = text::parse(&local).unwrap();
    let access = Access { root: TypeId(3), text: "0:0", kind: BYTE_OFFSET };
    let why = explain(&local, &Relo { access, prefer: None }, &set, None).unwrap();
    assert_eq!(
        why.hints[0].to_string(),
        "the module broken is set aside and was not searched: cut off"
    );
}

#[test]
fn hints_point_at_what_is_there() {
    let base = with_int(
        "[2] STRUCT 'in' size=4\n\t'delay' type_id=1 bits_offset=0\n[3] STRUCT 's' size=8\n\t'info' type_id=2 bits_offset=0\n\t'__state' type_id=1 bits_offset=32\n[4] FWD 'q' fwd_kind=struct\n[5] TYPEDEF 't' type_id=3",
    );
    let set = set(&base, &[]);
    let local = with_int(
        "[2] STRUCT 's' size=8\n\t'delay' type_id=1 bits_offset=0\n\t'state' type_id=1 bits_offset=32\n[3] STRUCT 'q' size=0\n[4] STRUCT 't' size=0",
    );
    let local = text::parse(&local).unwrap();
    let hint = |root, text, kind| {
        let access = Access { root: TypeId(root), text, kind };
        let why = explain(&local, &Relo { access, prefer: None }, &set, None).unwrap();
        why.hints.first().map(ToString::to_string).unwrap_or_default()
    };
    assert_eq!(
        hint(2, "0:0", BYTE_OFFSET),
        "`struct s` in vmlinux has it further inside, as `info.delay`"
    );
    assert_eq!(hint(2, "0:1", BYTE_OFFSET), "`struct s` in vmlinux has a member `__state`");
    assert_eq!(hint(3, "0", TYPE_SIZE), "vmlinux only declares `q`; a module may define it");
    assert_eq!(hint(4, "0", TYPE_SIZE), "`t` in vmlinux is a TYPEDEF");
}
