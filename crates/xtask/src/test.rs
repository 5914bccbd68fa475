//! `cargo xtask test`: every test there is, in lanes. A lane that fails does not stop the next; at the end a table says
//! what happened to each and how long it took, and the exit code is failure if anything failed.

use std::process::{Command, Output};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::check;
use crate::node;
use crate::shell::{self, Done, Failure, binary, cargo, root};
use crate::system::{self, Need};

/// Longest a lane's own tests may run before they count as stuck.
const TEST_MINUTES_MAX: u32 = 20;

/// One group of steps with a name that can be asked for.
#[derive(Clone, Copy)]
pub struct Lane {
    pub name: &'static str,
    pub about: &'static str,
    pub needs: &'static [&'static [Need]],
    pub steps: fn(&mut Report),
}

/// In the order in which they run: the page first, because the window embeds it; the slowest last.
const LANES: &[Lane] = &[
    Lane { name: "page", about: "a página, como vai dentro do programa", needs: &[], steps: page },
    check::LANE,
    Lane { name: "ui", about: "testes da página sem navegador", needs: &[], steps: ui },
    Lane {
        name: "rust",
        about: "testes de Rust, com servidores de e-mail de verdade",
        needs: &[system::COMPILER, system::WINDOW, system::MAIL],
        steps: rust,
    },
    Lane {
        name: "faults",
        about: "discos que falham, enchem ou se danificam, quedas de luz, kill −9",
        needs: &[system::COMPILER, system::WINDOW],
        steps: faults,
    },
    Lane { name: "window", about: "a janela", needs: &[system::COMPILER, system::WINDOW], steps: window },
    Lane {
        name: "screens",
        about: "a página no Chromium, contra o retorno-hub",
        needs: &[system::COMPILER, system::BROWSER],
        steps: screens,
    },
    Lane {
        name: "desktop",
        about: "a janela de verdade, numa tela virtual",
        needs: &[system::COMPILER, system::WINDOW, system::MAIL, system::DESKTOP],
        steps: desktop,
    },
];

/// What the steps of one lane came to.
pub struct Report {
    lane: &'static str,
    steps: Vec<Step>,
    /// Of the whole lane: of steps side by side the sum would be more.
    took: Duration,
}

/// A step that runs beside others.
struct Beside {
    name: String,
    line: String,
    running: JoinHandle<(std::io::Result<Output>, Duration)>,
}

struct Step {
    name: String,
    end: End,
    took: Duration,
}

enum End {
    Passed,
    Failed,
    Skipped,
}

pub fn test(args: &[&str]) -> Done {
    if args.contains(&"--list") {
        for lane in LANES {
            println!("{:<9} {}", lane.name, lane.about);
        }
        return Ok(());
    }
    if let Some(unknown) = args.iter().find(|arg| LANES.iter().all(|lane| lane.name != **arg)) {
        let names: Vec<&str> = LANES.iter().map(|lane| lane.name).collect();
        return Err(Failure(format!("Faixa desconhecida: {unknown}. Há estas: {}.", names.join(", "))));
    }
    let wanted: Vec<Lane> = LANES.iter().filter(|lane| args.is_empty() || args.contains(&lane.name)).copied().collect();
    run_lanes(&wanted)
}

/// Runs the lanes one after the other and closes with the table.
pub fn run_lanes(lanes: &[Lane]) -> Done {
    let mut reports = Vec::new();
    for lane in lanes {
        println!("\n━━ {} · {} ━━", lane.name, lane.about);
        let start = Instant::now();
        let mut report = Report { lane: lane.name, steps: Vec::new(), took: Duration::ZERO };
        if lane.needs.is_empty() || report.quiet_step("sistema", || system::ensure(lane.needs)) {
            (lane.steps)(&mut report);
        }
        report.took = start.elapsed();
        reports.push(report);
    }
    close(&reports)
}

