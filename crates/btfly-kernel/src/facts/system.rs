//! Release, configuration, settings, security: what files of the kernel say about it and about who asks.
//!
//! *In:* procfs, sysfs, `/boot`. *Out:* [`System`]. *Never:* a mount made, a setting changed.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;

/// More than any configuration has.
const MAX_CONFIG: u64 = 4 << 20;

/// `CONFIG_…` of a kernel.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Kconfig {
    /// Where it was read.
    pub path: String,
    /// Options that are set, with their values as written: `y`, `m`, `"text"`, `64`.
    pub options: BTreeMap<String, String>,
}

/// A capability that matters for BPF (`include/uapi/linux/capability.h`, Linux v7.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Capability {
    /// Network programs: XDP, traffic control, cgroups.
    NetAdmin = 12,
    /// Everything, on kernels before 5.8; ids of BPF objects on all.
    SysAdmin = 21,
    /// Symbols' addresses.
    Syslog = 34,
    /// Tracing programs, and attaching them.
    Perfmon = 38,
    /// Maps, programs and types.
    Bpf = 39,
}

impl Capability {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Bpf, Self::Perfmon, Self::NetAdmin, Self::SysAdmin, Self::Syslog];

    /// `CAP_BPF`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NetAdmin => "CAP_NET_ADMIN",
            Self::SysAdmin => "CAP_SYS_ADMIN",
            Self::Syslog => "CAP_SYSLOG",
            Self::Perfmon => "CAP_PERFMON",
            Self::Bpf => "CAP_BPF",
        }
    }
}

/// The system around the kernel's types.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct System {
    /// `uname -r`.
    pub release: String,
    /// `x86_64`.
    pub machine: String,
    /// `CONFIG_…`, if it lies anywhere.
    pub kconfig: Option<Kconfig>,
    /// Effective capabilities, as a mask.
    pub capabilities: u64,
    /// Active security modules; nothing if securityfs is not mounted.
    pub lsms: Option<Vec<String>>,
    /// `none`, `integrity` or `confidentiality`; nothing if the kernel has no lockdown or securityfs is not mounted.
    pub lockdown: Option<String>,
    /// Where tracefs is mounted and readable.
    pub tracefs: Option<String>,
    /// Where bpffs is mounted.
    pub bpffs: Option<String>,
    /// Numbers of `/proc/sys`, by path below it: `kernel/unprivileged_bpf_disabled`.
    pub sysctls: BTreeMap<String, i64>,
    /// Loaded modules.
    pub kmods: Vec<String>,
    /// Modules with types; those of vmlinux are `vmlinux`.
    pub with_types: Vec<String>,
}

const SYSCTLS: [&str; 6] = [
    "kernel/unprivileged_bpf_disabled",
    "net/core/bpf_jit_enable",
    "kernel/ftrace_enabled",
    "kernel/kptr_restrict",
    "kernel/perf_event_paranoid",
    "debug/kprobes-optimization",
];

impl System {
    /// Reads what can be read.
    #[must_use]
    pub fn gather() -> Self {
        let release = line("/proc/sys/kernel/osrelease").unwrap_or_default();
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("CapEff:"));
        let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
        let mounted = |kind: &str| {
            let mut words = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
            words
                .find(|words| words.get(2) == Some(&kind))
                .and_then(|words| Some((*words.get(1)?).to_owned()))
        };
        let names = |dir: &str| {
            let entries = fs::read_dir(dir).into_iter().flatten().flatten();
            let mut names: Vec<String> =
                entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            names
        };
        let mut kmods: Vec<String> = fs::read_to_string("/proc/modules")
            .unwrap_or_default()
            .lines()
            .filter_map(|line| Some(line.split(' ').next()?.to_owned()))
            .collect();
        kmods.sort();
        let number = |path: &&str| {
            let value = line(&format!("/proc/sys/{path}"))?.parse().ok()?;
            Some(((*path).to_owned(), value))
        };
        Self {
            machine: line("/proc/sys/kernel/arch")
                .unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            kconfig: Kconfig::find(&release),
            capabilities: mask
                .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
                .unwrap_or(0),
            lsms: line("/sys/kernel/security/lsm")
                .map(|list| list.split(',').map(str::to_owned).collect()),
            lockdown: line("/sys/kernel/security/lockdown").and_then(|text| chosen(&text)),
            tracefs: mounted("tracefs")
                .filter(|dir| Path::new(dir).join("available_filter_functions").exists()),
            bpffs: mounted("bpf"),
            sysctls: SYSCTLS.iter().filter_map(number).collect(),
            kmods,
            with_types: names("/sys/kernel/btf"),
            release,
        }
    }

    /// Whether a capability is there; CAP_SYS_ADMIN stands for those that were made of it.
    #[must_use]
    pub const fn has(&self, capability: Capability) -> bool {
        let was_part = matches!(capability, Capability::Bpf | Capability::Perfmon);
        let old = if was_part { 1 << Capability::SysAdmin as u32 } else { 0 };
        self.capabilities & (1 << capability as u32 | old) != 0
    }

    /// What the configuration says of an option: nothing if it is not set or not known.
    #[must_use]
    pub fn config(&self, option: &str) -> Option<&str> {
        self.kconfig.as_ref()?.options.get(option).map(String::as_str)
    }
}

impl Kconfig {
    /// That of the running kernel: `/proc/config.gz`, else where distributions keep it.
    fn find(release: &str) -> Option<Self> {
        let places = [
            String::from("/proc/config.gz"),
            format!("/boot/config-{release}"),
            format!("/lib/modules/{release}/config"),
            format!("/usr/lib/modules/{release}/config"),
        ];
        places.into_iter().find_map(|path| {
            let mut bytes = Vec::new();
            let file = fs::File::open(&path).ok()?.take(MAX_CONFIG);
            if path.ends_with(".gz") {
                GzDecoder::new(file).take(MAX_CONFIG).read_to_end(&mut bytes).ok()?;
            } else {
                file.take(MAX_CONFIG).read_to_end(&mut bytes).ok()?;
            }
            Some(Self { path, options: parse(&String::from_utf8_lossy(&bytes)) })
        })
    }
}

fn parse(text: &str) -> BTreeMap<String, String> {
    let option = |line: &str| {
        let (name, value) = line.trim().split_once('=')?;
        name.starts_with("CONFIG_").then(|| (name.to_owned(), value.to_owned()))
    };
    text.lines().filter_map(option).collect()
}

/// `none [integrity] confidentiality` → `integrity`.
fn chosen(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('[')?;
    Some(rest.split_once(']')?.0.to_owned())
}

fn line(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_word_stands_in_brackets() {
        assert_eq!(chosen("none [integrity] confidentiality").as_deref(), Some("integrity"));
        assert_eq!(chosen("none"), None);
    }

    #[test]
    fn options_that_are_not_set_are_left_out() {
        let options = parse("# CONFIG_A is not set\nCONFIG_B=y\nCONFIG_C=\"a=b\"\n");
        assert_eq!(
            options.into_iter().collect::<Vec<_>>(),
            [
                (String::from("CONFIG_B"), String::from("y")),
                (String::from("CONFIG_C"), String::from("\"a=b\"")),
            ]
        );
    }

    #[test]
    fn the_old_capability_stands_for_those_made_of_it() {
        let system = System { capabilities: 1 << 21, ..System::default() };
        assert!(system.has(Capability::Bpf) && system.has(Capability::Perfmon));
        assert!(!system.has(Capability::NetAdmin) && !system.has(Capability::Syslog));
    }
}
