//! `btfly object FILE…`: what BPF objects hold, before anything is loaded.

mod json;

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use btfly_btf::view::Type;
use btfly_obj::link::link;
use btfly_obj::read::read;
use btfly_obj::spec::{ExternKind, ObjectSpec, Pinning, ProgramSpec, SetAside};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::exit::Outcome;
use crate::plural::count;
use crate::session::Session;

const EXAMPLES: &str = "\
Programs: name; type; attach type; target; instructions, with all that is called; CO-RE relocations; section.
Maps: name; type; size of key and value; entries; flags. Then variables, externs (what the kernel has to \
have), and sets of functions that the kernel calls.

Nothing is loaded and no kernel is asked.

Examples:
  btfly object program.o
  btfly object *.o --json | jq '.[].programs[] | select(.sleepable)'";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Show what a BPF object holds: programs, maps, variables, externs")
        .after_help(EXAMPLES)
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .action(ArgAction::Append)
                .value_parser(value_parser!(PathBuf))
                .help("Objects, as compilers write them; `-` for standard input"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let paths: Vec<&PathBuf> = arguments.get_many("file").into_iter().flatten().collect();
    let objects = paths.iter().map(|path| open(path)).collect::<Result<Vec<_>>>()?;
    if session.json {
        json::write(&paths, &objects, session)?;
    } else {
        for (at, (path, object)) in paths.iter().zip(&objects).enumerate() {
            if 1 < paths.len() {
                let gap = if at == 0 { "" } else { "\n" };
                writeln!(session.out.buffer, "{gap}{}:", path.display())?;
            }
            text(object, session)?;
        }
    }
    for (path, object) in paths.iter().zip(&objects) {
        say_set_aside(path, object, session);
    }
    Ok(Outcome::Done)
}

/// Reads an object from a file, or `-`.
pub(crate) fn open(path: &Path) -> Result<ObjectSpec> {
    let place = || format!("cannot read `{}`", path.display());
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).with_context(place)?;
        bytes
    } else {
        std::fs::read(path).with_context(place)?
    };
    read(&bytes).with_context(place)
}

/// Instructions and CO-RE relocations of a program, with all that it calls; its own only if that cannot be said.
fn sizes(object: &ObjectSpec, program: &ProgramSpec) -> (usize, usize) {
    match (link(object, program), object.code(program)) {
        (Ok(linked), _) => (linked.insns.len(), linked.core_relos.len()),
        (Err(_), Some(code)) => (code.insns.len(), code.core_relos.len()),
        (Err(_), None) => (0, 0),
    }
}

/// What an extern is, in a word, and whether it may be missing.
fn sort_of(kind: ExternKind) -> &'static str {
    match kind {
        ExternKind::Kconfig { .. } => "kconfig",
        ExternKind::Variable { .. } => "variable",
        ExternKind::Address => "address",
        ExternKind::Kfunc { .. } => "kfunc",
        _ => "extern",
    }
}

fn text(object: &ObjectSpec, session: &mut Session) -> Result<()> {
    let programs = object.programs.iter().map(|program| {
        let section = &program.section;
        let (n_insns, n_relos) = sizes(object, program);
        vec![
            program.name.clone(),
            program.program_type.to_string(),
            program.attach_type.map_or_else(dash, |ty| ty.to_string()),
            program.target.clone().unwrap_or_else(dash),
            n_insns.to_string(),
            n_relos.to_string(),
            if program.is_autoloaded { section.clone() } else { format!("?{section}") },
        ]
    });
    let head = ["PROGRAM", "TYPE", "ATTACH", "TARGET", "INSNS", "RELOS", "SECTION"];
    let mut tables = vec![table(&head, programs)];
    let maps = object.maps.iter().map(|map| {
        vec![
            map.name.clone(),
            map.map_type.to_string(),
            map.key_size.to_string(),
            map.value_size.to_string(),
            map.max_entries.to_string(),
            format!("{:#x}", map.flags),
            if map.pinning == Pinning::ByName { String::from("by name") } else { dash() },
        ]
    });
    tables.push(table(&["MAP", "TYPE", "KEY", "VALUE", "ENTRIES", "FLAGS", "PINNED"], maps));
    let data = object.data.iter().map(|data| {
        let n_vars = match data.datasec.and_then(|id| object.btf.as_ref()?.get(id)) {
            Some(Type::Datasec(datasec)) => datasec.vars().len().to_string(),
            Some(_) | None => dash(),
        };
        vec![data.section.clone(), data.size.to_string(), n_vars]
    });
    tables.push(table(&["VARIABLES", "BYTES", "NUMBER"], data));
    let externs = object.externs.iter().map(|spec| {
        let need = if spec.is_weak { "optional" } else { "needed" };
        vec![spec.name.clone(), sort_of(spec.kind).to_owned(), need.to_owned()]
    });
    tables.push(table(&["EXTERN", "KIND", "NEED"], externs));
    let struct_ops = object.struct_ops.iter().map(|spec| {
        let n_functions = spec.functions.len().to_string();
        vec![spec.name.clone(), spec.type_name.clone(), n_functions, spec.section.clone()]
    });
    tables.push(table(&["STRUCT_OPS", "TYPE", "FUNCTIONS", "SECTION"], struct_ops));
    tables.retain(|table| !table.is_empty());
    if let Some(license) = &object.license {
        tables.insert(0, format!("license {license}\n"));
    }
    session.out.buffer.extend_from_slice(tables.join("\n").as_bytes());
    session.out.flush_if_full()?;
    Ok(())
}

fn dash() -> String {
    String::from("-")
}

/// Columns as wide as they have to be; nothing without rows.
fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let head: Vec<String> = head.iter().map(|&name| name.to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    if rows.len() == 1 {
        return String::new();
    }
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(String::len).max();
    let mut out = String::new();
    for row in &rows {
        let cells = row
            .iter()
            .enumerate()
            .map(|(column, cell)| format!("{cell:width$}", width = width(column).unwrap_or(0)));
        out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        out.push('\n');
    }
    out
}

fn say_set_aside(path: &Path, object: &ObjectSpec, session: &Session) {
    for what in &object.set_aside {
        let said = match what {
            SetAside::Section { name, size } => {
                format!("section `{name}` ({size} bytes) is none that loaders know")
            }
            SetAside::Relocations { section, n_relos } => {
                format!("{} of `{section}` that loaders do not apply", count(*n_relos, "pointer"))
            }
            SetAside::Records { section, n_records } => {
                format!("{} of `{section}` for code of no function", count(*n_records, "record"))
            }
            other => format!("{other:?}"),
        };
        session.say(&format!("note: {}: {said}", path.display()));
    }
}
