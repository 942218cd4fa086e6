//! Checks on real input · the lab → a line with counts for each check · never passes a check that found nothing to look at.
//!
//! To add one: a file beside this one with a `pub fn check(lab: &Lab) -> Result<Report>`, and a row in `CHECKS`.

mod c;
mod check;
mod co_re;
mod defines;
mod diagnostics;
mod diff;
mod downgrade;
mod dump;
mod dwarf;
mod edit;
mod ext;
mod find;
mod flat;
mod formats;
mod header;
mod insn;
mod kernel;
mod kmods;
mod lab_itself;
mod layout;
mod libbpf;
mod load;
mod min;
mod obj;
mod offsets;
mod rebase;
mod source;
mod verify;
mod why;

use std::fmt;
use std::num::NonZero;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::lab::Lab;

/// A named check.
struct Check {
    /// What holds if it passes, as `subject::what_holds`: filters match on this.
    name: &'static str,
    run: fn(&Lab) -> Result<Report>,
}

impl Check {
    /// Runs it and says what came of it.
    fn passes(&self, lab: &Lab) -> bool {
        let start = Instant::now();
        let result = (self.run)(lab).context(self.name).and_then(|report| {
            if report.total() == 0 {
                bail!("{} looked at nothing", self.name);
            }
            Ok(report)
        });
        let seconds = start.elapsed().as_secs_f64();
        match &result {
            Ok(report) => eprintln!("real {:<52} ok     {seconds:6.1}s  {report}", self.name),
            Err(error) => eprintln!("real {:<52} FAILED {seconds:6.1}s\n{error:#}", self.name),
        }
        result.is_ok()
    }
}

/// Every check, the cheap and fundamental ones first. The next in line begins when one ends; so what takes minutes is not
/// the last.
const CHECKS: &[Check] = &[
    Check { name: "lab::sizes_are_those_of_kernels", run: lab_itself::sizes },
    Check { name: "lab::bpftool_reads_vmlinux_and_our_cut_alike", run: lab_itself::bpftool_agrees },
    Check { name: "lab::objects_hold_every_kind", run: lab_itself::objects_hold_every_kind },
    Check { name: "source::a_kernel_alone_comes_out_of_every_form", run: source::kernels_alone },
    Check { name: "source::a_module_alone_finds_its_kernel", run: source::kmods_alone },
    Check { name: "source::names_of_modules_are_found_unread", run: source::names_of_kmods },
    Check { name: "source::packages_and_trees_give_the_same_bytes", run: source::whole_kernels },
    Check { name: "ext::records_are_those_of_sources_and_symbols", run: ext::check },
    Check { name: "insn::printed_as_by_llvm_objdump", run: insn::printed_as_by_llvm_objdump },
    Check { name: "obj::read_as_by_libbpf", run: obj::libbpf_agrees },
    Check { name: "obj::section_names_are_those_of_libbpf", run: obj::section_names_agree },
    Check { name: "obj::emitted_is_read_alike", run: obj::emitted_is_read_alike },
    Check { name: "obj::byte_orders_say_the_same", run: obj::byte_orders_agree },
    Check { name: "co_re::the_kernels_cases_come_out_as_expected", run: co_re::expected },
    Check { name: "co_re::instructions_are_libbpfs", run: co_re::instructions_are_libbpfs },
    Check {
        name: "co_re::modules_differ_where_they_say",
        run: co_re::modules_differ_where_they_say,
    },
    Check { name: "check::kernels_load_what_fits_and_nothing_else", run: check::kernels_agree },
    Check { name: "explain::says_what_the_page_says", run: diagnostics::as_on_the_page },
    Check { name: "co_re::types_of_modules_are_whose_they_are", run: kmods::types_of_modules },
    Check { name: "min::relocated_as_by_whole_kernels", run: min::relocated_alike },
    Check { name: "dump::fixtures_are_listed_as_by_bpftool", run: dump::fixtures },
    Check { name: "dump::objects_are_listed_as_by_bpftool", run: dump::objects },
    Check { name: "dump::vmlinux_is_listed_as_by_bpftool", run: dump::vmlinux },
    Check { name: "dump::modules_are_listed_as_by_bpftool", run: dump::modules },
    Check { name: "dwarf::objects_are_encoded_as_by_pahole", run: dwarf::objects },
    Check { name: "dwarf::every_form_has_the_same_types", run: formats::formats },
    Check { name: "dwarf::vmlinux_is_encoded_as_by_pahole", run: dwarf::vmlinux },
    Check { name: "c::fixtures_are_printed_as_by_bpftool", run: c::fixtures },
    Check { name: "c::objects_are_printed_as_by_bpftool", run: c::objects },
    Check { name: "c::vmlinux_is_printed_as_by_bpftool", run: c::vmlinux },
    Check { name: "c::modules_are_printed_as_by_bpftool", run: c::modules },
    Check { name: "edit::dedup_is_that_of_libbpf", run: edit::libbpf_agrees },
    Check { name: "edit::dedup_of_modules_is_that_of_libbpf", run: edit::libbpf_agrees_on_modules },
    Check { name: "edit::dedup_by_libbpf_has_defects", run: edit::libbpf_depends_on_the_order },
    Check { name: "edit::sorted_is_as_the_kernel_build_sorts", run: edit::kernel_build_agrees },
    Check { name: "edit::ids_do_not_show_in_a_sorted_header", run: edit::ids_do_not_show },
    Check { name: "edit::a_merged_kernel_has_every_type", run: edit::merged_kernels },
    Check { name: "diff::names_well_known_changes", run: diff::names_well_known_changes },
    Check {
        name: "diff::sizes_and_places_are_those_that_bpftool_lists",
        run: diff::bpftool_agrees,
    },
    Check { name: "edit::others_relocate_by_a_merged_kernel", run: flat::others_relocate },
    Check { name: "edit::distill_and_rebase_are_those_of_libbpf", run: rebase::libbpf_agrees },
    Check { name: "edit::where_libbpf_is_wrong_is_foretold", run: rebase::libbpf_is_foretold },
    Check { name: "edit::modules_fit_their_own_kernel_alone", run: rebase::own_kernel_alone },
    Check {
        name: "edit::an_old_bpftool_reads_downgraded_kernels",
        run: downgrade::old_bpftool_reads,
    },
    Check { name: "edit::the_kernel_loads_what_is_downgraded", run: downgrade::the_kernel_loads },
    Check { name: "verify::this_kernel_loads_what_verify_accepts", run: verify::here },
    Check { name: "verify::old_and_new_kernels_load_what_verify_accepts", run: verify::booted },
    Check { name: "header::clang_gives_every_type_back", run: header::through_clang },
    Check {
        name: "kernel::targets_and_verdicts_are_right_on_old_and_new_kernels",
        run: kernel::booted,
    },
    Check { name: "why::says_what_trying_says", run: why::booted },
    Check { name: "load::programs_fire_on_this_kernel", run: load::here },
    Check { name: "load::programs_fire_on_old_and_new_kernels", run: load::booted },
    Check { name: "layout::compilers_agree", run: offsets::compilers_agree },
    Check { name: "layout::json_has_the_rows", run: layout::json_has_the_rows },
    Check { name: "layout::pahole_agrees_by_name", run: layout::pahole_agrees },
    Check { name: "layout::pahole_agrees_on_all", run: layout::pahole_agrees_on_all },
    Check { name: "defines::constants_are_those_of_the_headers", run: defines::values },
    Check { name: "defines::compile_beside_every_kernel", run: defines::beside_kernels },
    Check {
        name: "find::names_and_values_are_those_that_bpftool_lists",
        run: find::bpftool_agrees,
    },
    Check {
        name: "find::functions_by_parameter_are_those_that_pfunct_finds",
        run: find::pfunct_agrees,
    },
    Check { name: "header::no_compiler_warns", run: header::compiles },
    Check { name: "header::gcc_gives_every_type_back", run: header::through_gcc },
];