impl Report {
    /// Runs one step and keeps how it ended; true if it passed, so that what depends on it can be left out.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Done) -> bool {
        println!("\n─ {} · {name}", self.lane);
        let passed = self.timed(name, work);
        println!("─ {} · {name}: {}", self.lane, if passed { "passou" } else { "FALHOU" });
        passed
    }

    /// Starts a step that mostly waits, or that leaves a core free. What it says is shown at [`Report::finish`].
    fn begin(&self, name: &str, mut command: Command) -> Beside {
        let line = shell::shown(&command);
        println!("\n─ {} · {name}: começa ao lado", self.lane);
        let running = std::thread::spawn(move || {
            let start = Instant::now();
            (command.output(), start.elapsed())
        });
        Beside { name: name.into(), line, running }
    }

    fn finish(&mut self, Beside { name, line, running }: Beside) {
        let mut took = Duration::ZERO;
        self.step(&name, || {
            println!("$ {line}");
            let (output, lasted) = running.join().map_err(|_| Failure("O passo ao lado parou.".into()))?;
            took = lasted;
            let output = output.map_err(|error| Failure(format!("Não foi possível iniciar: {error}")))?;
            print!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            if output.status.success() { Ok(()) } else { Err(Failure(format!("Falhou ({}): {line}", output.status))) }
        });
        if let Some(step) = self.steps.last_mut() {
            step.took = took;
        }
    }

    /// A step worth a line only when it failed.
    fn quiet_step(&mut self, name: &str, work: impl FnOnce() -> Done) -> bool {
        let passed = self.timed(name, work);
        if passed {
            self.steps.pop();
        }
        passed
    }

    fn skip(&mut self, name: &str, why: &str) {
        println!("\n─ {} · {name}: pulado, {why}", self.lane);
        self.steps.push(Step { name: name.into(), end: End::Skipped, took: Duration::ZERO });
    }

    fn timed(&mut self, name: &str, work: impl FnOnce() -> Done) -> bool {
        let start = Instant::now();
        let end = match work() {
            Ok(()) => End::Passed,
            Err(failure) => {
                println!("\n{failure}");
                End::Failed
            }
        };
        let passed = matches!(end, End::Passed);
        self.steps.push(Step { name: name.into(), end, took: start.elapsed() });
        passed
    }
}

fn page(report: &mut Report) {
    report.step("vite build", node::ensure_page);
}

fn ui(report: &mut Report) {
    report.step("vitest", || {
        node::ensure_packages()?;
        shell::run(&mut limited(node::npx(&["vitest", "run"])))
    });
}

fn rust(report: &mut Report) {
    const SIM: &str = "sim";
    let built = report.step("compilar", || {
        // The window is among them, and it embeds the page.
        node::ensure_page()?;
        build_hub()?;
        shell::run(&mut cargo(&["test", "--workspace", "--no-run"]))?;
        shell::run(&mut cargo(&["test", "--workspace", "--no-run", "--test", SIM]))
    });
    if built {
        // All arithmetic, while the others wait for servers and clocks most of the time.
        let sim = report.begin(SIM, yielding(limited(named(SIM))));
        report.step("cargo test", || shell::run(&mut limited(cargo(&["test", "--workspace", "--no-fail-fast"]))));
        report.finish(sim);
    }
}

/// Left out of a plain `cargo test` by their manifests: minutes, not seconds.
fn faults(report: &mut Report) {
    const KILL: &str = "kill";
    const SUBJECTS: [&str; 6] = ["sweep", "images", "upgrade", "damage", "disk", KILL];
    let built = report.step("compilar", || {
        node::ensure_page()?;
        build_hub()?;
        // The whole workspace, for the same features as in the lane before; of it only these.
        let mut words = vec!["test", "--workspace", "--no-run"];
        SUBJECTS.iter().for_each(|name| words.extend(["--test", name]));
        shell::run(&mut cargo(&words))
    });
    if !built {
        return;
    }
    // It waits for its programs to start, most of the time.
    let kill = report.begin(KILL, limited(named(KILL)));
    for name in SUBJECTS.into_iter().filter(|name| *name != KILL) {
        report.step(name, || shell::run(&mut limited(named(name))));
    }
    report.finish(kill);
}

/// One of the tests that a plain `cargo test` leaves out.
fn named(test: &str) -> Command {
    cargo(&["test", "--workspace", "--test", test, "--", "--nocapture"])
}

fn window(report: &mut Report) {
    report.step("retorno", build_window);
}

fn screens(report: &mut Report) {
    // Half of the time is tasks, half is looking at every screen.
    const TASKS: &str = "tests/screens/run.mjs";
    const LOOKS: &str = "tests/screens/look.mjs";
    if report.step("retorno-hub", || node::ensure_page().and_then(|()| build_hub())) {
        let of = |script: &str| {
            let mut command = shell::command("node");
            command.arg(script);
            limited(command)
        };
        let looks = report.begin(LOOKS, of(LOOKS));
        report.step(TASKS, || shell::run(&mut of(TASKS)));
        report.finish(looks);
    }
}

