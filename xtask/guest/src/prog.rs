//! `load-prog` · a file of programs → for each its number, the error number or 0, and of what was refused the last line that
//! the verifier said · never keeps anything loaded.
//!
//! A program is five numbers (type, attach type, flags, id of what it attaches to, length of the next), all u32 and
//! little-endian; the name of the module whose id that is, or nothing; and the instructions.

use std::io::{Error, ErrorKind, Result};

use crate::{say, sys};

/// Bytes of the verifier's log.
const LOG: usize = 1 << 20;
/// Of the log's last line, so much is passed on.
const LINE: usize = 160;

pub(crate) fn run(file: &str) -> Result<()> {
    sys::raise_memlock()?;
    let bytes = std::fs::read(file)?;
    let mut log = vec![0; LOG];
    let mut rest = bytes.as_slice();
    let mut number = 0_u32;
    while !rest.is_empty() {
        let len = word(&mut rest)?;
        let mut record = take(&mut rest, len)?;
        let (program_type, attach_type) = (word(&mut record)?, word(&mut record)?);
        let (flags, target) = (word(&mut record)?, word(&mut record)?);
        let len = word(&mut record)?;
        let kmod = std::str::from_utf8(take(&mut record, len)?).map_err(Error::other)?;
        let program = sys::Program { program_type, attach_type, flags, target, insns: record };
        // The module's types have to be found while it is loaded.
        let home = match kmod {
            "" => None,
            name => match sys::kmod_btf(name)? {
                Some(fd) => Some(fd),
                None => {
                    say(&format!("{number} -1 no types of {name}"));
                    number += 1;
                    continue;
                }
            },
        };
        match sys::prog_load(&program, home.as_ref(), &mut []) {
            Ok(_) => say(&format!("{number} 0")),
            Err(error) => {
                let _ = sys::prog_load(&program, home.as_ref(), &mut log);
                let errno = error.raw_os_error().unwrap_or(-1);
                say(&format!("{number} {errno} {}", last(&log)));
            }
        }
        if let Some(first) = log.first_mut() {
            *first = 0;
        }
        number += 1;
    }
    Ok(())
}

fn word(rest: &mut &[u8]) -> Result<u32> {
    let (word, behind) = rest.split_first_chunk::<4>().ok_or(ErrorKind::UnexpectedEof)?;
    *rest = behind;
    Ok(u32::from_le_bytes(*word))
}

fn take<'b>(rest: &mut &'b [u8], len: u32) -> Result<&'b [u8]> {
    let len = usize::try_from(len).map_err(Error::other)?;
    let (taken, behind) = rest.split_at_checked(len).ok_or(ErrorKind::UnexpectedEof)?;
    *rest = behind;
    Ok(taken)
}

/// The last line that says more than how much was done.
fn last(log: &[u8]) -> String {
    let end = log.iter().position(|byte| *byte == 0).unwrap_or(log.len());
    let text = String::from_utf8_lossy(log.get(..end).unwrap_or(&[]));
    let says = |line: &&str| {
        let counts = ["processed ", "verification time", "stack depth"];
        !line.trim().is_empty() && !counts.iter().any(|start| line.starts_with(start))
    };
    let line = text.lines().rev().find(says).unwrap_or_default();
    line.chars().take(LINE).filter(|c| !c.is_control()).collect()
}
