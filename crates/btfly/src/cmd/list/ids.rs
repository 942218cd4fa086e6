//! `btfly list --ids`: the BTF objects of the running kernel by id, and who uses each.

use std::io::Write as _;

use anyhow::Result;
use btfly_kernel::{Users, objects, users};

use crate::exit::Outcome;
use crate::json::Value;
use crate::session::Session;

pub(super) fn run(session: &mut Session) -> Result<Outcome> {
    let objects = objects()?;
    let users = users()?;
    let nobody = Users::default();
    let rows = objects.iter().map(|object| (object, users.get(&object.id()).unwrap_or(&nobody)));
    let kinds = |users: &Users| {
        [
            ("programs", users.programs.clone()),
            ("maps", users.maps.clone()),
            ("attached", users.attached.clone()),
        ]
    };
    if session.json {
        let mut list = Value::of(&mut session.out.buffer).list();
        for (object, users) in rows {
            let mut entry = list.next().object();
            entry.key("id").number(i128::from(object.id()));
            entry.key("name").text(object.name());
            entry.key("is_kernel").written(if object.is_kernel() { "true" } else { "false" });
            entry.key("bytes").number(i128::from(object.size()));
            for (key, ids) in kinds(users) {
                let mut list = entry.key(key).list();
                ids.iter().for_each(|id| list.next().number(i128::from(*id)));
            }
        }
        drop(list);
        session.out.buffer.push(b'\n');
        return Ok(Outcome::Done);
    }
    for (object, users) in rows {
        let name = match (object.name(), object.is_kernel()) {
            ("", _) => "-",
            (name, _) => name,
        };
        let mut line = format!("{:<6} {name:<24} {:>9}", object.id(), object.size());
        for (key, ids) in kinds(users) {
            if !ids.is_empty() {
                let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
                line.push_str(&format!("  {key} {}", ids.join(",")));
            }
        }
        writeln!(session.out.buffer, "{line}")?;
    }
    Ok(Outcome::Done)
}
