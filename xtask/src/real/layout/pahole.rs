//! pahole's text · what it prints of structs → rows of numbers · never guesses: a line that it does not understand is an
//! error with that line.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};

/// A struct or union as pahole shows it.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) is_union: bool,
    pub(super) rows: Vec<Row>,
    /// The numbers of the comments at its end: `size`, `holes`, `sum holes`, `padding`.
    pub(super) facts: BTreeMap<String, u64>,
}

/// A member.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Row {
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) offset_bits: u64,
    /// Of what it takes; a bitfield's own bits.
    pub(super) size_bits: u64,
    pub(super) is_bitfield: bool,
    /// Bytes of the type of a bitfield; 0 for others.
    pub(super) unit: u64,
    /// The hole before it.
    pub(super) hole_bytes: u64,
    pub(super) hole_bits: u64,
    /// A pointer to what is shown inside of it.
    pub(super) is_pointer: bool,
}

/// Everything that `text` shows.
pub(super) fn parse(text: &str) -> Result<Vec<Shown>> {
    let mut done = Vec::new();
    let mut reader = Reader::default();
    for (number, line) in text.lines().enumerate() {
        if let Some(shown) = reader
            .line(line.trim())
            .with_context(|| format!("pahole's line {}: {line}", number + 1))?
        {
            done.push(shown);
        }
    }
    if !reader.open.is_empty() {
        bail!("pahole's text ends inside {}", reader.shown.name);
    }
    Ok(done)
}

#[derive(Default)]
struct Reader {
    shown: Shown,
    /// What is open, outermost first.
    open: Vec<Block>,
}

/// A brace that is open.
#[derive(Default)]
struct Block {
    /// The row that its closing line completes.
    row: Option<usize>,
    is_enum: bool,
    hole_bytes: u64,
    hole_bits: u64,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<Option<Shown>> {
        if line.is_empty() {
            return Ok(None);
        }
        if let Some(comment) = line.strip_prefix("/* ").and_then(|rest| rest.strip_suffix(" */"))
            && !comment.contains("/*")
        {
            self.comment(comment)?;
            return Ok(None);
        }
        if line.starts_with('}') {
            return self.close(line);
        }
        let is_value = self.open.last().is_some_and(|block| block.is_enum);
        let is_typedef = self.open.is_empty() && line.starts_with("typedef ");
        if is_value || is_typedef {
            return Ok(None);
        }
        if let Some(opening) = line.strip_suffix('{') {
            return self.open(opening.trim()).map(|()| None);
        }
        let Some((declaration, place)) = place(line) else {
            // `int :13;` is what a compiler needs to come to the same layout; the hole says the same.
            return if is_unnamed_bitfield(line) { Ok(None) } else { bail!("no offset") };
        };
        let row = self.begin_row()?;
        self.fill(row, declaration, place)?;
        Ok(None)
    }

    fn open(&mut self, opening: &str) -> Result<()> {
        let is_enum = opening.split(' ').any(|word| word == "enum");
        if self.open.is_empty() {
            let (keyword, name) = opening.split_once(' ').context("no name")?;
            let is_union = keyword == "union";
            self.shown = Shown { name: name.to_owned(), is_union, ..Shown::default() };
            self.open.push(Block::default());
            return Ok(());
        }
        let row = self.begin_row()?;
        self.open.push(Block { row: Some(row), is_enum, ..Block::default() });
        Ok(())
    }

    fn close(&mut self, line: &str) -> Result<Option<Shown>> {
        let block = self.open.pop().context("nothing is open")?;
        let Some(row) = block.row else { return Ok(Some(std::mem::take(&mut self.shown))) };
        let (declaration, place) = place(line).context("no offset")?;
        self.fill(row, declaration.trim_start_matches('}').trim(), place)?;
        Ok(None)
    }

    /// A row at the innermost depth, which takes the hole before it.
    fn begin_row(&mut self) -> Result<usize> {
        let depth = self.open.len().checked_sub(1).context("nothing is open")?;
        let block = self.open.last_mut().context("nothing is open")?;
        let row = Row {
            depth,
            hole_bytes: std::mem::take(&mut block.hole_bytes),
            hole_bits: std::mem::take(&mut block.hole_bits),
            ..Row::default()
        };
        self.shown.rows.push(row);
        Ok(self.shown.rows.len() - 1)
    }

