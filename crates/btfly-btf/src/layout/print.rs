//! A layout as text: C, with offsets and sizes in comments, holes and cache lines marked.
//!
//! *In:* a [`Layout`]. *Out:* text such as
//!
//! ```text
//! struct thread_info {
//!     unsigned long flags;         /*     0     8 */
//!     unsigned long syscall_work;  /*     8     8 */
//!     u32 status;                  /*    16     4 */
//!     u32 cpu;                     /*    20     4 */
//!
//!     /* size: 24, cachelines: 1, members: 4 */
//!     /* last cacheline: 24 bytes */
//! };
//! ```
//!
//! A comment has the offset in bytes, then the size; for a bitfield the offset of what to load, the bit
//! in it, and how many bytes to load. The words are those of pahole, which people know. *Never:* escape
//! sequences of its own: colours are the caller's [`Palette`].

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{Result, Write};

use super::{Gap, Layout, Nested, Row, Sums};
use crate::decl::Declaration;
use crate::table::Types;

/// Spaces a level.
const INDENT: usize = 4;
/// Comments stand in one column, if declarations are not longer than this many characters.
const MAX_COLUMN: usize = 60;

/// What is written before each part of the text, and [`Palette::end`] after it: escape sequences for a
/// terminal, or tags. All empty for plain text.
///
/// ```
/// use btfly_btf::layout::print::Palette;
///
/// let red_holes = Palette { hole: "\x1b[31m", end: "\x1b[0m", ..Palette::PLAIN };
/// assert!(red_holes.name.is_empty());
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Palette<'p> {
    /// Types.
    pub ty: &'p str,
    /// Names of members, values, functions.
    pub name: &'p str,
    /// Offsets and sizes.
    pub number: &'p str,
    /// Holes and padding.
    pub hole: &'p str,
    /// Cache line borders.
    pub line: &'p str,
    /// Other comments.
    pub note: &'p str,
    /// After any of these.
    pub end: &'p str,
}

impl Palette<'_> {
    /// No marks at all.
    pub const PLAIN: Self =
        Self { ty: "", name: "", number: "", hole: "", line: "", note: "", end: "" };
}

/// Writes `layout`.
///
/// `types` must be the ones that it was computed from.
///
/// ```
/// use btfly_btf::{Kind, layout::{Layout, Options, print}};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
/// let layout = Layout::of(&types, id, &Options::default()).unwrap();
/// let mut text = String::new();
/// print::layout(&types, &layout, &print::Palette::PLAIN, &mut text)?;
/// assert!(text.contains("struct list_head *prev;  /*     8     8 */"));
/// # Ok::<(), std::fmt::Error>(())
/// ```
///
/// # Errors
///
/// Those of `out`.
pub fn layout(
    types: &Types<'_>,
    layout: &Layout<'_>,
    palette: &Palette<'_>,
    out: &mut impl Write,
) -> Result {
    named(types, layout, "", "", palette, out)
}

