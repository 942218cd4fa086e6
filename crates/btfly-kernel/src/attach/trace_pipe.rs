//! Lines that programs print with `bpf_printk`.
//!
//! *In:* nothing. *Out:* lines, as they come. *Never:* a wait; what is read here is gone for other readers.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;

/// Reads what `bpf_printk` writes.
#[derive(Debug)]
pub struct TracePipe {
    file: File,
    /// The start of a line that has not come to its end.
    rest: Vec<u8>,
}

/// What stands before the words of a program.
const MARKER: &str = "bpf_trace_printk: ";
/// No line is longer; what is, is cut.
const LINE_MAX: usize = 64 << 10;

impl TracePipe {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// When tracefs is not mounted, or may not be read.
    pub fn open() -> io::Result<Self> {
        let path = super::tracefs::root()?.join("trace_pipe");
        let file = OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)?;
        Ok(Self { file, rest: Vec::new() })
    }

    /// Hands the words of every line that has come to `take`.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn drain(&mut self, mut take: impl FnMut(&str)) -> io::Result<()> {
        let mut bytes = [0; 4096];
        loop {
            match self.file.read(&mut bytes) {
                Ok(0) => break,
                Ok(len) => self.rest.extend_from_slice(bytes.get(..len).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            self.lines(&mut take);
        }
        Ok(())
    }

    fn lines(&mut self, take: &mut impl FnMut(&str)) {
        let mut start = 0;
        while let Some(rest) = self.rest.get(start..)
            && let Some(len) = rest.iter().position(|byte| *byte == b'\n')
        {
            let line = String::from_utf8_lossy(rest.get(..len).unwrap_or_default());
            if let Some((_, words)) = line.split_once(MARKER) {
                take(words);
            }
            start += len + 1;
        }
        self.rest.drain(..start);
        if LINE_MAX < self.rest.len() {
            self.rest.clear();
        }
    }
}
