//! Cases of BTF that kernels refuse · `fixtures/rules/cases.txt` → bytes, and what is expected of them · the checks on real kernels
//! read them with the same code, so this has no word about tests.

use btfly_btf::text;

/// A BTF, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Case {
    /// What it is called.
    pub(super) name: String,
    /// The BTF.
    pub(super) bytes: Vec<u8>,
    /// For a target, empty for the newest kernel: rules and types, in any order.
    pub(super) expected: Vec<(String, Vec<String>)>,
}

const CASES: &str = include_str!("../../../../../fixtures/rules/cases.txt");

/// All of them; an error names the case.
pub(super) fn all() -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut text = String::new();
    let mut starts = Vec::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#')) {
        let name = || cases.last().map_or(String::new(), |case| case.name.clone());
        let wrong = |what: &str| format!("{}: {what}: {line}", name());
        match line.split_once(' ') {
            Some(("=", name)) => {
                cases.push(Case { name: name.to_owned(), bytes: Vec::new(), expected: Vec::new() });
                text.clear();
                continue;
            }
            Some(("!" | ">", _)) => {}
            _ => {
                text.push_str(line);
                text.push('\n');
                continue;
            }
        }
        if !text.trim().is_empty() {
            let btf = text::parse(&text).map_err(|error| wrong(&error.to_string()))?;
            let types = btf.header().types.start;
            starts = btf
                .iter()
                .filter_map(|(id, _)| Some(types + btf.types().record_offset(id)?))
                .collect();
            let bytes = btf.bytes().to_vec();
            cases.last_mut().ok_or("no case")?.bytes = bytes;
            text.clear();
        }
        let Some(case) = cases.last_mut() else { return Err(format!("no case: {line}")) };
        if let Some(patch) = line.strip_prefix("! ") {
            apply(patch, &mut case.bytes, &starts)
                .ok_or_else(|| format!("{}: {line}", case.name))?;
        } else if let Some(found) = line.strip_prefix("> ") {
            let (target, found) = found.split_once(": ").unwrap_or(("", found));
            let found = found.split_whitespace().filter(|word| *word != "ok");
            case.expected.push((target.to_owned(), found.map(str::to_owned).collect()));
        }
    }
    Ok(cases)
}

fn apply(patch: &str, bytes: &mut Vec<u8>, starts: &[u32]) -> Option<()> {
    let words: Vec<&str> = patch.split_whitespace().collect();
    let (place, how, value) = match words.as_slice() {
        ["cut", n] => {
            bytes.truncate(bytes.len().checked_sub(number(n)? as usize)?);
            return Some(());
        }
        ["add", n] => {
            bytes.resize(bytes.len() + number(n)? as usize, 0);
            return Some(());
        }
        [place, how, value] => (*place, *how, number(value)?),
        _ => return None,
    };
    let at = match place.strip_prefix('@') {
        Some(at) => number(at)? as usize,
        None => {
            let (id, offset) = place.strip_prefix('[')?.split_once("]+")?;
            let start = starts.get(number(id)?.checked_sub(1)? as usize)?;
            (start + number(offset)?) as usize
        }
    };
    if how == "byte" {
        *bytes.get_mut(at)? = u8::try_from(value).ok()?;
        return Some(());
    }
    let word = bytes.get_mut(at..)?.first_chunk_mut::<4>()?;
    let before = u32::from_le_bytes(*word);
    *word = if how == "+=" { before.wrapping_add(value) } else { value }.to_le_bytes();
    Some(())
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}