/// As [`layout`], with text before the first word and between the closing brace and the semicolon: what a
/// typedef needs.
pub(super) fn named(
    types: &Types<'_>,
    layout: &Layout<'_>,
    before: &str,
    after: &str,
    palette: &Palette<'_>,
    out: &mut impl Write,
) -> Result {
    // Each line is made twice, here for its width: all of them at once may be long.
    let widths = layout.rows.iter().map(|row| Line::of(types, row).width());
    let column = widths.filter(|width| *width <= MAX_COLUMN).max();
    let mut writer = Writer {
        palette,
        column: column.unwrap_or(0),
        // pahole's width; more where a struct is larger.
        digits: format!("{}", layout.size).len().max(5),
        cacheline: u64::from(layout.cacheline),
        out,
    };
    writer.opening(before, layout)?;
    // The structs that are open, outermost first, with the line that closes each.
    let mut open: Vec<(Nested<'_>, String)> = Vec::new();
    for row in &layout.rows {
        while (row.depth as usize) < open.len() {
            let Some((nested, closing)) = open.pop() else { break };
            writer.close(open.len() + 1, &nested, &closing)?;
        }
        let line = Line::of(types, row);
        writer.row(row, &line)?;
        if let Some(nested) = row.nested {
            open.push((nested, line.closing()));
        }
    }
    while let Some((nested, closing)) = open.pop() {
        writer.close(open.len() + 1, &nested, &closing)?;
    }
    writer.summary(layout)?;
    writeln!(writer.out, "}}{}{after};", if after.is_empty() { "" } else { " " })
}

/// A row's declaration, and what there is of it when its members are shown.
struct Line {
    declaration: Declaration,
    bitfield: String,
    indent: usize,
    /// What opens it: `struct sched_entity {`, `union {`.
    opening: Option<String>,
}

impl Line {
    fn of(types: &Types<'_>, row: &Row<'_>) -> Self {
        let declaration = types.declaration(row.type_id, row.name);
        let opening = row.nested.map(|nested| {
            let key = keyword(nested.is_union);
            let named = if nested.name.is_empty() {
                format!("{key} {{")
            } else {
                format!("{key} {} {{", nested.name)
            };
            // A typedef, or qualifiers: what the declaration says that the opening does not.
            let plain = named.trim_end_matches(" {");
            match declaration.specifier.trim_end_matches(" {...}") {
                specifier if specifier == plain => named,
                specifier => format!("{named} /* {specifier} */"),
            }
        });
        let bitfield = match row.size {
            Some(size) if row.is_bitfield => format!(":{}", size.0),
            _ => String::new(),
        };
        Self { declaration, bitfield, indent: (row.depth as usize + 1) * INDENT, opening }
    }

    /// Characters up to and with the `;` or `{`.
    fn width(&self) -> usize {
        let text = match &self.opening {
            Some(opening) => opening.len(),
            None => {
                let parts = &self.declaration;
                let declarator = parts.prefix.len() + parts.name.len() + parts.suffix.len();
                let space = usize::from(0 < declarator);
                parts.specifier.len() + space + declarator + self.bitfield.len() + 1
            }
        };
        self.indent + text
    }

    fn closing(&self) -> String {
        let Declaration { prefix, name, suffix, .. } = &self.declaration;
        format!("{prefix}{name}{suffix}")
    }
}

struct Writer<'w, W> {
    palette: &'w Palette<'w>,
    column: usize,
    digits: usize,
    cacheline: u64,
    out: &'w mut W,
}

