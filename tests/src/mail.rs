//! Real mail servers for tests: Dovecot and Postfix from the system's packages, with a configuration, ports, certificates
//! and mailboxes of their own, alive as long as the value is (or the test process, whichever ends first). They reach
//! nothing outside this machine. This is no fake: nothing of the protocols is imitated here.

mod cable;
mod person;
mod ports;

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use channels::Settings;

pub use cable::{Cut, cable};
pub use person::Person;
use ports::Ports;

/// The domain all mailboxes are in. Mail for any other domain comes back as undeliverable.
pub const DOMAIN: &str = "retorno.test";
/// The password of every mailbox.
pub const PASSWORD: &str = "segredo 123";
/// Refused while it is being addressed (550); unlike an unknown mailbox, whose mail is accepted and comes back.
pub const REFUSED: &str = "recusado@retorno.test";
/// Put off while it is being addressed (450).
pub const PUT_OFF: &str = "depois@retorno.test";
/// The same IMAP server under an address where it does not know IDLE.
pub const NO_IDLE: &str = "127.0.0.2";
/// Largest message the servers take, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 60 * 1024 * 1024;

const DOVECOT: &str = "/usr/sbin/dovecot";
const POSTFIX: &str = "/usr/sbin/postfix";
const POSTFIX_DAEMONS: &str = "/usr/lib/postfix/sbin";
const INSTALL: &str = "sudo apt-get install -y dovecot-imapd dovecot-lmtpd postfix openssl";
/// Longest wait for both servers to greet.
const READY_LIMIT: Duration = Duration::from_secs(30);
/// Mailboxes there are from the start.
const MAILBOXES: [&str; 4] = ["loja", "ana", "bia", "caio"];

pub struct MailServers {
    dir: PathBuf,
    keeper: Child,
    _ports: Ports<7>,
    /// IMAP, open and STARTTLS.
    pub imap_port: u16,
    /// IMAP, TLS from the first byte.
    pub imaps_port: u16,
    /// SMTP of the outside world: no login, any sender.
    pub world_port: u16,
    /// SMTP with login, open and STARTTLS.
    pub submission_port: u16,
    /// SMTP with login, TLS from the first byte.
    pub smtps_port: u16,
    /// The authority that signed the servers' certificate.
    pub ca_pem: String,
    /// An authority that signed nothing here.
    pub other_ca_pem: String,
}

/// What is missing on this machine to run the servers, as a sentence; `None` when nothing is.
pub fn missing() -> Option<String> {
    for program in [DOVECOT, POSTFIX, "/usr/lib/dovecot/lmtp", "/usr/bin/openssl"] {
        if !Path::new(program).exists() {
            return Some(format!("falta {program}; instale com: {INSTALL}"));
        }
    }
    let root = Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n");
    (!root).then(|| "o Postfix só começa como root; rode os testes como root ou num contêiner".to_string())
}

/// True when the servers can run here. Otherwise says so visibly, or fails where everything must be there (`CI=true`).
pub fn available() -> bool {
    match missing() {
        None => true,
        Some(why) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("servidores de e-mail: {why}"),
        Some(why) => {
            println!("PULADO: servidores de e-mail: {why}");
            false
        }
    }
}

