//! Layouts, as text and as JSON, and paths into them.

use btfly_btf::layout::print::Palette;
use btfly_btf::layout::{Layout, Options, json, path, show};
use btfly_btf::{Btf, Types};

/// Few enough that a hostile nest is cut often, and many enough to nest.
const MAX_ROWS: usize = 300;

/// A base: everything in it is laid out, printed, and found again by its path.
pub fn layout(data: &[u8]) {
    let Ok(btf) = Btf::parse(data.to_vec()) else { return };
    let types = btf.types();
    let options =
        Options { expand: data.len().is_multiple_of(2), max_rows: MAX_ROWS, cacheline: 64 };
    let (mut text, mut brackets) = (String::new(), 0_i64);
    for (id, _) in types.iter().take(64) {
        text.clear();
        // A `String` takes everything.
        let _ = show::text(&types, id, &options, &Palette::PLAIN, &mut text);
        text.clear();
        let _ = json::any(&types, id, &options, &mut text);
        let mut is_text = false;
        let mut is_escape = false;
        for byte in text.bytes() {
            match byte {
                _ if is_escape => is_escape = false,
                b'\\' => is_escape = is_text,
                b'"' => is_text = !is_text,
                b'{' | b'[' if !is_text => brackets += 1,
                b'}' | b']' if !is_text => brackets -= 1,
                _ => {}
            }
        }
        assert!(!is_text && brackets == 0, "no JSON: {text}");
        if let Some(layout) = Layout::of(&types, id, &options) {
            assert!(layout.rows.len() <= MAX_ROWS);
            walk(&types, &layout);
        }
    }
}

/// Each member of the struct itself is where its path leads, unless its name is not alone or is no word.
fn walk(types: &Types<'_>, layout: &Layout<'_>) {
    for row in layout.rows.iter().filter(|row| row.depth == 0).take(32) {
        if !row.name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) {
            continue;
        }
        let alone = layout.rows.iter().filter(|other| other.name == row.name).count() == 1;
        let Ok(access) = path::find(types, layout.type_id, row.name) else { continue };
        if alone && !layout.cut {
            let place = access.place;
            assert_eq!((place.offset, place.type_id), (row.offset, row.type_id), "{}", row.name);
        }
    }
}