fn desktop(report: &mut Report) {
    const TASKS: &str = "tests/desktop/run.mjs";
    // Waits for real minutes to pass.
    const WAY: &str = "tests/desktop/whole-way.mjs";
    if !cfg!(target_os = "linux") {
        return report.skip(TASKS, "a janela só é dirigida por programa no Linux");
    }
    if report.step("retorno", build_window) {
        let of = |script: &str| {
            // A screen and a bus of its own: no bubble, keyring or second start of the person's is touched.
            let mut command = shell::command("xvfb-run");
            command.args(["-a", "-s", "-screen 0 1440x900x24", "dbus-run-session", "--", "node", script]);
            limited(command)
        };
        let way = report.begin(WAY, of(WAY));
        report.step(TASKS, || shell::run(&mut of(TASKS)));
        report.finish(way);
    }
}

fn build_hub() -> Done {
    shell::build(&["retorno-hub"])
}

fn build_window() -> Done {
    node::ensure_page()?;
    shell::build(shell::WINDOW)
}

/// The same command, which gets what the others leave of the processors.
fn yielding(command: Command) -> Command {
    if !shell::exists("nice") {
        return command;
    }
    let mut outer = shell::command("nice");
    outer.args(["-n", "19"]).arg(command.get_program());
    wrapped(outer, &command)
}

/// The same command with nobody to ask, told where the programs lie, and stopped with all it started if it hangs.
fn limited(command: Command) -> Command {
    let outer = if shell::exists("timeout") {
        let mut outer = shell::command("timeout");
        outer.args(["--kill-after=10s", &format!("{TEST_MINUTES_MAX}m")]).arg(command.get_program());
        outer
    } else {
        shell::command(&command.get_program().to_string_lossy())
    };
    let mut outer = wrapped(outer, &command);
    outer.env("RETORNO_HUB_BIN", binary("retorno-hub")).env("RETORNO_WINDOW_BIN", binary("retorno"));
    outer.env("RETORNO_ARTIFACTS", root().join("artifacts")).stdin(std::process::Stdio::null());
    outer
}

/// `outer`, which already names the program of `inner`, with its arguments, folder and environment.
fn wrapped(mut outer: Command, inner: &Command) -> Command {
    outer.args(inner.get_args());
    if let Some(folder) = inner.get_current_dir() {
        outer.current_dir(folder);
    }
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    outer
}

fn close(reports: &[Report]) -> Done {
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    println!("\n━━ resumo ━━\n");
    for report in reports {
        println!("{:<46} {:>9}", report.lane, seconds(report.took));
        for step in &report.steps {
            let word = match step.end {
                End::Passed => {
                    passed += 1;
                    "passou"
                }
                End::Failed => {
                    failed += 1;
                    "FALHOU"
                }
                End::Skipped => {
                    skipped += 1;
                    "pulado"
                }
            };
            println!("  {:<36} {word:<7} {:>9}", step.name, seconds(step.took));
        }
    }
    let rest = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    // In English and alone on its line: the form that test reporters read.
    println!("\n{passed} passed, {failed} failed{rest}");
    if failed == 0 { Ok(()) } else { Err(Failure("Há falhas; veja FALHOU na tabela acima.".into())) }
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64()).replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_does_not_stop_the_lane_and_turns_the_whole_into_failure() {
        let lane = Lane {
            name: "sample",
            about: "one fails, one passes",
            needs: &[],
            steps: |report| {
                assert!(!report.step("breaks", || Err(Failure("on purpose".into()))));
                assert!(report.step("holds", || Ok(())));
            },
        };
        assert!(run_lanes(&[lane]).is_err());
    }

    #[test]
    fn what_runs_beside_is_told_from_what_failed_there() {
        let end_of = |program: &str| {
            let mut report = Report { lane: "sample", steps: Vec::new(), took: Duration::ZERO };
            let beside = report.begin("beside", shell::command(program));
            report.finish(beside);
            matches!(report.steps[..], [Step { end: End::Passed, .. }])
        };
        assert!(end_of("true") && !end_of("false") && !end_of("no-such-program"));
    }

    #[test]
    fn an_unknown_lane_is_refused_before_anything_runs() {
        let refused = test(&["rust", "rsut"]).expect_err("there is no such lane");
        assert!(refused.0.starts_with("Faixa desconhecida: rsut."), "{refused}");
    }
}
