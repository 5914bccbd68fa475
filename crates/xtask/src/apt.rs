//! Installing Debian packages without asking: only what is missing, never removing anything of the person's, and
//! without leaving a service running that the person did not ask for.

use std::process::Stdio;

use crate::shell::{self, Done, Failure, command, exists, is_ci, output};

/// How long to wait for another apt-get to finish, in seconds.
const LOCK_WAIT_SECONDS: u32 = 300;
/// Services that some packages start by themselves. The tests run their own copies on their own ports.
const SERVICES: [(&str, &str); 3] =
    [("dovecot-imapd", "dovecot.service"), ("dovecot-imapd", "dovecot.socket"), ("postfix", "postfix.service")];

pub fn install(packages: &[&str]) -> Done {
    let root = Root::find(packages)?;
    if packages.contains(&"postfix") {
        // Without an answer its installer would ask which kind of mail server this machine is to be.
        let answer = "echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections";
        root.run(&["sh", "-c", answer])?;
    }
    if packages.iter().any(|package| !has_candidate(package)) {
        update(&root)?;
        try_install(&root, packages)?;
    } else if try_install(&root, packages).is_err() {
        // The lists on this machine may be older than what the mirror still keeps.
        update(&root)?;
        try_install(&root, packages)?;
    }
    stop_services(&root, packages)
}

/// How commands become root here: they already are, or through sudo.
enum Root {
    Already,
    Sudo { asks: bool },
}

impl Root {
    fn find(packages: &[&str]) -> Result<Root, Failure> {
        if output(command("id").arg("-u")).as_deref() == Some("0") {
            return Ok(Root::Already);
        }
        let by_hand = format!("sudo apt-get install {}", packages.join(" "));
        if !exists("sudo") {
            return Err(Failure(format!("Instale como root e repita o comando:\n\n  {by_hand}")));
        }
        let asks = output(command("sudo").args(["-n", "true"])).is_none();
        if asks && is_ci() {
            return Err(Failure(format!("O sudo pede senha e não há quem a digite. Rode antes:\n\n  {by_hand}")));
        }
        Ok(Root::Sudo { asks })
    }

    fn run(&self, words: &[&str]) -> Done {
        let mut command = match self {
            Root::Already => command("env"),
            Root::Sudo { asks } => {
                let mut sudo = command("sudo");
                if !asks {
                    sudo.arg("-n");
                }
                sudo.arg("env");
                sudo
            }
        };
        command.arg("DEBIAN_FRONTEND=noninteractive").args(words);
        // sudo reads a password from the terminal itself; nobody else may wait for an answer.
        command.stdin(Stdio::null());
        shell::run(&mut command)
    }
}

fn try_install(root: &Root, packages: &[&str]) -> Done {
    let wait = format!("DPkg::Lock::Timeout={LOCK_WAIT_SECONDS}");
    let mut words = vec!["apt-get", "install", "-y", "-qq", "--no-install-recommends", "--no-remove"];
    words.extend(["-o", "Dpkg::Use-Pty=0", "-o", &wait]);
    words.extend(packages);
    root.run(&words)
}

fn update(root: &Root) -> Done {
    let wait = format!("DPkg::Lock::Timeout={LOCK_WAIT_SECONDS}");
    root.run(&["apt-get", "update", "-qq", "-o", &wait])
}

/// Whether the lists on this machine know where to get the package.
fn has_candidate(package: &str) -> bool {
    output(command("apt-cache").env("LC_ALL", "C").args(["policy", package]))
        .is_some_and(|text| text.lines().any(|line| line.contains("Candidate:") && !line.contains("(none)")))
}

fn stop_services(root: &Root, packages: &[&str]) -> Done {
    if !std::path::Path::new("/run/systemd/system").is_dir() {
        return Ok(());
    }
    for (_, service) in SERVICES.iter().filter(|(package, _)| packages.contains(package)) {
        if output(command("systemctl").args(["cat", service])).is_some() {
            root.run(&["systemctl", "disable", "--now", service])?;
        }
    }
    Ok(())
}
