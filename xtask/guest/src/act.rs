//! What makes a kernel do things: modules loaded, a device brought up, a packet sent, a mount tried · words → done, or an
//! error · never judges what came of it.

use std::ffi::CString;
use std::fs::File;
use std::io::{Error, Result};
use std::net::UdpSocket;
use std::os::fd::AsFd as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::sys;

/// `insmod FILE [PARAMETER]…`.
pub(crate) fn insmod(file: &str, parameters: &[&str]) -> Result<()> {
    let parameters = CString::new(parameters.join(" ")).map_err(Error::other)?;
    sys::load_module(File::open(file)?.as_fd(), &parameters)
}

/// `killed MILLISECONDS PROGRAM ARGUMENT…`.
pub(crate) fn killed<'w>(
    milliseconds: &str,
    mut words: impl Iterator<Item = &'w str>,
) -> Result<()> {
    let program = words.next().ok_or_else(|| Error::other("killed MILLISECONDS PROGRAM"))?;
    let mut command = Command::new(program);
    let mut child = command.args(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    wait(milliseconds)?;
    child.kill()?;
    child.wait().map(drop)
}

/// `wait MILLISECONDS`.
pub(crate) fn wait(milliseconds: &str) -> Result<()> {
    let milliseconds = milliseconds.parse().map_err(Error::other)?;
    std::thread::sleep(Duration::from_millis(milliseconds));
    Ok(())
}

/// `up DEVICE`.
pub(crate) fn up(device: &str) -> Result<()> {
    let socket = UdpSocket::bind(("0.0.0.0", 0))?;
    sys::bring_up(socket.as_fd(), device)
}

/// `emit DEVICE`: a frame from that device.
pub(crate) fn emit(device: &str) -> Result<()> {
    sys::send_frame(&CString::new(device).map_err(Error::other)?)
}

/// `send`: a packet to this machine itself.
pub(crate) fn send() -> Result<()> {
    let socket = UdpSocket::bind(("127.0.0.1", 0))?;
    socket.send_to(b"btfly", ("127.0.0.1", 9)).map(drop)
}

/// `vsock PORT`: refused, once a packet has gone there and another has come back.
pub(crate) fn vsock(port: &str) -> Result<()> {
    let port = port.parse().map_err(Error::other)?;
    match sys::connect_vsock(port) {
        Err(error) if error.raw_os_error() == Some(libc::ECONNRESET) => Ok(()),
        other => other,
    }
}

/// `try-mount TYPE`: refused for want of a device, once the file system has looked.
pub(crate) fn try_mount(kind: &str) -> Result<()> {
    let kind = CString::new(kind).map_err(Error::other)?;
    // What is refused is refused by the file system that is asked about.
    let _ = sys::mount(c"/dev/console", c"/tmp", &kind);
    Ok(())
}
