//! The real `retorno-hub` on a disk that is really full, and on one that really turns read-only, while it works: it says
//! so, sends nothing it could not write down, and goes on by itself when the disk is mended; where it had laid a reserve,
//! ends of sends and the stop are still written. The provider lives in this
//! process and remembers what it took.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "what the starved hub needs besides")]
#[path = "hub/at_work.rs"]
mod at_work;
#[allow(dead_code, reason = "what the hub's own tests need besides")]
#[path = "hub/house.rs"]
mod house;
#[path = "disk/place.rs"]
mod place;
#[allow(dead_code, reason = "what the kills need besides")]
#[path = "kill/provider.rs"]
mod provider;
#[path = "kill/shop.rs"]
mod shop;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use at_work::Shop;
use faults::whole;
use house::{Answer, Hub, refused};
use place::Needs;
use serde_json::json;

/// "Tempo de espera" of the queue: long enough that the disk is bad by then.
const WAIT_MS: u32 = 6_000;

#[test]
fn on_a_full_disk_nothing_goes_out_that_cannot_be_written_and_all_of_it_resumes() {
    let test = "on_a_full_disk_nothing_goes_out_that_cannot_be_written_and_all_of_it_resumes";
    place::in_own_mounts(test, Needs::Memory, || {
        let folder = tempfile::tempdir().unwrap();
        let disk = folder.path().join("disco");
        place::in_memory(&disk, 24);
        let full = "O disco está cheio. Nada foi enviado; libere espaço para o Retorno continuar.";
        let shop = Shop::open(folder.path(), disk.join("dados"), WAIT_MS);
        let shop = shop.goes_on_after(full, || place::fill(&disk), || place::empty(&disk));

        let Shop { hub, data, .. } = shop;
        place::fill(&disk);
        drop(hub);
        let start = refused(&data, &[]);
        let said = String::from_utf8(start.stderr).unwrap();
        assert_eq!(start.status.code(), Some(2), "{said}");
        assert!(said.trim_end().ends_with(full), "{said}");
        place::empty(&disk);
        starts_whole(&data);
        place::system("umount", &[place::text(&disk)]);
    });
}

#[test]
fn a_full_disk_is_given_the_reserve_and_the_ends_of_sends_and_the_stop_are_still_written() {
    let test = "a_full_disk_is_given_the_reserve_and_the_ends_of_sends_and_the_stop_are_still_written";
    place::in_own_mounts(test, Needs::Memory, || {
        let folder = tempfile::tempdir().unwrap();
        let disk = folder.path().join("disco");
        place::in_memory(&disk, 224);
        let shop = Shop::open(folder.path(), disk.join("dados"), WAIT_MS);
        let reserve = shop.data.join("retorno.reserva");
        let laid = || std::fs::metadata(&reserve).is_ok_and(|file| file.len() == 64 * 1024 * 1024);
        shop.until("the reserve to be laid", || laid().then_some(()));
        shop.says("bia");
        let bia = shop.taken("bia");
        // The provider keeps its "250" back for a moment: the disk is full before it comes.
        shop.answers(bia, "[P1] um momento, por favor");
        shop.answers(bia, "[P2] um momento, por favor");
        shop.until("the provider to have the answer to Bia", || shop.has("bia", "[P2]").then_some(()));
        place::fill(&disk);

        let full = "O disco está cheio. Nada foi enviado; libere espaço para o Retorno continuar.";
        let draft = json!({ "ticket": bia, "text": "[P9] nunca foi aceita" });
        shop.until("what people write to be refused, and the reserve to be given back", || {
            let answer = shop.hub.call("send_message", &draft);
            assert!(answer.status >= 500 && message(&answer).starts_with(full), "{answer:?}");
            (!reserve.exists()).then_some(())
        });
        shop.until("the end of the send to be written all the same", || {
            (shop.state("[P2]").as_deref() == Some("sent")).then_some(())
        });
        let refused = shop.hub.call("send_message", &draft);
        assert!(refused.status >= 500 && message(&refused).starts_with(full), "{refused:?}");
        assert!(shop.hub.call("backup_now", &json!({})).status >= 500, "a copy would eat it up");
        assert_eq!(shop.hub.request("GET /health", &[], "").status, 503);

        let Shop { hub, data, provider } = shop;
        assert!(hub.end().success());
        let db = whole::look(&data.join("retorno.db")).unwrap();
        let running: String =
            db.query_row("SELECT value FROM setting WHERE key = '@running'", [], |row| row.get(0)).unwrap();
        assert_eq!(running, "false", "the stop was noted");
        drop(db);
        place::empty(&disk);
        let passphrase = folder.path().join("frase");
        let hub = Hub::start_with(&data, &["--passphrase-file", place::text(&passphrase)]);
        let shop = Shop { hub, data, provider };
        shop.until("the reserve to be laid again", || laid().then_some(()));
        let said: Vec<String> = shop.provider.taken().into_iter().map(|one| one.text).collect();
        assert!(!said.iter().any(|text| text.starts_with("[P9]")), "{said:?}");
        drop(shop);
        place::system("umount", &[place::text(&disk)]);
    });
}

