//! Layouts of types written as listings. Real kernels are compared with pahole, and C with compilers,
//! elsewhere; here are the cases that those do not have, and one small case of each that they have.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::print::{self, Palette};
use super::{Layout, Options, path, show};
use crate::btf::Btf;
use crate::id::TypeId;
use crate::text;

const INTS: &str = "
    [1] INT 'char' size=1 encoding=SIGNED
    [2] INT 'int' size=4 encoding=SIGNED
    [3] INT 'long' size=8 encoding=SIGNED
    [4] PTR type_id=5
    [5] STRUCT 'node' size=16
            'next' type_id=4 bits_offset=0
            'key' type_id=2 bits_offset=64
";

fn with_ints(listing: &str) -> Btf {
    text::parse(&format!("{INTS}\n{listing}")).unwrap()
}

/// The rows of type 6, one a line: `[depth] name offset size`, in bits for bitfields, holes before them.
fn rows(btf: &Btf, options: &Options) -> String {
    let types = btf.types();
    let layout = Layout::of(&types, TypeId(6), options).unwrap();
    let mut text = String::new();
    for row in &layout.rows {
        let indent = "  ".repeat(row.depth as usize);
        if !row.hole.is_empty() {
            write!(text, "{indent}({} bytes {} bits) ", row.hole.bytes, row.hole.bits).unwrap();
        } else {
            text.push_str(&indent);
        }
        let size = row.size.map_or(-1, |size| size.0.cast_signed());
        match row.unit {
            Some(unit) => {
                let (at, load, shift) = (unit.offset, unit.size, unit.shift);
                let name = row.name;
                writeln!(text, "{name} {}:{size} load {load} at {at} >> {shift}", row.offset.0)
            }
            None => writeln!(text, "{} {} {}", row.name, row.offset.0 / 8, size / 8),
        }
        .unwrap();
    }
    let padding = layout.padding;
    if !padding.is_empty() {
        writeln!(text, "padding {} bytes {} bits", padding.bytes, padding.bits).unwrap();
    }
    text
}

#[track_caller]
fn check(listing: &str, expected: &[&str]) {
    let rows = rows(&with_ints(listing), &Options::default());
    let found: Vec<&str> = rows.lines().collect();
    assert_eq!(found, expected, "{listing}");
}

#[test]
fn a_hole_is_before_the_member_that_needs_alignment() {
    check(
        "STRUCT 's' size=24
             'a' type_id=1 bits_offset=0
             'b' type_id=3 bits_offset=64
             'c' type_id=1 bits_offset=128",
        &["a 0 1", "(7 bytes 0 bits) b 8 8", "c 16 1", "padding 7 bytes 0 bits"],
    );
}

#[test]
fn bitfields_new_style_count_holes_in_their_unit() {
    check(
        "STRUCT 's' size=12
             'a' type_id=2 bits_offset=0 bitfield_size=3
             'b' type_id=2 bits_offset=5 bitfield_size=2
             'c' type_id=2 bits_offset=64 bitfield_size=0",
        &[
            "a 0:3 load 4 at 0 >> 0",
            "(0 bytes 2 bits) b 5:2 load 4 at 0 >> 5",
            "(4 bytes 25 bits) c 8 4",
        ],
    );
}

#[test]
fn bitfields_old_style_are_integers_that_do_not_fill_their_bytes() {
    // The member says where the unit is, the integer which bits of it.
    check(
        "STRUCT 's' size=4
             'a' type_id=7 bits_offset=0
             'b' type_id=8 bits_offset=0
         [7] INT 'int' size=4 bits_offset=0 nr_bits=3 encoding=SIGNED
         [8] INT 'int' size=4 bits_offset=3 nr_bits=7 encoding=SIGNED",
        &["a 0:3 load 4 at 0 >> 0", "b 3:7 load 4 at 0 >> 3", "padding 0 bytes 22 bits"],
    );
}

#[test]
fn big_endian_bits_count_from_the_most_significant() {
    let listing = format!(
        "btf endian=big\n{INTS}
         STRUCT 's' size=4
             'a' type_id=2 bits_offset=0 bitfield_size=3
             'b' type_id=2 bits_offset=3 bitfield_size=7"
    );
    let btf = text::parse(&listing).unwrap();
    assert_eq!(
        rows(&btf, &Options::default()),
        "a 0:3 load 4 at 0 >> 29\nb 3:7 load 4 at 0 >> 22\npadding 0 bytes 22 bits\n"
    );
}

#[test]
fn a_packed_bitfield_across_units_is_loaded_from_its_first_byte() {
    check(
        "STRUCT 's' size=7
             'a' type_id=2 bits_offset=0 bitfield_size=20
             'b' type_id=2 bits_offset=20 bitfield_size=20",
        &["a 0:20 load 4 at 0 >> 0", "b 20:20 load 4 at 2 >> 4", "padding 0 bytes 16 bits"],
    );
}

#[test]
fn anonymous_members_are_shown_in_place() {
    check(
        "STRUCT 's' size=16
             'a' type_id=2 bits_offset=0
             '(anon)' type_id=7 bits_offset=64
         [7] UNION '(anon)' size=8
             'l' type_id=3 bits_offset=0
             '(anon)' type_id=8 bits_offset=0
         [8] STRUCT '(anon)' size=8
             'x' type_id=1 bits_offset=0
             'y' type_id=2 bits_offset=32",
        &[
            "a 0 4",
            "(4 bytes 0 bits)  8 8",
            "  l 8 8",
            "   8 8",
            "    x 8 1",
            "    (3 bytes 0 bits) y 12 4",
        ],
    );
}

