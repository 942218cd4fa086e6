//! What there is to say about one relocation of an object.
//!
//! *In:* an object that was fitted, and what has become of its relocations. *Out:* lines of text. *Never:* printed here.

use btfly_btf::BtfSet;
use btfly_obj::co_re::{
    self, Access, Candidate, Explanation, Fit, Guard, Line, Outcome as Answer, Patched, Relo,
};
use btfly_obj::spec::ObjectSpec;

/// A relocation, with what there is to say about it.
pub(crate) struct Row<'o> {
    pub(crate) function: &'o str,
    pub(super) section: &'o str,
    pub(crate) line: Option<Line<'o>>,
    pub(crate) fit: &'o Fit,
    pub(crate) question: String,
    pub(crate) path: String,
    /// Where there is no number.
    pub(crate) why: Option<Explanation>,
    /// Of a poisoned one, whether a program comes to it.
    pub(super) guard: Option<Guard>,
}

/// A row for each relocation of an object that was fitted. `known` may have modules that the set has not.
pub(crate) fn rows<'o>(
    object: &'o ObjectSpec,
    fits: &'o [Fit],
    set: &BtfSet,
    known: Option<&BtfSet>,
) -> Vec<Row<'o>> {
    let guards = co_re::guards(object, fits);
    let each = fits.iter().zip(guards);
    each.map(|(fit, guard)| Row { guard, ..Row::new(object, fit, set, known) }).collect()
}

impl<'o> Row<'o> {
    pub(crate) fn of(object: &'o ObjectSpec, fit: &'o Fit, set: &BtfSet) -> Self {
        Self::new(object, fit, set, None)
    }

    fn new(object: &'o ObjectSpec, fit: &'o Fit, set: &BtfSet, known: Option<&BtfSet>) -> Self {
        let function = object.functions.get(fit.function);
        let btf = object.btf.as_ref();
        let line = function.zip(btf).and_then(|(function, btf)| {
            let before = function.line_infos.iter().filter(|line| line.insn_idx <= fit.insn_idx);
            before.max_by_key(|line| line.insn_idx).map(|line| Line::of(btf, &line.record))
        });
        let (mut question, mut path, mut why) = (String::new(), String::new(), None);
        if let Some(btf) = btf {
            let types = btf.types();
            let access = Access::of(&fit.record, &types.strings());
            question = match co_re::ReloKind::from_number(access.kind) {
                Some(kind) => kind.to_string(),
                None => access.kind.to_string(),
            };
            let spec = co_re::Spec::read(&types, access.root, access.text, access.kind);
            path = spec.map_or_else(|_| access.text.to_owned(), |spec| spec.path(&types));
            let has_number =
                matches!(fit.done, Ok(Patched::Done { .. })) && fit.solved.target.is_some();
            if !has_number {
                let relo = Relo { access, prefer: fit.prefer };
                why = co_re::explain(btf, &relo, set, known).ok();
            }
        }
        let name = function.map_or("", |function| function.name.as_str());
        let section = function.map_or("", |function| function.section.as_str());
        Self { function: name, section, line, fit, question, path, why, guard: None }
    }

    /// `12 -> 16`, `poisoned`, or what is wrong.
    pub(crate) fn outcome(&self) -> String {
        match &self.fit.done {
            Ok(Patched::Done { before, after }) if before == after => {
                after.cast_signed().to_string()
            }
            Ok(Patched::Done { before, after }) => {
                format!("{} -> {}", before.cast_signed(), after.cast_signed())
            }
            Ok(Patched::Poisoned) => "poisoned".to_owned(),
            Err(trouble) => trouble.to_string(),
        }
    }
}

/// How many places of types that say the same are named.
const N_PLACES: usize = 3;

impl Row<'_> {
    /// Everything that was looked at, and hints, a line each.
    pub(crate) fn said(&self) -> Vec<String> {
        let Some(why) = &self.why else { return Vec::new() };
        let mut lines = Vec::new();
        if why.candidates.is_empty() {
            lines.push("no type of that name and kind".to_owned());
        }
        // Modules repeat types of vmlinux: those that say the same are one line.
        let mut groups: Vec<(&Candidate, Vec<String>)> = Vec::new();
        for candidate in &why.candidates {
            let place = format!("{} {}", candidate.home, candidate.loc.id);
            let is_same =
                |one: &Candidate| (one.size, &one.text) == (candidate.size, &candidate.text);
            match groups.iter_mut().find(|(one, _)| is_same(one)) {
                Some((_, places)) => places.push(place),
                None => groups.push((candidate, vec![place])),
            }
        }
        lines.extend(groups.iter().map(|(candidate, places)| {
            let size = candidate.size.map(|size| format!(" ({size} bytes)")).unwrap_or_default();
            let first: Vec<&str> = places.iter().take(N_PLACES).map(String::as_str).collect();
            let more = match places.len().saturating_sub(N_PLACES) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!("{}{more}{size}: {}", first.join(", "), candidate.text)
        }));
        lines.extend(self.unfit());
        match self.guard {
            Some(Guard::Guarded) => lines.push("the program never comes to it".to_owned()),
            Some(Guard::Unknown(doubt)) => lines.push(format!("whether it is reached: {doubt}")),
            Some(Guard::Reached) | None => {}
        }
        lines.extend(why.hints.iter().map(|hint| format!("hint: {hint}")));
        if self.is_ambiguous() {
            lines.push(String::from(
                "hint: attach to a function of the module that is meant, or say `--prefer MODULE`",
            ));
        }
        lines
    }

    /// The sizes of a field, where these are why it was poisoned.
    pub(crate) fn unfit(&self) -> Option<String> {
        match (self.fit.done, self.fit.solved.outcome) {
            (Ok(Patched::Poisoned), Ok(Answer::Resolved(change))) => change.width.trouble(),
            _ => None,
        }
    }

    /// Whether it was poisoned, and no program comes to it.
    pub(crate) fn is_guarded(&self) -> bool {
        self.guard == Some(Guard::Guarded)
    }

    pub(crate) fn is_ambiguous(&self) -> bool {
        self.fit.done.is_err() && self.fit.solved.outcome == Ok(Answer::Ambiguous)
    }
}