    fn fill(&mut self, row: usize, declaration: &str, place: Place) -> Result<()> {
        let row = self.shown.rows.get_mut(row).context("no such row")?;
        let declaration = declaration.trim_end().trim_end_matches(';');
        let declaration =
            declaration.split(" __attribute__").next().unwrap_or(declaration).trim_end();
        row.is_pointer = declaration.starts_with('*');
        row.offset_bits = place.offset_bits;
        row.size_bits = place.size * 8;
        row.is_bitfield = place.is_bitfield;
        row.unit = if place.is_bitfield { place.size } else { 0 };
        let mut name = declaration;
        if place.is_bitfield {
            let (before, bits) = declaration.rsplit_once(':').context("a bitfield without bits")?;
            row.size_bits = bits.trim().parse().context("bits of a bitfield")?;
            name = before;
        }
        row.name = declared_name(name).to_owned();
        Ok(())
    }

    fn comment(&mut self, comment: &str) -> Result<()> {
        let depth = self.open.len();
        let block = self.open.last_mut().context("a comment outside of a struct")?;
        if let Some(hole) = comment.strip_prefix("XXX ")
            && let Some((count, what)) = hole.split_once(' ')
            && let Ok(count) = count.parse::<u64>()
        {
            match what.split(' ').next() {
                Some("byte" | "bytes") => block.hole_bytes += count,
                Some("bit" | "bits") => block.hole_bits += count,
                _ => bail!("a hole of what?"),
            }
            return Ok(());
        }
        // What nested structs sum up is not compared.
        // The line on what member structs hold uses words of the other lines.
        if depth != 1 || comment.starts_with("member types with") {
            return Ok(());
        }
        for fact in comment.split(", ") {
            let Some((key, value)) = fact.split_once(": ") else { continue };
            let digits = value.split(' ').next().unwrap_or(value);
            if let Ok(value) = digits.parse() {
                self.shown.facts.entry(key.to_owned()).or_insert(value);
            }
        }
        Ok(())
    }
}

fn is_unnamed_bitfield(line: &str) -> bool {
    let bits = line.strip_suffix(';').and_then(|line| line.rsplit_once(" :"));
    bits.is_some_and(|(_, bits)| !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit()))
}

struct Place {
    offset_bits: u64,
    size: u64,
    is_bitfield: bool,
}

/// A line's declaration, and the `/* offset size */` or `/* offset:bit size */` behind it.
fn place(line: &str) -> Option<(&str, Place)> {
    let (declaration, comment) = line.strip_suffix("*/")?.rsplit_once("/*")?;
    let (offset, size) = comment.trim().rsplit_once(' ')?;
    let size = size.parse().ok()?;
    let (bytes, bit) = match offset.split_once(':') {
        Some((bytes, bit)) => (bytes, bit.trim().parse::<u64>().ok()?),
        None => (offset, 0),
    };
    let offset_bits = bytes.trim().parse::<u64>().ok()? * 8 + bit;
    Some((declaration, Place { offset_bits, size, is_bitfield: offset.contains(':') }))
}

/// `int (*f)(int a)` → `f`, `char x[2]` → `x`, `struct list_head * next` → `next`.
fn declared_name(declaration: &str) -> &str {
    let declaration = declaration.trim();
    let inner = match declaration.split_once("(*") {
        Some((_, rest)) => {
            let rest = rest.trim_start_matches(['(', '*', ' ']);
            rest.split(')').next().unwrap_or(rest)
        }
        None => declaration,
    };
    let inner = inner.split('[').next().unwrap_or(inner).trim_end();
    // A member without a name: `struct socket_alloc`.
    let at = inner.rfind([' ', '*']).map_or(0, |at| at + 1);
    inner.get(at..).unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
struct a {
\tint                        x:3;                  /*     0: 0  4 */

\t/* XXX 29 bits hole, try to pack */
\t/* XXX 4 bytes hole, try to pack */

\tunion {
\t\tvoid               (*f)(int, char *);    /*     8     8 */
\t\tchar               c[4];                 /*     8     4 */
\t} u[2];                                          /*     8    16 */

\t/* XXX last struct has 1 hole */

\t/* size: 24, cachelines: 1, members: 2 */
\t/* sum members: 16, holes: 1, sum holes: 4 */
};
";

    #[test]
    fn offsets_sizes_holes_and_sums_are_read() {
        let shown = parse(TEXT).unwrap();
        let [a] = shown.as_slice() else { panic!("{shown:?}") };
        let rows: Vec<_> = a
            .rows
            .iter()
            .map(|row| (row.depth, row.name.as_str(), row.offset_bits, row.size_bits))
            .collect();
        assert_eq!(rows, [(0, "x", 0, 3), (0, "u", 64, 128), (1, "f", 64, 64), (1, "c", 64, 32)]);
        assert_eq!((a.rows[1].hole_bytes, a.rows[1].hole_bits), (4, 29));
        assert_eq!(a.facts["sum holes"], 4);
    }

    #[test]
    fn a_line_without_an_offset_is_refused() {
        parse("struct a {\n\tint x;\n};\n").unwrap_err();
        parse("struct a {\n").unwrap_err();
    }
}
