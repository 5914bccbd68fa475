//! The program itself: one real `retorno-hub` on the database, its memory, its idle CPU and its first firing, as the
//! system counts them. Linux only; where there is no built hub the figures are left out and that is said.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use super::Plan;
use super::lag::{due_in, spare_the_daily_copy};
use super::table::{Amount, Figure, Goal, Table, median};
use super::world::{Copy, RULES, World};

/// How long nothing happens while its CPU is counted.
const IDLE: Duration = Duration::from_secs(20);
/// After the start, before anything is counted: the first look, the first sync.
const SETTLE: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_secs(60);
/// Of the system's count of CPU time.
const TICKS_PER_SECOND: f64 = 100.0;
const MEMORY_MAX: f64 = 120e6;

pub fn figures(plan: &Plan, world: &World, table: &mut Table) -> Result<()> {
    table.of(world.size);
    let Some(program) = program().filter(|_| cfg!(target_os = "linux")) else {
        println!(
            "(programa: sem retorno-hub ao lado deste programa ou em RETORNO_HUB_BIN; memória, CPU e partida não medidas)"
        );
        return Ok(());
    };
    let mut starts = vec![];
    for _ in 0..plan.rounds() {
        let copy = world.copy(RULES)?;
        spare_the_daily_copy(copy.dir.path())?;
        due_in(&copy, 1, -1)?;
        starts.push(first_firing(&program, &copy)?);
    }
    table.add(Figure {
        name: "programa: do início do processo ao primeiro disparo gravado".into(),
        ours: Amount::Lasts(median(starts)),
        floor: None,
        goal: Goal::Time(Duration::from_millis(300)),
    });
    let copy = world.copy(RULES)?;
    spare_the_daily_copy(copy.dir.path())?;
    let hub = Hub::start(&program, &copy)?;
    // What a program does while nothing happens is seen only by letting time pass: not in a test.
    if !plan.quick {
        std::thread::sleep(SETTLE);
        let (before, began) = (hub.cpu()?, Instant::now());
        std::thread::sleep(IDLE);
        let busy = (hub.cpu()? - before) / began.elapsed().as_secs_f64();
        table.add(Figure {
            name: "programa: CPU ocioso (de um núcleo)".into(),
            ours: Amount::Percent(busy * 100.0),
            floor: None,
            goal: Goal::Percent(0.2),
        });
    }
    table.add(Figure {
        name: "programa: memória residente depois da partida".into(),
        ours: Amount::Bytes(hub.memory()?),
        floor: None,
        goal: Goal::Bytes(MEMORY_MAX),
    });
    Ok(())
}

/// Seconds from starting the process to the first execution that another program can read.
fn first_firing(program: &Path, copy: &Copy) -> Result<f64> {
    let db = rusqlite::Connection::open(&copy.file)?;
    let mut look = db.prepare("SELECT count(*) FROM execution")?;
    let began = Instant::now();
    let _hub = Hub::start(program, copy)?;
    while look.query_row([], |row| row.get::<_, u32>(0))? == 0 {
        ensure!(began.elapsed() < PATIENCE, "nada disparou em {} s", PATIENCE.as_secs());
        std::thread::sleep(LOOK);
    }
    Ok(began.elapsed().as_secs_f64())
}

fn program() -> Option<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.with_file_name("retorno-hub"));
    std::env::var_os("RETORNO_HUB_BIN").map(PathBuf::from).or_else(beside).filter(|file| file.is_file())
}

struct Hub(Child);

impl Hub {
    fn start(program: &Path, copy: &Copy) -> Result<Hub> {
        let mut command = Command::new(program);
        command.arg("--data").arg(copy.dir.path()).args(["--listen", "127.0.0.1:0"]);
        // No keyring of the person's.
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", copy.dir.path());
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        Ok(Hub(child.with_context(|| format!("{} não iniciou", program.display()))?))
    }

    /// Seconds of CPU so far.
    fn cpu(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        // After the name in parentheses come the state and then numbers; user and system time are the 12th and 13th.
        let (_, rest) = stat.rsplit_once(") ").context("o sistema conta o processo")?;
        let numbers: Vec<&str> = rest.split(' ').collect();
        let ticks: f64 = [11, 12].iter().filter_map(|at| numbers.get(*at)?.parse::<f64>().ok()).sum();
        Ok(ticks / TICKS_PER_SECOND)
    }

    /// Resident bytes.
    fn memory(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("o processo encerrou")?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1_024.0)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        // Already ended only if it failed, and then the figure has failed too.
        let _gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}