impl MailServers {
    /// Starts both in `dir`, which must not exist yet and is removed with them. The path must be short (sockets) and
    /// passable for other users (Postfix gives up root).
    pub fn start(dir: &Path) -> Result<MailServers> {
        fs::create_dir_all(dir.parent().context("dir has a parent")?)?;
        fs::create_dir(dir).with_context(|| format!("{} must not exist yet", dir.display()))?;
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755))?;
        let ports = Ports::hold()?;
        let [imap_port, imaps_port, lmtp, auth, world_port, submission_port, smtps_port] = ports.numbers;
        let ca_pem = certificates(dir)?;
        let other_ca_pem = authority(dir, "outra")?;
        let dovecot = dovecot_conf(dir, imap_port, imaps_port, lmtp, auth);
        fs::write(dir.join("dovecot.conf"), dovecot)?;
        for folder in ["users", "post"] {
            fs::create_dir(dir.join(folder))?;
        }
        make_maildirs(dir)?;
        postfix_files(dir, lmtp, auth, [world_port, submission_port, smtps_port])?;
        let keeper = keeper(dir)?;
        let servers = MailServers {
            dir: dir.to_path_buf(),
            keeper,
            _ports: ports,
            imap_port,
            imaps_port,
            world_port,
            submission_port,
            smtps_port,
            ca_pem,
            other_ca_pem,
        };
        for mailbox in MAILBOXES {
            servers.mailbox(mailbox)?;
        }
        for (port, greeting) in [(imap_port, "* OK"), (lmtp, "220"), (world_port, "220"), (submission_port, "220")] {
            greets(port, greeting).with_context(|| servers.logs())?;
        }
        Ok(servers)
    }

    /// Creates a mailbox; returns its address.
    pub fn mailbox(&self, name: &str) -> Result<String> {
        self.mailbox_with_password(name, PASSWORD)
    }

    pub fn mailbox_with_password(&self, name: &str, password: &str) -> Result<String> {
        let address = format!("{name}@{DOMAIN}");
        // A file each: one file for all would be read again at most once a second.
        let line =
            format!("{address}:{{PLAIN}}{password}:{NOBODY}:{NOBODY}::{}/mail/{address}::\n", self.dir.display());
        fs::write(self.dir.join("users").join(&address), line)?;
        Ok(address)
    }

    /// Settings with which the e-mail channel connects to a mailbox, everything encrypted.
    pub fn settings(&self, address: &str) -> Settings {
        let pairs = [
            ("address", address.to_string()),
            ("name", "Loja São João".to_string()),
            ("imap_host", "localhost".to_string()),
            ("imap_port", self.imaps_port.to_string()),
            ("imap_security", "tls".to_string()),
            ("smtp_host", "localhost".to_string()),
            ("smtp_port", self.smtps_port.to_string()),
            ("smtp_security", "tls".to_string()),
            ("ca_pem", self.ca_pem.clone()),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_string(), value)).collect()
    }

    /// Somebody with a mailbox here and a mail program of their own.
    pub fn person(&self, address: &str) -> Person {
        Person { address: address.to_string(), imap_port: self.imap_port, world_port: self.world_port }
    }

    /// Gives a folder another UIDVALIDITY, as a server does that was restored from a backup.
    pub fn renumber(&self, address: &str, folder: &str, uidvalidity: u32) -> Result<()> {
        let uidvalidity = uidvalidity.to_string();
        self.doveadm(&["mailbox", "update", "-u", address, "--uid-validity", &uidvalidity, folder])
    }

    /// Drops every connection of a mailbox, as a server does that is restarted.
    pub fn hang_up(&self, address: &str) -> Result<()> {
        self.doveadm(&["kick", address])
    }

    /// Waits until this many connections of a mailbox are idling.
    pub fn wait_until_idle(&self, address: &str, connections: usize) -> Result<()> {
        let deadline = Instant::now() + READY_LIMIT;
        let title = |entry: fs::DirEntry| fs::read(entry.path().join("cmdline")).unwrap_or_default();
        loop {
            let titles = fs::read_dir("/proc")?.flatten().map(title);
            let idling = titles.filter(|title| {
                let title = String::from_utf8_lossy(title);
                title.contains(address) && title.contains("IDLE")
            });
            match idling.count() {
                enough if enough >= connections => return Ok(()),
                few if Instant::now() > deadline => bail!("{few} connections of {address} are idling"),
                _few => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }

    /// The end of both logs, for a failure message.
    pub fn logs(&self) -> String {
        let mut text = String::new();
        for name in ["dovecot.log", "postfix.log", "keeper.log"] {
            let log = fs::read_to_string(self.dir.join(name)).unwrap_or_default();
            let tail: Vec<&str> = log.lines().rev().take(30).collect();
            let _ = writeln!(text, "--- {name}\n{}", tail.into_iter().rev().collect::<Vec<_>>().join("\n"));
        }
        text
    }

    fn doveadm(&self, args: &[&str]) -> Result<()> {
        let conf = self.dir.join("dovecot.conf");
        let out = Command::new("doveadm").arg("-c").arg(conf).args(args).output()?;
        ensure!(out.status.success(), "doveadm {args:?}: {}", String::from_utf8_lossy(&out.stderr));
        Ok(())
    }
}

impl Drop for MailServers {
    fn drop(&mut self) {
        // The keeper ends both servers, by their ids, when nobody holds its input any more.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Runs both servers and ends them when its input closes, which happens even when the test process is killed.
fn keeper(dir: &Path) -> Result<Child> {
    let script = r#"
        "$2" -F -c "$1/dovecot.conf" & dovecot=$!
        "$3/master" -c "$1/post/conf" & postfix=$!
        cat >/dev/null
        kill -TERM $dovecot $postfix
        wait $dovecot $postfix
        rm -rf -- "$1"
    "#;
    let log = fs::File::create(dir.join("keeper.log"))?;
    Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(dir)
        .args([DOVECOT, POSTFIX_DAEMONS])
        .stdin(Stdio::piped())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("sh starts")
}

/// Waits until a server says hello.
fn greets(port: u16, greeting: &str) -> Result<()> {
    let deadline = Instant::now() + READY_LIMIT;
    loop {
        let hello = TcpStream::connect(("127.0.0.1", port)).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            let mut first = [0; 64];
            let read = stream.read(&mut first)?;
            Ok(String::from_utf8_lossy(&first[..read]).into_owned())
        });
        match hello {
            Ok(hello) if hello.starts_with(greeting) => return Ok(()),
            Ok(_) | Err(_) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(50)),
            Ok(hello) => bail!("port {port} says {hello:?}"),
            Err(error) => bail!("port {port}: {error}"),
        }
    }
}

