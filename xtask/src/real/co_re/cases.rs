//! The kernel's matrix of CO-RE tests · its sources and objects → counts · every case, with the verdict that it expects.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use btfly_btf::{Btf, BtfSet};
use btfly_obj::co_re::Options;

use super::objects::{Fate, Libbpf, Object, types_of};
use super::{BASE_FIRST, Report, compare, finish};
use crate::command;
use crate::lab::Lab;

/// A case of the matrix.
struct Case {
    name: String,
    object: PathBuf,
    /// The object with the types to relocate against; none for the running kernel's.
    target: Option<PathBuf>,
    fails: bool,
}

/// Each case has libbpf's instructions, and is refused where the kernel's test expects that.
pub(in crate::real) fn expected(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let libbpf = Libbpf::new(lab)?;
    let mut differences = Vec::new();
    for case in cases(lab)? {
        if let Err(error) = check(lab, &libbpf, &case, &mut report) {
            differences.push(format!("{}: {error:#}", case.name));
        }
    }
    finish(report, &differences)
}

fn check(lab: &Lab, libbpf: &Libbpf<'_>, case: &Case, report: &mut Report) -> Result<()> {
    let object = Object::read(&case.object)?.context("no relocations")?;
    let (target, btf) = match &case.target {
        Some(path) => (path.clone(), types_of(path)?),
        None => {
            let path = lab.kernel("7.2")?.vmlinux_btf().context("no BTF")?;
            let btf = Btf::parse(fs::read(&path)?)?;
            (path, btf)
        }
    };
    let set = BtfSet::new(btf);
    let theirs = libbpf.relocate(&target, std::slice::from_ref(&case.object))?;
    let theirs = theirs.first().context("libbpf said nothing")?;
    for options in [BASE_FIRST, Options::default()] {
        let ours = object.relocate(&set, &options);
        let refused = ours.each.iter().any(|(_, _, _, fate)| matches!(fate, Fate::Refused(_)));
        // Two types of which each has a part: libbpf takes the first that is asked for and poisons what it lacks; here
        // they are not told apart by chance.
        let mixed = case.fails && refused && theirs.done == Some(0);
        if options == BASE_FIRST || !mixed {
            compare(&object, &ours, theirs, report)?;
        } else {
            report.count("objects that libbpf poisons, refused here", 1);
        }
        let poisoned = ours.each.iter().any(|(_, _, _, fate)| *fate == Fate::Poisoned);
        let what = match (case.fails, refused, poisoned) {
            (true, true, _) => "cases refused",
            (true, false, true) => "cases left to the verifier",
            (false, false, false) => "cases that fit",
            (false, false, true) => "cases that fit, guarded",
            (true, false, false) => anyhow::bail!("fits, and should not"),
            (false, true, _) => anyhow::bail!("refused, and should fit"),
        };
        report.count(what, 1);
    }
    Ok(())
}

/// Compiles the table of the test's source, and lets it print itself.
fn cases(lab: &Lab) -> Result<Vec<Case>> {
    let selftests = lab.selftests()?;
    let sources = selftests.sources();
    let test = fs::read_to_string(sources.join("prog_tests/core_reloc.c"))?;
    let part = |from: &str, to: &str| {
        let start = test.find(from).with_context(|| format!("no `{from}` in the test"))?;
        let rest = test.get(start..).unwrap_or_default();
        let end = rest.find(to).with_context(|| format!("no `{to}` in the test"))?;
        Ok::<_, anyhow::Error>(rest.get(..end).unwrap_or_default().to_owned())
    };
    let macros = part("#define STRUCT_TO_CHAR_PTR", "static int find_btf_type")?;
    let table = part("static const struct core_reloc_test_case test_cases[]", "\n};")?;
    // These need a module that is built with the kernel's tests.
    let is_kept = |line: &&str| !line.starts_with("\tMODULES_CASE(");
    let table: String = table.lines().filter(is_kept).map(|line| format!("{line}\n")).collect();
    let scratch = lab.scratch()?;
    let (source, program) = (scratch.path().join("cases.c"), scratch.path().join("cases"));
    fs::write(&source, format!("{HEAD}{macros}{SETUPS}{table}}};\n{MAIN}"))?;
    let include = selftests.tools_include();
    let mut gcc = lab.sid_command("gcc");
    gcc.args(["-w", "-D_GNU_SOURCE", "-I"]).arg(&sources).arg("-I").arg(include.join("uapi"));
    gcc.arg("-I").arg(&include).arg("-o").arg(&program).arg(&source);
    command::quiet(&mut gcc)?;
    let said = command::text(&mut lab.sid_command(&program.display().to_string()))?;
    let objects = selftests.objects("obj")?;
    let find = |name: &str| {
        let path = objects.iter().find(|path| path.file_name().is_some_and(|file| file == name));
        path.cloned().with_context(|| format!("no object `{name}`"))
    };
    let mut cases = Vec::new();
    for line in said.lines() {
        let words: Vec<&str> = line.split('\t').collect();
        let [name, object, target, fails] = words.as_slice() else {
            anyhow::bail!("a case of {} words", words.len());
        };
        let target = if *target == "-" { None } else { Some(find(target)?) };
        let (name, object, fails) = ((*name).to_owned(), find(object)?, *fails == "1");
        cases.push(Case { name, object, target, fails });
    }
    ensure!(70 < cases.len(), "only {} cases", cases.len());
    Ok(cases)
}

const HEAD: &str = "#include <stdio.h>
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <limits.h>
#include <sys/types.h>
#include <linux/types.h>
#include \"progs/core_reloc_types.h\"
";

const SETUPS: &str = "
static int setup_type_id_case_local(struct core_reloc_test_case *test) { return 0; }
static int setup_type_id_case_success(struct core_reloc_test_case *test) { return 0; }
static int setup_type_id_case_failure(struct core_reloc_test_case *test) { return 0; }
static int __trigger_module_test_read(const struct core_reloc_test_case *test) { return 0; }
";

const MAIN: &str = "
int main(void)
{
	for (unsigned at = 0; at < sizeof(test_cases) / sizeof(*test_cases); at++)
		printf(\"%s\\t%s\\t%s\\t%d\\n\", test_cases[at].case_name, test_cases[at].bpf_obj_file,
		       test_cases[at].btf_src_file ?: \"-\", test_cases[at].fails);
}
";