/// What a check looked at: names and counts, in the order they were added.
#[derive(Debug, Default)]
pub struct Report {
    counts: Vec<(String, u64)>,
}

impl Report {
    /// Adds to the count `name`, which begins at zero.
    pub fn count(&mut self, name: &str, more: u64) {
        match self.counts.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += more,
            None => self.counts.push((name.to_owned(), more)),
        }
    }

    /// Adds the counts of another.
    fn add(&mut self, other: &Report) {
        for (name, count) in &other.counts {
            self.count(name, *count);
        }
    }

    /// Gives the count `from` another name.
    fn rename(&mut self, from: &str, to: &str) {
        if let Some((name, _)) = self.counts.iter_mut().find(|(name, _)| name == from) {
            to.clone_into(name);
        }
    }

    /// The sum of everything: a check that counted nothing has checked nothing.
    fn total(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, count)) in self.counts.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{count} {name}")?;
        }
        Ok(())
    }
}

/// `cargo xtask real [FILTER]…`: runs the checks, all of them whatever fails, and then fails if any did.
pub fn run(filters: &[String]) -> Result<()> {
    let lab = Lab::open()?;
    let wanted =
        |name: &str| filters.is_empty() || filters.iter().any(|f| name.contains(f.as_str()));
    let wanted: Vec<&Check> = CHECKS.iter().filter(|check| wanted(check.name)).collect();
    // Most of a check is a peer or a guest on one processor.
    let n_workers = std::thread::available_parallelism().map_or(1, NonZero::get);
    let (next, passed, failed) = (AtomicUsize::new(0), AtomicU32::new(0), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..n_workers {
            scope.spawn(|| {
                while let Some(check) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let counter = if check.passes(&lab) { &passed } else { &failed };
                    counter.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    let (passed, failed) = (passed.into_inner(), failed.into_inner());
    eprintln!("real: {passed} passed, {failed} failed");
    match (passed, failed) {
        (_, 1..) => bail!("{failed} checks on real input failed"),
        (0, _) => bail!("no check on real input is called so"),
        _ => Ok(()),
    }
}
