//! Values of `.kconfig`.
//!
//! *In:* a kernel's configuration, as its text has it, and the object's externs. *Out:* the section's bytes. *Never:* a file
//! opened: whoever has the text brings it.
//!
//! Rules: `tools/lib/bpf/libbpf.c: bpf_object__resolve_externs, set_kcfg_value_*`, Linux v7.2.

use btfly_btf::Endian;
use btfly_obj::spec::{DataKind, ExternKind, ExternSpec, KconfigType, ObjectSpec};

use super::{Known, PlanError};

/// Writes the section's bytes.
pub(super) fn fill(object: &mut ObjectSpec, known: &Known) -> Result<(), PlanError> {
    let endian = object.endian;
    let Some(data) = object.data.iter_mut().find(|data| data.kind == DataKind::Kconfig) else {
        return Ok(());
    };
    let size = usize::try_from(data.size).unwrap_or(usize::MAX);
    let mut places = Vec::new();
    for extern_ in &object.externs {
        let ExternKind::Kconfig { value, offset, size } = extern_.kind else { continue };
        let wrong = |why: String| PlanError::new(format!("extern `{}`", extern_.name), why);
        let bytes = match written(extern_, known) {
            Some(written) => encode(&written, value, size, endian).map_err(wrong)?,
            None if extern_.is_weak => Vec::new(),
            None if known.kconfig.is_none() => {
                let error = wrong("the kernel's configuration is not known".to_owned());
                return Err(
                    error.hint("it is looked for in /proc/config.gz and /boot/config-RELEASE")
                );
            }
            None => {
                let error = wrong("the kernel's configuration has no such value".to_owned());
                return Err(error.hint("declare it `__weak` if the program works without"));
            }
        };
        places.push((offset as usize, bytes));
    }
    // Externs that lie in the section are all of it: its size is the sum of theirs.
    let end = places.iter().map(|(offset, bytes)| offset.saturating_add(bytes.len())).max();
    if end.is_some_and(|end| size < end) {
        return Err(PlanError::new("section `.kconfig`", "a value reaches out of it"));
    }
    let mut filled = Vec::new();
    filled
        .try_reserve_exact(size)
        .map_err(|_| PlanError::new("section `.kconfig`", "is too large"))?;
    filled.resize(size, 0);
    for (offset, bytes) in places {
        let place = filled.get_mut(offset..).and_then(|rest| rest.get_mut(..bytes.len()));
        if let Some(place) = place {
            place.copy_from_slice(&bytes);
        }
    }
    data.bytes = filled;
    Ok(())
}

/// Whether system calls have a function each that takes all registers, of which the kernel's own function is called.
const HAS_SYSCALL_WRAPPER: bool = cfg!(any(
    target_arch = "x86_64",
    target_arch = "aarch64",
    target_arch = "s390x",
    target_arch = "riscv64"
));

/// What the value is, as a configuration writes it.
fn written(extern_: &ExternSpec, known: &Known) -> Option<String> {
    match extern_.name.as_str() {
        "LINUX_KERNEL_VERSION" => Some(known.version.to_string()),
        "LINUX_HAS_BPF_COOKIE" => Some(u8::from(known.has_cookies).to_string()),
        "LINUX_HAS_SYSCALL_WRAPPER" => Some(u8::from(HAS_SYSCALL_WRAPPER).to_string()),
        name => known.kconfig.as_ref()?.options.get(name).cloned(),
    }
}

fn encode(written: &str, value: KconfigType, size: u32, endian: Endian) -> Result<Vec<u8>, String> {
    let not = |what: &str| format!("`{written}` is no {what}");
    let tristate = match written {
        "n" | "0" => Some(0),
        "y" | "1" => Some(1),
        "m" => Some(2),
        _ => None,
    };
    Ok(match value {
        KconfigType::Bool => match tristate.ok_or_else(|| not("`bool`"))? {
            2 => return Err(not("`bool`: it is a module")),
            number => vec![number],
        },
        KconfigType::Tristate => {
            let number = tristate.ok_or_else(|| not("yes, no or module"))?;
            number_bytes(u64::from(number), size, endian)
        }
        KconfigType::Char { is_signed } => match written {
            "y" | "n" | "m" => written.as_bytes().to_vec(),
            _ => number_bytes(integer(written, is_signed, size)?, size, endian),
        },
        KconfigType::Int { is_signed } => {
            number_bytes(integer(written, is_signed, size)?, size, endian)
        }
        KconfigType::String => {
            let text = written.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            let text = text.ok_or_else(|| not("text in quotes"))?;
            let room = (size as usize).saturating_sub(1);
            let mut bytes: Vec<u8> = text.bytes().take(room).collect();
            bytes.push(0);
            bytes
        }
        _ => return Err("its type is not known here".to_owned()),
    })
}

/// A number, decimal or with `0x`, that fits.
pub(super) fn integer(written: &str, is_signed: bool, size: u32) -> Result<u64, String> {
    let (is_negative, digits) = match written.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, written),
    };
    let magnitude = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    let magnitude = magnitude.map_err(|_| format!("`{written}` is no number"))?;
    let bits = size.saturating_mul(8).clamp(1, 64);
    let largest = u64::MAX >> (64 - bits);
    let limit = match (is_signed, is_negative) {
        (false, true) if magnitude != 0 => {
            return Err(format!("`{written}` is negative, and the variable is unsigned"));
        }
        (false, _) => largest,
        (true, true) => largest / 2 + 1,
        (true, false) => largest / 2,
    };
    if limit < magnitude {
        return Err(format!("`{written}` does not fit into {size} bytes"));
    }
    Ok(if is_negative { magnitude.wrapping_neg() } else { magnitude })
}

/// The low bytes of a number.
pub(super) fn number_bytes(number: u64, size: u32, endian: Endian) -> Vec<u8> {
    let size = (size as usize).min(8);
    match endian {
        Endian::Little => number.to_le_bytes().into_iter().take(size).collect(),
        Endian::Big => number.to_be_bytes().into_iter().skip(8 - size).collect(),
    }
}
