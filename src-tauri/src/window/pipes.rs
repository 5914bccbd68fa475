//! The two pipes to the program, taken out of the way: what a library prints goes where errors go, and no process of
//! WebKit's inherits a pipe whose end must be seen.

use std::fs::File;
use std::io;

/// What comes from the program, and what goes to it.
///
/// # Errors
/// This process was started without them.
#[cfg(unix)]
pub fn take() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;

    let from_host = io::stdin().as_fd().try_clone_to_owned()?;
    let to_host = io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    rustix::stdio::dup2_stdout(io::stderr())?;
    Ok((from_host.into(), to_host.into()))
}

/// Nothing prints in a program of windows here, and handles are inherited only by name.
#[cfg(windows)]
pub fn take() -> io::Result<(File, File)> {
    use std::os::windows::io::AsHandle;

    let from_host = io::stdin().as_handle().try_clone_to_owned()?;
    let to_host = io::stdout().as_handle().try_clone_to_owned()?;
    Ok((from_host.into(), to_host.into()))
}
