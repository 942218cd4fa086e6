//! `load-btf` · a file of blobs → for each its number, the error number or 0, and of what was refused the type that the
//! kernel's log named last and the log's last line · never keeps anything loaded.

use std::io::{Error, ErrorKind, Result};

use crate::{say, sys};

/// Bytes of the kernel's log: the most that all kernels allow.
const LOG: usize = (1 << 24) - 1;
/// Of the log's last line, so much is passed on.
const LINE: usize = 160;

pub(crate) fn run(file: &str) -> Result<()> {
    let bytes = std::fs::read(file)?;
    let mut log = vec![0; LOG];
    let mut rest = bytes.as_slice();
    let mut number = 0_u32;
    while let Some((len, behind)) = rest.split_first_chunk::<4>() {
        let len = usize::try_from(u32::from_le_bytes(*len)).map_err(Error::other)?;
        let Some((blob, behind)) = behind.split_at_checked(len) else {
            return Err(Error::from(ErrorKind::UnexpectedEof));
        };
        // Without a log first: one that is too long for its buffer is an error of its own.
        match sys::btf_load(blob, &mut []) {
            Ok(_) => say(&format!("{number} 0")),
            Err(error) => {
                // What the first call says, counts; the second is for the words.
                let _ = sys::btf_load(blob, &mut log);
                let (id, line) = last(&log);
                let errno = error.raw_os_error().unwrap_or(-1);
                say(&format!("{number} {errno} {id} {line}"));
            }
        }
        if let Some(first) = log.first_mut() {
            *first = 0;
        }
        rest = behind;
        number += 1;
    }
    Ok(())
}

/// The type that a log names last, 0 for none, and its last line.
fn last(log: &[u8]) -> (u32, String) {
    let end = log.iter().position(|byte| *byte == 0).unwrap_or(log.len());
    let text = String::from_utf8_lossy(log.get(..end).unwrap_or(&[]));
    let mut id = 0;
    let mut line = String::new();
    for said in text.lines().rev() {
        if line.is_empty() {
            line = said.chars().rev().take(LINE).filter(|c| !c.is_control()).collect();
        }
        let number = said.strip_prefix('[').and_then(|said| said.split_once(']'));
        if let Some(found) = number.and_then(|(number, _)| number.parse().ok()) {
            id = found;
            break;
        }
    }
    (id, line.chars().rev().collect())
}
