//! `btfly run OBJECT`: an object loaded, attached to what its sections say, and listened to until Ctrl-C.

use std::io::{Read as _, Write as _};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use btfly_btf::view::Type;
use btfly_btf::{Btf, TypeId};
use btfly_kernel::attach::{self, Link, TracePipe, Way};
use btfly_kernel::load::{self, Loaded, Map, Program, RingReader};
use btfly_kernel::plan::{Content, format_value};
use btfly_obj::spec::{AttachType, MapType};
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::exit::{Outcome, Usage};
use crate::session::Session;
use crate::{json, loader};

const EXAMPLES: &str = "\
Prints records of ring buffers by their type (what the map declares as `__type(value, …)`, else a `struct event` of that \
size), lines of `bpf_printk`, what iterators print, and at the end the values of global variables. Ctrl-C detaches; where \
all programs are iterators, it ends when they have printed.

Examples:
  btfly run opens.o
  btfly run opens.o --set target_pid=42 --for 10    ten seconds
  btfly run probe.o --way tracefs                   attach in the way of old kernels
  btfly run replacing.o --target main               functions of a loaded program replaced
  btfly run conntrack.o --btf conntrack.btf         a kernel without BTF, with types from outside";

pub(crate) fn arguments(command: Command) -> Command {
    let command = command
        .about("Load a BPF object, attach it, and print what it says until Ctrl-C")
        .after_help(EXAMPLES);
    loader::arguments(command)
        .arg(
            Arg::new("for")
                .long("for")
                .value_name("SECONDS")
                .value_parser(value_parser!(f64))
                .help("Stop after so many seconds"),
        )
        .arg(Arg::new("way").long("way").value_name("WAY").help(
            "Attach in this way and no other: link, raw-tracepoint, perf-link, perf-ioctl, tracefs, kprobe-multi",
        ))
        .arg(
            Arg::new("device")
                .long("device")
                .value_name("NAME")
                .help("The network device that programs of packets are attached to"),
        )
        .arg(
            Arg::new("command")
                .value_name("COMMAND")
                .last(true)
                .num_args(1..)
                .help("Run this once all is attached, and stop when it has ended"),
        )
}

/// Between two looks at everything that is not waited for.
const NAP_MS: i32 = 100;

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let stop = attach::stop_flag().context("cannot listen for signals")?;
    let way = match arguments.get_one::<String>("way") {
        Some(name) => Some(Way::from_name(name).ok_or_else(|| {
            Usage::new(format!("no way is called `{name}`")).hint("`btfly run --help` lists them")
        })?),
        None => None,
    };
    let loaded = loader::load(arguments, session)?;
    // Opened first: what is printed from now on is not lost.
    let mut pipe = TracePipe::open();
    let links = attach_all(&loaded, way, arguments, session)?;
    let rings = loaded.maps.iter().flatten();
    let rings = rings.filter(|map| map.plan.map_type == MapType::RINGBUF);
    let mut rings: Vec<RingReader<'_>> = rings
        .map(|map| RingReader::new(map).with_context(|| format!("map `{}`", map.plan.name)))
        .collect::<Result<_>>()?;
    let end = arguments.get_one::<f64>("for");
    let end = end.and_then(|seconds| Duration::try_from_secs_f64(*seconds).ok());
    let end = end.and_then(|time| Instant::now().checked_add(time));
    iterate(&loaded, &links, session)?;
    let mut child = match arguments.get_many::<String>("command") {
        Some(mut words) => {
            let program = words.next().context("no command")?;
            let child = std::process::Command::new(program).args(words).spawn();
            Some(child.with_context(|| format!("cannot run `{program}`"))?)
        }
        None => None,
    };
    // Iterators have said all they have to say.
    let is_done = end.is_none() && child.is_none() && !links.is_empty() && {
        let is_iterator =
            |(at, _): &(usize, Link)| loaded.programs.get(*at).is_some_and(is_iterator);
        links.iter().all(is_iterator)
    };
    let mut n_records = 0;
    loop {
        // What came before the end counts.
        let is_over = is_done
            || stop.load(Ordering::Relaxed)
            || end.is_some_and(|end| end <= Instant::now())
            || child.as_mut().is_some_and(|child| !matches!(child.try_wait(), Ok(None)));
        n_records += drain(&loaded, &mut rings, &mut pipe, session)?;
        session.out.flush()?;
        if is_over {
            break;
        }
        load::wait(&rings, NAP_MS)?;
    }
    drop(links);
    n_records += drain(&loaded, &mut rings, &mut pipe, session)?;
    variables(&loaded, session)?;
    session.say(&format!("detached; {n_records} records"));
    Ok(Outcome::Done)
}

