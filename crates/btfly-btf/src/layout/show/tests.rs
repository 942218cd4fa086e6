//! What is shown of types that are no structs.

use alloc::string::String;

use super::{Options, Palette, text};
use crate::id::TypeId;
use crate::layout::json;
use crate::text::parse;

const TYPES: &str = "
    [1] INT 'int' size=4 encoding=SIGNED
    [2] ENUM 'colour' size=4
            'RED' val=0
            'MAGENTA' val=4096
    [3] ENUM64 '(anon)' encoding=SIGNED size=8
            'MINUS' val=-1
            'PLUS' val=4294967296
    [4] TYPEDEF 'wide_t' type_id=3
    [5] FUNC_PROTO ret_type_id=1
            'c' type_id=2
            '(anon)' type_id=0
    [6] FUNC 'paint' type_id=5 linkage=global
    [7] VAR 'brush' type_id=9, linkage=static
    [8] DATASEC '.data' size=12
            type_id=7 offset=4 size=8
    [9] STRUCT 'brush' size=4
            'c' type_id=2 bits_offset=0
    [10] TYPEDEF 'brush_t' type_id=9
    [11] TYPEDEF 'tool' type_id=10
    [12] FWD 'sock' fwd_kind=struct
    [13] DECL_TAG 'slow' type_id=6 component_idx=0
    [14] ENUM 'later' size=4
    [15] INT 'bits' size=4 bits_offset=2 nr_bits=3 encoding=(none)
    [16] TYPEDEF 'round' type_id=17
    [17] TYPEDEF 'round' type_id=16
    [18] FLOAT 'double' size=8
    [19] PTR type_id=18
";

#[track_caller]
fn check(id: u32, expected: &str) {
    let btf = parse(TYPES).unwrap();
    let mut shown = String::new();
    let options = Options::default();
    text(&btf.types(), TypeId(id), &options, &Palette::PLAIN, &mut shown).unwrap();
    assert_eq!(shown, expected);
}

#[track_caller]
fn check_json(id: u32, expected: &str) {
    let btf = parse(TYPES).unwrap();
    let mut shown = String::new();
    json::any(&btf.types(), TypeId(id), &Options::default(), &mut shown).unwrap();
    assert_eq!(shown, expected);
}

#[test]
fn enumerations_with_values() {
    check(
        2,
        "enum colour {
    RED     = 0,
    MAGENTA = 4096,  /* 0x1000 */

    /* size: 4, values: 2 */
};
",
    );
    check(14, "enum later {\n\n    /* size: 4, only declared here */\n};\n");
    check_json(
        2,
        r#"{"id":2,"kind":"ENUM","name":"colour","size":4,"signed":false,"values":[{"name":"RED","value":0},{"name":"MAGENTA","value":4096}]}"#,
    );
}

#[test]
fn typedefs_down_to_what_they_stand_for() {
    check(
        4,
        "typedef enum {
    MINUS = -1,
    PLUS  = 4294967296,

    /* size: 8, values: 2, signed */
} wide_t;
",
    );
    check(
        11,
        "typedef brush_t tool;  /* size: 4 */
typedef struct brush brush_t;  /* size: 4 */

struct brush {
    enum colour c;  /*     0     4 */

    /* size: 4, cachelines: 1, members: 1 */
    /* last cacheline: 4 bytes */
};
",
    );
}

#[test]
fn functions_variables_and_sections() {
    check(6, "int paint(enum colour c, ...);  /* linkage: global */\n");
    check(7, "struct brush brush;  /* size: 4, linkage: static, section: .data, offset: 4 */\n");
    check(8, "/* section .data, 12 bytes */\nstruct brush brush;  /* offset: 4, size: 8 */\n");
    check_json(
        6,
        r#"{"id":6,"kind":"FUNC","name":"paint","linkage":"global","declaration":"int paint(enum colour c, ...)","returns":"int","params":[{"name":"c","type":"enum colour"},{"name":"..."}]}"#,
    );
    check_json(
        7,
        r#"{"id":7,"kind":"VAR","name":"brush","size":4,"linkage":"static","type":"struct brush","section":".data","offset":4}"#,
    );
}

#[test]
fn the_others_in_a_line() {
    check(1, "int;  /* size: 4, encoding: signed */\n");
    check(12, "struct sock;  /* only declared here */\n");
    check(13, "int paint(enum colour c, ...);  /* tag: slow, member or parameter 0 */\n");
    check(15, "bits;  /* size: 4, encoding: (none), bits: 3 at 2 */\n");
    check(18, "double;  /* size: 8 */\n");
    check(19, "double *;  /* size: 8 */\n");
    check(0, "void;\n");
}

#[test]
fn a_circle_of_typedefs_ends() {
    let btf = parse(TYPES).unwrap();
    let mut shown = String::new();
    let options = Options::default();
    text(&btf.types(), TypeId(16), &options, &Palette::PLAIN, &mut shown).unwrap();
    assert_eq!(shown.lines().count(), 32);
    shown.clear();
    json::any(&btf.types(), TypeId(16), &options, &mut shown).unwrap();
    assert_eq!(shown.matches('{').count(), shown.matches('}').count());
}

#[test]
fn json_of_a_struct_nests_members_and_escapes_names() {
    let btf = parse(
        r"
        [1] STRUCT 'a\x22b' size=8
                'flag' type_id=2 bits_offset=1 bitfield_size=3
                '(anon)' type_id=3 bits_offset=32
        [2] INT 'int' size=4 encoding=SIGNED
        [3] UNION '(anon)' size=4
                'x' type_id=2 bits_offset=0
        ",
    )
    .unwrap();
    let mut shown = String::new();
    json::any(&btf.types(), TypeId(1), &Options::default(), &mut shown).unwrap();
    assert_eq!(
        shown,
        concat!(
            r#"{"id":1,"kind":"STRUCT","name":"a\"b","size":8,"align":4,"cacheline":64,"members":["#,
            r#"{"name":"flag","type":"int","type_id":2,"offset":0,"offset_bits":1,"bitfield_size":3,"#,
            r#""load":{"offset":0,"size":4,"shift":1},"hole":{"bytes":0,"bits":1}},"#,
            r#"{"name":"","type":"union {...}","type_id":3,"offset":4,"offset_bits":32,"size":4,"#,
            r#""hole":{"bytes":0,"bits":28},"members":["#,
            r#"{"name":"x","type":"int","type_id":2,"offset":4,"offset_bits":32,"size":4}]}],"#,
            r#""sums":{"members_count":2,"members":4,"bitfield_bits":3,"holes_count":0,"holes":0,"#,
            r#""bit_holes_count":2,"bit_holes":29,"cachelines":1,"last_cacheline":8,"#,
            r#""members_with_holes":0,"paddings_count":0,"paddings":0},"cut":false}"#,
        )
    );
}
