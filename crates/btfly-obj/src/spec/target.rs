//! Where a program attaches to by type: the name that the kernel's types have for it.
//!
//! *In:* a program's attach type and what follows the slash in its section's name. *Out:* a function or typedef to look
//! for, and the module that was named. *Never:* a look at a kernel.
//!
//! Rules: `tools/lib/bpf/libbpf.c: btf_get_kernel_prefix_kind, find_kernel_btf_id`, Linux v7.2.

use btfly_btf::Kind;

use super::{AttachType, ProgramSpec, ProgramType};

/// What a program attaches to, as the kernel's types call it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TypedTarget<'s> {
    /// The module that was named: `nf_conntrack` in `fentry/nf_conntrack:nf_conntrack_in`.
    pub kmod: Option<&'s str>,
    /// The name among the types: `bpf_lsm_file_open` for `lsm/file_open`.
    pub name: String,
    /// A function, or the typedef of a tracepoint.
    pub kind: Kind,
}

impl ProgramSpec {
    /// What is looked up among the kernel's types before the program is loaded. `None` for programs that attach
    /// otherwise, that name no target, or that replace a function of another BPF program.
    ///
    /// ```
    /// use btfly_obj::read::read;
    ///
    /// # let bytes = btfly_obj::doc::example_object();
    /// let object = read(&bytes)?;
    /// // A program for packets attaches to a device.
    /// assert_eq!(object.programs[0].typed_target(), None);
    /// # Ok::<(), btfly_obj::error::Error>(())
    /// ```
    #[must_use]
    pub fn typed_target(&self) -> Option<TypedTarget<'_>> {
        if !self.has_typed_target || self.program_type == ProgramType::EXT {
            return None;
        }
        let (prefix, kind) = match self.attach_type? {
            AttachType::TRACE_RAW_TP => ("btf_trace_", Kind::Typedef),
            AttachType::LSM_MAC | AttachType::LSM_CGROUP => ("bpf_lsm_", Kind::Func),
            AttachType::TRACE_ITER => ("bpf_iter_", Kind::Func),
            _ => ("", Kind::Func),
        };
        let target = self.target.as_deref().filter(|target| !target.is_empty())?;
        let (kmod, name) = match target.split_once(':') {
            Some((kmod, name)) => (Some(kmod), name),
            None => (None, target),
        };
        Some(TypedTarget { kmod, name: format!("{prefix}{name}"), kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::section_rule;

    #[track_caller]
    fn check(section: &str, expected: Option<(Option<&str>, &str, Kind)>) {
        let object = crate::read::read(&crate::doc::example_object()).unwrap();
        let mut program = object.programs[0].clone();
        let (rule, target) = section_rule(section).unwrap();
        program.program_type = rule.program_type;
        program.attach_type = rule.attach_type;
        program.has_typed_target = rule.has_typed_target;
        program.target = target.map(str::to_owned);
        let found = program.typed_target();
        let found = found.as_ref().map(|found| (found.kmod, found.name.as_str(), found.kind));
        assert_eq!(found, expected, "{section}");
    }

    #[test]
    fn names_are_those_that_the_kernel_has_for_them() {
        check("fentry/tcp_v4_connect", Some((None, "tcp_v4_connect", Kind::Func)));
        check("fexit.s/xfs:xfs_init", Some((Some("xfs"), "xfs_init", Kind::Func)));
        check("fmod_ret/do_it", Some((None, "do_it", Kind::Func)));
        check("lsm/file_open", Some((None, "bpf_lsm_file_open", Kind::Func)));
        check("lsm_cgroup/socket_bind", Some((None, "bpf_lsm_socket_bind", Kind::Func)));
        check("iter/task", Some((None, "bpf_iter_task", Kind::Func)));
        check("tp_btf/sched_switch", Some((None, "btf_trace_sched_switch", Kind::Typedef)));
        check("freplace/other", None);
        check("kprobe/do_exit", None);
        check("fentry", None);
    }
}
