//! `btfly offset PATH [SOURCE]…`: where one place of a struct is, in one kernel or in many.

use std::io::Write as _;

use anyhow::{Context, Result};
use btfly_btf::layout::{json as layout_json, path};
use btfly_btf::{Btf, TypeId};
use clap::{Arg, ArgMatches, Command};

use crate::exit::{Outcome, Usage};
use crate::json::Value;
use crate::kernels::{Kernel, Kernels};
use crate::scope::{Scope, homes, say_not_found, split_path};
use crate::session::Session;
use crate::{cli, source};

const AFTER: &str = "\
OFFSET is in bytes; of a bitfield, the byte and the bit. SIZE is in bytes; of a bitfield, in bits. In a path, `.` does \
not go through a pointer and `->` does (mind the quotes): then OFFSET has one number for each object on the way. A \
kernel of which modules have different structs of the name has a line for each.

Exit code 1: a kernel does not have it.

Examples:
  btfly offset task_struct.se.cfs_rq
  btfly offset 'task_struct.mm->pgd' kernels/
  btfly offset xfs_inode.i_ino linux-image-6.1.deb linux-image-6.12.deb
  btfly offset sk_buff.pkt_type --json | jq '.[].place.offset_bits'";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Tell the offset, size and type of a place in a struct, over one or many kernels")
        .after_help(AFTER)
        .arg(Arg::new("path").value_name("PATH").required(true).help(
            "A struct or union and the way to a member: `task_struct.se.cfs_rq`, `'page.flags'`",
        ))
        .arg(Arg::new("sources").value_name("SOURCE").num_args(0..).help(
            "Kernels: paths of BTF, images, packages, packs, directories of them; nothing for the running one",
        ))
        .arg(cli::base())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let asked = arguments.get_one::<String>("path").context("no path given")?;
    let Some((name, path)) = split_path(asked) else {
        let message = format!("`{asked}` has no member in it");
        return Err(Usage::new(message).hint(format!("`btfly show {asked}` has all")).into());
    };
    let mut rows = Vec::new();
    for kernel in Kernels::of(arguments, session)? {
        let Kernel { name: kernel, opened } = kernel?;
        let scope = Scope { set: &opened.set, focus: opened.focus };
        let start = rows.len();
        for loc in scope.find(name)? {
            let btf = opened.set.btf(loc.slot)?;
            let home = opened.set.slot_name(loc.slot).to_owned();
            let found = Found::new(btf, loc.id, path);
            let same = rows.iter_mut().skip(start).find(|row: &&mut Row| row.found.is_same(&found));
            match same {
                Some(row) => row.homes.push(home),
                None => rows.push(Row { kernel: kernel.clone(), homes: vec![home], found }),
            }
        }
        if rows.len() == start {
            say_not_found(&opened.set, name, session);
            let found = Found::Not { why: format!("no type `{name}`"), hint: None };
            rows.push(Row { kernel, homes: Vec::new(), found });
        }
        source::say_set_aside(&opened.set, session);
    }
    if session.json {
        json(&rows, &mut session.out.buffer);
    } else {
        text(&rows, session)?;
    }
    say_hints(&rows, session);
    let is_missing = rows.iter().any(|row| matches!(row.found, Found::Not { .. }));
    Ok(if is_missing { Outcome::No } else { Outcome::Done })
}

/// One answer, and the BTFs of the kernel that give it.
struct Row {
    kernel: String,
    homes: Vec<String>,
    found: Found,
}

/// What a path leads to.
enum Found {
    Place {
        /// Offsets of the pointers on the way, and of the place.
        offset: String,
        size: String,
        ty: String,
        json: String,
    },
    Not {
        why: String,
        hint: Option<String>,
    },
}

impl Found {
    /// Whether it is the same for whoever reads it. Ids differ where one thing stands in several BTFs.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Place { offset, size, ty, .. },
                Self::Place { offset: other_offset, size: other_size, ty: other_ty, .. },
            ) => (offset, size, ty) == (other_offset, other_size, other_ty),
            (Self::Not { why, .. }, Self::Not { why: other, .. }) => why == other,
            (Self::Place { .. } | Self::Not { .. }, _) => false,
        }
    }

    fn new(btf: &Btf, root: TypeId, path: &str) -> Self {
        let types = btf.types();
        let access = match path::find(&types, root, path) {
            Ok(access) => access,
            Err(error) => {
                let hint = error.hint().map(str::to_owned);
                return Self::Not { why: error.to_string(), hint };
            }
        };
        let place = &access.place;
        let mut offset = String::new();
        for through in &access.through {
            offset += &format!("{} -> ", through.offset.floor_bytes());
        }
        offset += &place.offset.floor_bytes().to_string();
        if place.is_bitfield {
            offset += &format!(":{}", place.offset.0 % 8);
        }
        let size = place.size.map_or(String::from("-"), |size| match place.is_bitfield {
            true => format!("{} bits", size.0),
            false => size.floor_bytes().to_string(),
        });
        let mut json = String::new();
        // A `String` takes everything.
        let _ = layout_json::access(&types, &access, &mut json);
        Self::Place { offset, size, ty: types.declaration(place.type_id, "").to_string(), json }
    }
}

fn text(rows: &[Row], session: &mut Session) -> Result<()> {
    let head = ["KERNEL", "OFFSET", "SIZE", "TYPE", "IN"].map(str::to_owned);
    let mut table = vec![head];
    for row in rows {
        let names: Vec<&str> = row.homes.iter().map(String::as_str).collect();
        let cells = match &row.found {
            Found::Place { offset, size, ty, .. } => [offset.clone(), size.clone(), ty.clone()],
            Found::Not { why, .. } => ["-".to_owned(), "-".to_owned(), why.clone()],
        };
        let [offset, size, ty] = cells;
        table.push([row.kernel.clone(), offset, size, ty, homes(&names)]);
    }
    let mut widths = [0; 4];
    for row in &table {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let [kernel, offset, size, ty] = widths;
    for [a, b, c, d, e] in &table {
        let line = format!("{a:kernel$}  {b:>offset$}  {c:>size$}  {d:ty$}  {e}");
        writeln!(session.out.buffer, "{}", line.trim_end())?;
    }
    Ok(())
}

fn json(rows: &[Row], out: &mut Vec<u8>) {
    let mut list = Value::of(out).list();
    for row in rows {
        let mut object = list.next().object();
        object.key("kernel").text(&row.kernel);
        let mut places = object.key("in").list();
        row.homes.iter().for_each(|home| places.next().text(home));
        drop(places);
        match &row.found {
            Found::Place { json, .. } => object.key("place").written(json),
            Found::Not { why, .. } => object.key("missing").text(why),
        }
    }
    drop(list);
    out.push(b'\n');
}

/// What may have been meant, once.
fn say_hints(rows: &[Row], session: &Session) {
    let mut said: Vec<&str> = Vec::new();
    for row in rows {
        let Found::Not { hint: Some(hint), .. } = &row.found else { continue };
        if !said.contains(&hint.as_str()) {
            said.push(hint);
            session.say(&format!("hint: {}: {hint}", row.kernel));
        }
    }
}