#[test]
fn on_a_disk_turned_read_only_nothing_goes_out_and_all_of_it_resumes() {
    let test = "on_a_disk_turned_read_only_nothing_goes_out_and_all_of_it_resumes";
    place::in_own_mounts(test, Needs::Loop, || {
        let folder = tempfile::tempdir().unwrap();
        let disk = folder.path().join("disco");
        place::in_a_file(&disk, &folder.path().join("imagem"), 32);
        let data = disk.join("dados");
        let shop = Shop::open(folder.path(), data.clone(), WAIT_MS);
        let copies = data.join("backups");
        shop.until("the copy of the day", || {
            let copies = std::fs::read_dir(&copies).into_iter().flatten().flatten().map(|entry| entry.path());
            copies.into_iter().any(|path| path.extension().is_some_and(|it| it == "sqlite")).then_some(())
        });
        let locked = [data.join("retorno.db"), data.join("retorno.db-wal"), copies, data];
        let shop = shop.goes_on_after(
            "O disco não aceita ler ou gravar (",
            || place::lock(&locked),
            || place::unlock(&locked),
        );

        // No program has it open any more, so the system itself can close it.
        let Shop { hub, data, .. } = shop;
        drop(hub);
        let before = contents(&data);
        place::system("mount", &["-o", "remount,ro", place::text(&disk)]);
        let start = refused(&data, &[]);
        let said = String::from_utf8(start.stderr).unwrap();
        assert_eq!(start.status.code(), Some(2), "{said}");
        assert!(said.starts_with("Não foi possível gravar em ") && said.trim_end().ends_with('.'), "{said}");
        assert_eq!(contents(&data), before);
        place::system("mount", &["-o", "remount,rw", place::text(&disk)]);
        starts_whole(&data);
        place::system("umount", &[place::text(&disk)]);
    });
}

impl Shop {
    /// Ana waits for an answer, Bia's is just going out, and Caio writes while the disk is bad.
    fn goes_on_after(self, refusal: &str, spoil: impl FnOnce(), mend: impl FnOnce()) -> Shop {
        self.says("ana");
        self.says("bia");
        let (ana, bia) = (self.taken("ana"), self.taken("bia"));
        self.answers(ana, "[P1] um momento, por favor");
        self.until("the answer to Ana to be sent", || (self.state("[P1]").as_deref() == Some("sent")).then_some(()));
        let silent_since = self.ticket(ana)["silent_since"].as_i64().unwrap();
        // The provider keeps its second "250" back for a moment: the disk is bad before it comes.
        self.answers(bia, "[P2] um momento, por favor");
        self.until("the provider to have the answer to Bia", || self.has("bia", "[P2]").then_some(()));
        spoil();

        let draft = json!({ "ticket": ana, "text": "[P9] nunca foi aceita" });
        let answer = self.hub.call("send_message", &draft);
        assert!(answer.status >= 500 && message(&answer).starts_with(refusal), "{answer:?}");
        self.says("caio");
        self.until("the trouble to be said, and Ana's wait to be over", || {
            let status = self.ask("status", &json!({}));
            let due = status["now"].as_i64().unwrap() > silent_since + i64::from(WAIT_MS) + 1_000;
            (due && status["trouble"].as_str().is_some_and(|said| said.starts_with(refusal))).then_some(())
        });
        assert_eq!(self.hub.request("GET /health", &[], "").status, 503);
        let copy = self.hub.call("backup_now", &json!({}));
        assert!(copy.status >= 500 && message(&copy).ends_with('.'), "{copy:?}");
        let texts: Vec<String> = self.provider.taken().into_iter().map(|one| one.text).collect();
        assert!(texts.iter().all(|text| text.starts_with("[P")), "nothing may go out: {texts:?}");
        mend();

        let caio = self.taken("caio");
        self.answers(caio, "[P3] um momento, por favor");
        for who in ["ana", "bia", "caio"] {
            self.until(&format!("the notice to {who}"), || self.has(who, "[E]").then_some(()));
        }
        self.until("all to be well", || {
            let well = self.ask("status", &json!({}))["trouble"].is_null();
            (well && self.hub.request("GET /health", &[], "").status == 200).then_some(())
        });
        self.until("every send to be known as sent", || {
            ["[P1]", "[P2]", "[P3]"].iter().all(|mark| self.state(mark).as_deref() == Some("sent")).then_some(())
        });
        self.each_word_once();
        self
    }

    fn each_word_once(&self) {
        let mut times = BTreeMap::<(String, String), usize>::new();
        for one in self.provider.taken() {
            *times.entry((one.to, one.text)).or_default() += 1;
        }
        assert!(times.values().all(|times| *times == 1), "{times:#?}");
        let persons: Vec<&str> =
            times.keys().map(|(_, text)| text.as_str()).filter(|it| it.starts_with("[P")).collect();
        assert_eq!(persons.len(), 3, "what was refused is no word of the house: {times:#?}");
    }
}

/// It starts on what was left, ends in order, and what it leaves is whole.
fn starts_whole(data: &Path) {
    assert!(Hub::start(data).end().success());
    let db = whole::look(&data.join("retorno.db")).unwrap();
    whole::check(&db).unwrap();
}

fn message(answer: &Answer) -> String {
    answer.json()["message"].as_str().unwrap_or_default().to_owned()
}

/// Every file of a folder but what SQLite makes anew at each start.
fn contents(data: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let files = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files
        .filter(|path| !path.ends_with("retorno.db-shm"))
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect()
}