fn openssl(dir: &Path, args: &[&str]) -> Result<()> {
    let out = Command::new("openssl").current_dir(dir).args(args).output()?;
    ensure!(out.status.success(), "openssl {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    Ok(())
}

const NEW_KEY: [&str; 5] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/// A certification authority; returns its certificate.
fn authority(dir: &Path, name: &str) -> Result<String> {
    let (key, pem, subject) = (format!("{name}.key"), format!("{name}.pem"), format!("/CN=Autoridade {name}"));
    let args =
        ["-keyout", &key, "-out", &pem, "-subj", &subject, "-days", "2", "-addext", "keyUsage=critical,keyCertSign"];
    openssl(dir, &[&["req", "-x509"], NEW_KEY.as_slice(), args.as_slice()].concat())?;
    Ok(fs::read_to_string(dir.join(pem))?)
}

/// An authority and, because a certificate must not be its own authority, a server certificate signed by it.
fn certificates(dir: &Path) -> Result<String> {
    let ca = authority(dir, "ca")?;
    let request = ["-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost"];
    openssl(dir, &[&["req", "-new"], NEW_KEY.as_slice(), request.as_slice()].concat())?;
    fs::write(dir.join("server.ext"), "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n")?;
    let sign =
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out server.pem";
    openssl(dir, &sign.split(' ').collect::<Vec<_>>())?;
    Ok(ca)
}

/// The folder of mailboxes, owned by whom mail is delivered as.
fn make_maildirs(dir: &Path) -> Result<()> {
    let path = dir.join("mail");
    fs::create_dir(&path)?;
    std::os::unix::fs::chown(&path, Some(NOBODY), Some(NOBODY))?;
    Ok(())
}

const NOBODY: u32 = 65534;

fn dovecot_conf(dir: &Path, imap: u16, imaps: u16, lmtp: u16, auth: u16) -> String {
    let dir = dir.display();
    format!(
        r"protocols = imap lmtp
listen = 127.0.0.1, {NO_IDLE}
verbose_proctitle = yes
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/dovecot.log
ssl = yes
ssl_cert = <{dir}/server.pem
ssl_key = <{dir}/server.key
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 100
mail_fsync = never
mail_location = maildir:{dir}/mail/%u
mail_home = {dir}/mail/%u/home
first_valid_uid = 1
mail_uid = {NOBODY}
mail_gid = {NOBODY}
passdb {{
  driver = passwd-file
  args = {dir}/users/%u
}}
userdb {{
  driver = passwd-file
  args = {dir}/users/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Enviadas {{
    auto = subscribe
    special_use = \Sent
  }}
}}
local {NO_IDLE} {{
  protocol imap {{
    imap_capability = IMAP4rev1 LITERAL+ SASL-IR SPECIAL-USE
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    port = {auth}
  }}
}}
"
    )
}

fn postfix_files(dir: &Path, lmtp: u16, auth: u16, [world, submission, smtps]: [u16; 3]) -> Result<()> {
    let post = dir.join("post");
    for folder in ["conf", "queue", "data"] {
        fs::create_dir(post.join(folder))?;
    }
    let owner = Command::new("chown").arg("postfix").arg(post.join("data")).status()?;
    ensure!(owner.success(), "chown postfix");
    let dir = dir.display();
    let main = format!(
        "compatibility_level = 3.6\n\
         queue_directory = {dir}/post/queue\n\
         data_directory = {dir}/post/data\n\
         daemon_directory = {POSTFIX_DAEMONS}\n\
         maillog_file = {dir}/postfix.log\n\
         maillog_file_prefixes = {dir}\n\
         myhostname = mx.{DOMAIN}\n\
         mydestination =\n\
         mynetworks = 127.0.0.0/8\n\
         inet_interfaces = 127.0.0.1\n\
         inet_protocols = ipv4\n\
         virtual_mailbox_domains = {DOMAIN}\n\
         virtual_mailbox_maps = static:ok\n\
         virtual_transport = lmtp:inet:127.0.0.1:{lmtp}\n\
         default_transport = error:5.1.2 there is no outside world here\n\
         local_transport = error:5.1.1 no local mailboxes\n\
         alias_maps =\n\
         message_size_limit = {MESSAGE_BYTES_MAX}\n\
         mailbox_size_limit = 0\n\
         virtual_mailbox_limit = 0\n\
         smtpd_tls_cert_file = {dir}/server.pem\n\
         smtpd_tls_key_file = {dir}/server.key\n\
         smtpd_tls_security_level = may\n\
         smtpd_sasl_type = dovecot\n\
         smtpd_sasl_path = inet:127.0.0.1:{auth}\n\
         smtpd_error_sleep_time = 0\n\
         smtpd_client_connection_count_limit = 0\n\
         smtpd_client_connection_rate_limit = 0\n\
         smtpd_reject_unlisted_recipient = no\n\
         smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ {REFUSED} = 550 5.1.1 unknown user }}, \
         {{ {PUT_OFF} = 450 4.2.1 come back later }} }}, permit_mynetworks, reject\n"
    );
    let login = "-o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject";
    let master = format!(
        "127.0.0.1:{world} inet n - n - - smtpd\n\
         127.0.0.1:{submission} inet n - n - - smtpd {login}\n\
         127.0.0.1:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {login}\n\
         cleanup unix n - n - 0 cleanup\n\
         qmgr unix n - n 300 1 qmgr\n\
         tlsmgr unix - - n 1000? 1 tlsmgr\n\
         rewrite unix - - n - - trivial-rewrite\n\
         bounce unix - - n - 0 bounce\n\
         defer unix - - n - 0 bounce\n\
         trace unix - - n - 0 bounce\n\
         verify unix - - n - 1 verify\n\
         flush unix n - n 1000? 0 flush\n\
         proxymap unix - - n - - proxymap\n\
         error unix - - n - - error\n\
         retry unix - - n - - error\n\
         lmtp unix - - n - - lmtp\n\
         anvil unix - - n - 1 anvil\n\
         scache unix - - n - 1 scache\n\
         postlog unix-dgram n - n - 1 postlogd\n"
    );
    fs::write(post.join("conf/main.cf"), main)?;
    fs::write(post.join("conf/master.cf"), master)?;
    // Makes the folders of the queue with the owners Postfix wants.
    let check = Command::new(POSTFIX).arg("-c").arg(post.join("conf")).arg("check").output()?;
    ensure!(check.status.success(), "postfix check: {}", String::from_utf8_lossy(&check.stderr));
    Ok(())
}