impl<W: Write> Writer<'_, W> {
    fn paint(&mut self, mark: &str, text: &str) -> Result {
        if text.is_empty() {
            return Ok(());
        }
        let end = if mark.is_empty() { "" } else { self.palette.end };
        write!(self.out, "{mark}{text}{end}")
    }

    fn opening(&mut self, before: &str, layout: &Layout<'_>) -> Result {
        self.out.write_str(before)?;
        self.paint(self.palette.ty, keyword(layout.is_union))?;
        if !layout.name.is_empty() {
            self.out.write_char(' ')?;
            self.paint(self.palette.ty, layout.name)?;
        }
        self.out.write_str(" {\n")
    }

    fn row(&mut self, row: &Row<'_>, line: &Line) -> Result {
        self.gap(line.indent, row.hole, "hole")?;
        if let Some(cacheline) = row.cacheline {
            self.boundary(line.indent, row, cacheline)?;
        }
        self.indent(line.indent)?;
        match &line.opening {
            Some(opening) => self.paint(self.palette.ty, opening)?,
            None => self.declaration(&line.declaration, &line.bitfield)?,
        }
        self.indent(self.column.saturating_sub(line.width()) + 2)?;
        let comment = self.place(row);
        self.paint(self.palette.number, &comment)?;
        self.out.write_char('\n')
    }

    fn declaration(&mut self, parts: &Declaration, bitfield: &str) -> Result {
        self.paint(self.palette.ty, &parts.specifier)?;
        if !(parts.prefix.is_empty() && parts.name.is_empty() && parts.suffix.is_empty()) {
            self.out.write_char(' ')?;
        }
        self.paint(self.palette.ty, &parts.prefix)?;
        self.paint(self.palette.name, &parts.name)?;
        self.paint(self.palette.ty, &parts.suffix)?;
        write!(self.out, "{bitfield};")
    }

    /// `/* offset size */`, or `/* unit:bit unit_size */`.
    fn place(&self, row: &Row<'_>) -> String {
        let digits = self.digits;
        match (row.size, row.unit) {
            (_, Some(unit)) => {
                let bit = row.offset.0.saturating_sub(unit.offset.saturating_mul(8));
                format!("/* {:digits$}:{bit:2} {:2} */", unit.offset, unit.size)
            }
            (Some(_), None) if row.is_bitfield => {
                format!("/* {:digits$}:{:2}    */", row.offset.floor_bytes(), row.offset.0 % 8)
            }
            (Some(size), None) => {
                format!("/* {:digits$} {:5} */", row.offset.floor_bytes(), size.floor_bytes())
            }
            (None, None) => format!("/* {:digits$} {:>5} */", row.offset.floor_bytes(), "?"),
        }
    }

    fn gap(&mut self, indent: usize, gap: Gap, what: &str) -> Result {
        let counted = [(gap.bits, "bit"), (gap.bytes, "byte")];
        for (count, unit) in counted.into_iter().filter(|(count, _)| 0 < *count) {
            self.indent(indent)?;
            let text = format!("/* XXX {count} {unit}{} {what} */", plural(count));
            self.paint(self.palette.hole, &text)?;
            self.out.write_char('\n')?;
        }
        Ok(())
    }

    fn boundary(&mut self, indent: usize, row: &Row<'_>, cacheline: u64) -> Result {
        let start = cacheline.saturating_mul(self.cacheline);
        let ago = match row.offset.floor_bytes().saturating_sub(start) {
            0 => String::new(),
            ago => format!(" was {ago} byte{} ago", plural(ago)),
        };
        self.indent(indent)?;
        let text = format!("/* --- cacheline {cacheline} boundary ({start} bytes){ago} --- */");
        self.paint(self.palette.line, &text)?;
        self.out.write_char('\n')
    }

    fn close(&mut self, depth: usize, nested: &Nested<'_>, closing: &str) -> Result {
        self.gap((depth + 1) * INDENT, nested.padding, "padding")?;
        self.indent(depth * INDENT)?;
        self.out.write_char('}')?;
        if !closing.is_empty() {
            self.out.write_char(' ')?;
            self.paint(self.palette.name, closing)?;
        }
        self.out.write_str(";\n")
    }

    fn summary(&mut self, layout: &Layout<'_>) -> Result {
        if layout.cut {
            let text = format!("/* cut after {} rows */", layout.rows.len());
            self.indent(INDENT)?;
            self.paint(self.palette.hole, &text)?;
            self.out.write_char('\n')?;
        }
        self.out.write_char('\n')?;
        for text in summary(layout) {
            self.indent(INDENT)?;
            self.paint(self.palette.note, &format!("/* {text} */"))?;
            self.out.write_char('\n')?;
        }
        Ok(())
    }

    fn indent(&mut self, spaces: usize) -> Result {
        write!(self.out, "{:spaces$}", "")
    }
}

/// The lines at the end, in pahole's words; those that would say zero are left out.
fn summary(layout: &Layout<'_>) -> Vec<String> {
    let Sums { n_members, members, bitfields, n_holes, holes, n_bit_holes, bit_holes, .. } =
        layout.sums;
    let Sums { cachelines, last_cacheline, n_members_with_holes, n_paddings, paddings, .. } =
        layout.sums;
    let mut lines = alloc::vec![format!(
        "size: {}, cachelines: {cachelines}, members: {n_members}",
        layout.size
    )];
    if 0 < n_holes {
        lines.push(format!("sum members: {members}, holes: {n_holes}, sum holes: {holes}"));
    }
    if 0 < bitfields {
        let mut line = format!("sum bitfield members: {bitfields} bits");
        if 0 < n_bit_holes {
            line += &format!(", bit holes: {n_bit_holes}, sum bit holes: {bit_holes} bits");
        }
        lines.push(line);
    }
    if 0 < layout.padding.bytes {
        lines.push(format!("padding: {}", layout.padding.bytes));
    }
    if 0 < layout.padding.bits {
        lines.push(format!("bit padding: {} bits", layout.padding.bits));
    }
    if 0 < n_members_with_holes {
        lines.push(format!("members with holes in them: {n_members_with_holes}"));
    }
    if 0 < n_paddings {
        lines.push(format!("paddings: {n_paddings}, sum paddings: {paddings}"));
    }
    if 0 < last_cacheline {
        lines.push(format!("last cacheline: {last_cacheline} bytes"));
    }
    lines
}

pub(super) const fn keyword(is_union: bool) -> &'static str {
    if is_union { "union" } else { "struct" }
}

const fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}
