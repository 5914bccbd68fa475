//! Ports for servers that bind them themselves, a moment after they were chosen. What the system gives for port 0 may be
//! given to anybody else in that moment, also as the near end of a connection that goes out; these may not.

use std::fs::{self, File};
use std::net::TcpListener;
use std::ops::Range;

use anyhow::{Result, bail};

/// Below what Linux gives to connections that go out (`net.ipv4.ip_local_port_range`, from 32,768 on).
const PORTS: Range<u16> = 20_000..32_000;
/// Ports that are held together.
const BLOCK: u16 = 10;

/// Ports of 127.0.0.1 that no other holder has, in any process, as long as the value lives.
pub struct Ports<const N: usize> {
    pub numbers: [u16; N],
    /// The lock of the block; the system lets go of it with the process.
    _held: File,
}

impl<const N: usize> Ports<N> {
    /// Holds `N` ports, at most a block, that nobody listens on. An error when there are none left.
    pub fn hold() -> Result<Ports<N>> {
        const { assert!(N <= BLOCK as usize) };
        let folder = std::env::temp_dir().join("retorno-portas");
        fs::create_dir_all(&folder)?;
        for first in PORTS.step_by(usize::from(BLOCK)) {
            let mut next = first;
            let numbers: [u16; N] = std::array::from_fn(|_| {
                next += 1;
                next - 1
            });
            let held = File::create(folder.join(first.to_string()))?;
            if held.try_lock().is_ok() && numbers.iter().all(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()) {
                return Ok(Ports { numbers, _held: held });
            }
        }
        bail!("no {N} ports are free from {} to {}", PORTS.start, PORTS.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_holders_never_have_a_port_in_common_and_none_that_a_connection_could_get() {
        let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
        let outgoing: u16 = range.split_whitespace().next().unwrap().parse().unwrap();
        let (one, two) = (Ports::<7>::hold().unwrap(), Ports::<7>::hold().unwrap());
        assert!(one.numbers.iter().all(|port| !two.numbers.contains(port) && *port < outgoing));
    }

    #[test]
    fn a_port_that_somebody_listens_on_is_not_given() {
        let first = Ports::<7>::hold().unwrap().numbers;
        let _taken = TcpListener::bind(("127.0.0.1", first[3])).unwrap();
        assert_ne!(Ports::<7>::hold().unwrap().numbers, first);
    }
}
