//! Where data goes: stdout, or a file that is written beside and renamed.
//!
//! *In:* bytes in pieces of any size. *Out:* few large writes, memory that stays flat. *Never:* a half-written
//! file under its final name.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

/// A buffer of this many bytes is written out. Larger ones gain nothing; smaller ones cost calls.
const FULL: usize = 64 << 10;

/// A sink with a buffer that writers append to.
pub(crate) struct Output {
    /// Append here, then call [`Output::flush_if_full`].
    pub(crate) buffer: Vec<u8>,
    sink: Sink,
}

enum Sink {
    Stdout(io::Stdout),
    File {
        file: File,
        beside: PathBuf,
        path: PathBuf,
    },
    /// A pipe, a terminal, a device.
    Stream(File),
    /// Finished, or given up.
    Closed,
}

impl Output {
    /// To stdout.
    pub(crate) fn stdout() -> Self {
        let sink = match unbuffered_stdout() {
            Some(file) => Sink::Stream(file),
            None => Sink::Stdout(io::stdout()),
        };
        Self { buffer: Vec::new(), sink }
    }

    /// To a file at `path`, which appears, whole, when [`Output::finish`] is called. What is no file, such
    /// as `/dev/stdout`, is written to and never replaced; a link stays, and what it leads to is replaced.
    pub(crate) fn file(path: &Path) -> io::Result<Self> {
        let path = &match fs::metadata(path) {
            Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(there) if !there.is_file() => {
                let sink = Sink::Stream(File::options().write(true).open(path)?);
                return Ok(Self { buffer: Vec::new(), sink });
            }
            Ok(_) => fs::canonicalize(path)?,
            Err(_) => path.to_path_buf(),
        };
        let name = path
            .file_name()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "not a file name"))?;
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.tmp", process::id()));
        let beside = path.with_file_name(hidden);
        let file = File::options().read(true).write(true).create_new(true).open(&beside)?;
        Ok(Self { buffer: Vec::new(), sink: Sink::File { file, beside, path: path.to_path_buf() } })
    }

    /// The file itself, not yet under its name, for who has to read what was written.
    pub(crate) fn file_mut(&mut self) -> Option<&mut File> {
        match &mut self.sink {
            Sink::File { file, .. } => Some(file),
            Sink::Stdout(_) | Sink::Stream(_) | Sink::Closed => None,
        }
    }

    /// Writes the buffer out if it has grown large.
    #[inline]
    pub(crate) fn flush_if_full(&mut self) -> io::Result<()> {
        if FULL <= self.buffer.len() { self.flush() } else { Ok(()) }
    }

    /// Writes the buffer out.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.sink.write(&mut self.buffer)
    }

    /// Writes out and empties the buffer of somebody who has one of its own.
    pub(crate) fn write(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        self.flush()?;
        self.sink.write(buffer)
    }

    /// As [`Output::write`], if that buffer has grown large.
    pub(crate) fn write_if_full(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        if FULL <= buffer.len() { self.write(buffer) } else { Ok(()) }
    }

    /// Writes what is left; a file gets its final name.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.flush()?;
        if let Sink::File { file, .. } = &self.sink {
            // The name must not appear before the bytes do, even if the machine stops.
            file.sync_all()?;
        }
        self.finish_one_of_many()
    }

    /// The same without waiting for the disk: for a thousand files that can be made again, that would
    /// take longer than all else.
    pub(crate) fn finish_one_of_many(&mut self) -> io::Result<()> {
        self.flush()?;
        if let Sink::File { beside, path, .. } = &self.sink {
            fs::rename(beside, path)?;
            self.sink = Sink::Closed;
        }
        Ok(())
    }
}

/// Stdout without the library's own buffer, which looks for the last line end in all that is written: a
/// tenth of the time of a large JSON, which has none. `None` where stdout is closed, or is no descriptor.
fn unbuffered_stdout() -> Option<File> {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        io::stdout().as_fd().try_clone_to_owned().ok().map(File::from)
    }
    #[cfg(not(unix))]
    None
}

impl Sink {
    fn write(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => {
                stdout.write_all(buffer)?;
                stdout.flush()?;
            }
            Self::File { file, .. } | Self::Stream(file) => file.write_all(buffer)?,
            Self::Closed => {}
        }
        buffer.clear();
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Sink::File { beside, .. } = &self.sink {
            // It was not finished, so what there is of it is no use.
            let _ = fs::remove_file(beside);
        }
    }
}