fn attach_all(
    loaded: &Loaded,
    way: Option<Way>,
    arguments: &ArgMatches,
    session: &Session,
) -> Result<Vec<(usize, Link)>> {
    let options = way.map_or_else(attach::Options::default, attach::Options::by);
    let device = match arguments.get_one::<String>("device") {
        Some(name) => {
            let path = format!("/sys/class/net/{name}/ifindex");
            let number = std::fs::read_to_string(path);
            let number = number.with_context(|| format!("no network device `{name}`"))?;
            Some(number.trim().parse::<u32>().context("a device without a number")?)
        }
        None => None,
    };
    let mut links = Vec::new();
    for (at, program) in loaded.programs.iter().enumerate() {
        let spec = &program.spec;
        let link = if attach::is_self_attaching(spec) {
            attach::attach(program, &options)?
        } else if let Some(ifindex) = device {
            attach::attach_device(program, ifindex)?
        } else {
            session.say(&format!(
                "note: `{}` (`{}`) is loaded and not attached: its section does not say to what",
                spec.name, spec.section
            ));
            continue;
        };
        let target = program.target.as_ref();
        let home = target.map(|target| format!(", in {}", target.home)).unwrap_or_default();
        session.say(&format!(
            "`{}` attached to `{}` by {}{home}",
            spec.name,
            spec.section,
            link.way()
        ));
        links.push((at, link));
    }
    Ok(links)
}

fn is_iterator(program: &Program) -> bool {
    program.spec.attach_type == Some(AttachType::TRACE_ITER)
}

/// What iterators print.
fn iterate(loaded: &Loaded, links: &[(usize, Link)], session: &mut Session) -> Result<()> {
    for (at, link) in links {
        let Some(program) = loaded.programs.get(*at) else { continue };
        if !is_iterator(program) {
            continue;
        }
        let read = link.open_iter().and_then(|mut file| {
            let mut bytes = [0; 4096];
            loop {
                match file.read(&mut bytes)? {
                    0 => break Ok(()),
                    len => session.out.buffer.extend(bytes.get(..len).unwrap_or_default()),
                }
                session.out.flush_if_full()?;
            }
        });
        read.with_context(|| format!("iterator `{}`", program.spec.name))?;
    }
    Ok(())
}

/// Prints what has come; how many records.
fn drain(
    loaded: &Loaded,
    rings: &mut [RingReader<'_>],
    pipe: &mut std::io::Result<TracePipe>,
    session: &mut Session,
) -> Result<usize> {
    let is_json = session.json;
    let out = &mut session.out.buffer;
    let mut count = 0;
    for ring in rings {
        let map = ring.map();
        count += ring.drain(|record| {
            let shown = show(loaded, map, record);
            if is_json {
                let mut object = json::Value::of(out).object();
                object.key("map").text(&map.plan.name);
                object.key("record").text(&shown);
                drop(object);
                out.push(b'\n');
            } else {
                out.extend_from_slice(format!("{}: {shown}\n", map.plan.name).as_bytes());
            }
        });
    }
    if let Ok(pipe) = pipe {
        pipe.drain(|line| {
            if is_json {
                let mut object = json::Value::of(out).object();
                object.key("printk").text(line);
                drop(object);
                out.push(b'\n');
            } else {
                out.extend_from_slice(format!("{line}\n").as_bytes());
            }
        })?;
    }
    Ok(count)
}

/// A record by its type, or its bytes.
fn show(loaded: &Loaded, map: &Map, record: &[u8]) -> String {
    let typed = loaded.btf.as_ref().and_then(|btf| {
        let id = map.plan.declared_value.or_else(|| event(btf, record.len()))?;
        Some(format_value(btf, id, record))
    });
    typed.unwrap_or_else(|| record.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// `struct event`, if records have its size.
fn event(btf: &Btf, len: usize) -> Option<TypeId> {
    let is_it = |ty: &Type<'_>| matches!(ty, Type::Struct(it) if it.name() == "event" && it.size() as usize == len);
    btf.iter().find(|(_, ty)| is_it(ty)).map(|(id, _)| id)
}

/// Values of global variables that programs may have written.
fn variables(loaded: &Loaded, session: &mut Session) -> Result<()> {
    let Some(btf) = &loaded.btf else { return Ok(()) };
    for map in loaded.maps.iter().flatten() {
        let Some(Type::Datasec(section)) = map.plan.declared_value.and_then(|id| btf.get(id))
        else {
            continue;
        };
        if map.plan.is_frozen || matches!(map.plan.content, Content::Slots(_)) {
            continue;
        }
        let Some(bytes) = map.lookup(&0_u32.to_ne_bytes())? else { continue };
        for place in section.vars() {
            let Some(Type::Var(var)) = btf.get(place.type_id) else { continue };
            let start = place.offset as usize;
            let part = bytes.get(start..).and_then(|rest| rest.get(..place.size as usize));
            let value = format_value(btf, var.type_id(), part.unwrap_or_default());
            if session.json {
                let mut object = json::Value::of(&mut session.out.buffer).object();
                object.key("variable").text(var.name());
                object.key("value").text(&value);
                drop(object);
                session.out.buffer.push(b'\n');
            } else {
                writeln!(session.out.buffer, "{} = {value}", var.name())?;
            }
        }
    }
    Ok(())
}
