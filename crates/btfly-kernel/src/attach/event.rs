//! Perf events with programs: kprobes and tracepoints.
//!
//! *In:* a program, a function or tracepoint. *Out:* a [`Link`] in the newest of three ways that the kernel has: a link, an
//! ioctl, tracefs. *Never:* an older way where a newer one was refused for another reason than being unknown.

use std::ffi::CString;
use std::fs;
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};

use super::tracefs::{self, TraceEvent};
use super::{AttachError, Link, Options, Way, failed};
use crate::load::Program;
use crate::sys::link::{self, To};
use crate::sys::perf::{self, Event};

use btfly_obj::spec::AttachType;

/// A function, `function+offset`, or either in a module: `module:function`.
pub(super) fn kprobe(
    program: &Program,
    target: &str,
    is_return: bool,
    options: &Options,
) -> Result<Link, AttachError> {
    let wrong = |why: &str| AttachError::own(&program.spec, why);
    let (name, offset) = match target.split_once('+') {
        Some((name, offset)) => {
            let number = match offset.strip_prefix("0x") {
                Some(hex) => u64::from_str_radix(hex, 16),
                None => offset.parse(),
            };
            (name, number.map_err(|_| wrong("what follows the plus is no number"))?)
        }
        None => (target, 0),
    };
    if name.is_empty() {
        return Err(wrong("the section names no function"));
    }
    let c_name = CString::new(name).map_err(|_| wrong("a zero in the name"))?;
    let mut tried = Vec::new();
    let is_wanted = |way| options.way.is_none_or(|wanted| wanted == way);
    if is_wanted(Way::PerfLink) || is_wanted(Way::PerfIoctl) {
        let opened = kprobe_kind(is_return).and_then(|(kind, config)| {
            perf::open(&Event { kind, config, name: Some(&c_name), offset })
        });
        match opened {
            Ok(event) => return with_event(program, event, None, options, tried),
            Err(error) => {
                tried.push((options.way.unwrap_or(Way::PerfLink), error));
            }
        }
    }
    let is_unknown = |(_, error): &(Way, io::Error)| error.kind() == io::ErrorKind::NotFound;
    // A function that is not there is not found in either way; only a kernel without such events is asked again.
    let is_old = !fs::exists(KPROBES).unwrap_or(false);
    let wants_tracefs = match options.way {
        None => is_old && tried.iter().all(is_unknown),
        Some(way) => way == Way::Tracefs,
    };
    if wants_tracefs {
        let made = TraceEvent::kprobe(name, offset, is_return).and_then(|trace_event| {
            let config = trace_event.id()?;
            let event = Event { kind: perf::TYPE_TRACEPOINT, config, name: None, offset: 0 };
            Ok((perf::open(&event)?, trace_event))
        });
        match made {
            Ok((event, trace_event)) => {
                return with_event(program, event, Some(trace_event), options, tried);
            }
            Err(error) => tried.push((Way::Tracefs, error)),
        }
    }
    Err(failed(program, tried))
}

const KPROBES: &str = "/sys/bus/event_source/devices/kprobe";

/// The number of events that are kprobes, and the bits that say where.
fn kprobe_kind(is_return: bool) -> io::Result<(u32, u64)> {
    let read = |name: &str| fs::read_to_string(format!("{KPROBES}/{name}"));
    let kind = read("type")?.trim().parse().map_err(io::Error::other)?;
    if !is_return {
        return Ok((kind, 0));
    }
    let format = read("format/retprobe")?;
    let bit = format.trim().strip_prefix("config:").and_then(|bit| bit.parse::<u32>().ok());
    let bit = bit.filter(|bit| *bit < 64).ok_or_else(|| io::Error::other(format))?;
    Ok((kind, 1 << bit))
}

/// A tracepoint by category and name.
pub(super) fn tracepoint(
    program: &Program,
    category: &str,
    name: &str,
    options: &Options,
) -> Result<Link, AttachError> {
    let opened = tracefs::id(category, name).and_then(|config| {
        perf::open(&Event { kind: perf::TYPE_TRACEPOINT, config, name: None, offset: 0 })
    });
    match opened {
        Ok(event) => with_event(program, event, None, options, Vec::new()),
        Err(error) => Err(failed(program, vec![(options.way.unwrap_or(Way::PerfLink), error)])),
    }
}

/// Gives an event its program: by a link, or by an ioctl where the kernel has no such links.
fn with_event(
    program: &Program,
    event: OwnedFd,
    trace_event: Option<TraceEvent>,
    options: &Options,
    mut tried: Vec<(Way, io::Error)>,
) -> Result<Link, AttachError> {
    let wants_link = match options.way {
        None => trace_event.is_none(),
        Some(way) => way == Way::PerfLink,
    };
    if wants_link {
        let to = To::Event { event: event.as_fd(), cookie: options.cookie };
        match link::create(program.as_fd(), AttachType::PERF_EVENT.0, &to) {
            Ok(link) => {
                let link = Some(link);
                return Ok(Link { way: Way::PerfLink, link, _event: Some(event), trace_event });
            }
            Err(error) => tried.push((Way::PerfLink, error)),
        }
    }
    let is_unknown = |(_, error): &(Way, io::Error)| error.raw_os_error() == Some(libc::EINVAL);
    let wants_ioctl = match options.way {
        None => options.cookie == 0 && tried.iter().all(is_unknown),
        Some(way) => way == Way::PerfIoctl || way == Way::Tracefs,
    };
    if wants_ioctl {
        let way = if trace_event.is_some() { Way::Tracefs } else { Way::PerfIoctl };
        match perf::set_program(event.as_fd(), program.as_fd()) {
            Ok(()) => return Ok(Link { way, link: None, _event: Some(event), trace_event }),
            Err(error) => tried.push((way, error)),
        }
    }
    Err(failed(program, tried))
}