#[test]
fn a_named_type_under_no_name_is_an_anonymous_member_too() {
    check(
        "STRUCT 's' size=24
             'a' type_id=2 bits_offset=0
             '(anon)' type_id=5 bits_offset=64",
        &["a 0 4", "(4 bytes 0 bits)  8 16", "  next 8 8", "  key 16 4"],
    );
}

#[test]
fn expansion_goes_through_typedefs_and_arrays_with_offsets_from_the_outermost() {
    let listing = "STRUCT 's' size=40
             'before' type_id=3 bits_offset=0
             'nodes' type_id=8 bits_offset=64
         [7] TYPEDEF 'node_t' type_id=5
         [8] ARRAY type_id=7 index_type_id=2 nr_elems=2";
    let options = Options { expand: true, ..Options::default() };
    assert_eq!(
        rows(&with_ints(listing), &options),
        "before 0 8\nnodes 8 32\n  next 8 8\n  key 16 4\n"
    );
    check(listing, &["before 0 8", "nodes 8 32"]);
}

#[test]
fn members_out_of_order_are_put_in_order_of_place() {
    check(
        "STRUCT 's' size=16
             'b' type_id=3 bits_offset=64
             'a' type_id=2 bits_offset=0",
        &["a 0 4", "(4 bytes 0 bits) b 8 8"],
    );
}

#[test]
fn a_member_without_a_size_takes_no_place() {
    check(
        "STRUCT 's' size=4
             'nothing' type_id=0 bits_offset=0
             'a' type_id=2 bits_offset=0",
        &["nothing 0 0", "a 0 4"],
    );
}

#[test]
fn cache_lines_are_marked_where_the_first_member_of_each_starts() {
    let btf = with_ints(
        "STRUCT 's' size=200
             'a' type_id=7 bits_offset=0
             'b' type_id=7 bits_offset=320
             'c' type_id=7 bits_offset=640
             'd' type_id=2 bits_offset=1536
         [7] ARRAY type_id=3 index_type_id=2 nr_elems=5",
    );
    let types = btf.types();
    let lines = |cacheline| {
        let options = Options { cacheline, ..Options::default() };
        let layout = Layout::of(&types, TypeId(6), &options).unwrap();
        let lines: Vec<_> = layout.rows.iter().map(|row| row.cacheline).collect();
        (lines, layout.sums.cachelines, layout.sums.last_cacheline)
    };
    // `b` reaches into line 1, but starts in line 0.
    assert_eq!(lines(64), ([None, None, Some(1), Some(3)].to_vec(), 4, 8));
    assert_eq!(lines(128), ([None, None, None, Some(1)].to_vec(), 2, 72));
    // A size of nothing is no reason to divide by it.
    assert_eq!(lines(0).1, 200);
}

#[test]
fn what_contains_itself_ends() {
    let btf = with_ints(
        "STRUCT 's' size=8
             'a' type_id=7 bits_offset=0
         [7] STRUCT 't' size=8
             'b' type_id=6 bits_offset=0",
    );
    let options = Options { expand: true, ..Options::default() };
    assert_eq!(rows(&btf, &options), "a 0 8\n  b 0 8\n");
    // Also in a search for a path.
    let types = btf.types();
    path::find(&types, TypeId(6), "x.y").unwrap_err();
    path::find(&types, TypeId(6), "a.b.a.b.a").unwrap();
}

/// Structs in structs, each with the next one twice: two to the power of the depth rows.
fn doubling(depth: u32) -> Btf {
    let mut listing = String::new();
    for id in 6..6 + depth {
        let next = if id + 1 < 6 + depth { id + 1 } else { 2 };
        writeln!(
            listing,
            "STRUCT '(anon)' size=8\n'' type_id={next} bits_offset=0\n'' type_id={next} bits_offset=0"
        )
        .unwrap();
    }
    with_ints(&listing)
}

#[test]
fn rows_end_where_they_are_limited_and_the_layout_says_so() {
    let btf = doubling(40);
    let types = btf.types();
    let options = Options { max_rows: 1000, ..Options::default() };
    let layout = Layout::of(&types, TypeId(6), &options).unwrap();
    assert_eq!((layout.rows.len(), layout.cut), (1000, true));
    let mut text = String::new();
    print::layout(&types, &layout, &Palette::PLAIN, &mut text).unwrap();
    assert!(text.contains("/* cut after 1000 rows */"), "{text}");
    // A search in it ends, too.
    path::find(&types, TypeId(6), "x").unwrap_err();
}

#[test]
fn braces_are_closed_at_every_depth() {
    let btf = with_ints(
        "STRUCT 's' size=12
             '(anon)' type_id=7 bits_offset=0
             'z' type_id=2 bits_offset=64
         [7] UNION '(anon)' size=8
             'u' type_id=8 bits_offset=0
         [8] STRUCT '(anon)' size=8
             'x' type_id=1 bits_offset=0
             'y' type_id=9 bits_offset=8
         [9] ARRAY type_id=10 index_type_id=2 nr_elems=0
         [10] STRUCT '(anon)' size=1
             'c' type_id=1 bits_offset=0",
    );
    let mut text = String::new();
    show::text(&btf.types(), TypeId(6), &Options::default(), &Palette::PLAIN, &mut text).unwrap();
    let expected = "\
struct s {
    union {              /*     0     8 */
        struct {         /*     0     8 */
            char x;      /*     0     1 */
            struct {     /*     1     0 */
                char c;  /*     1     1 */
            } y[0];
            /* XXX 7 bytes padding */
        } u;
    };
    int z;               /*     8     4 */

    /* size: 12, cachelines: 1, members: 2 */
    /* last cacheline: 12 bytes */
};
";
    assert_eq!(text, expected);
}
