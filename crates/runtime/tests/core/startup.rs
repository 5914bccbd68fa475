//! What a start finds: a file that was swapped under the last run, and a copy that came back.

use runtime::Core;
use store::{Database, Options};

use crate::{World, caps, minute, reminder, silent_since};

/// A program that keeps folders the same puts an older log in the place of ours.
#[cfg(unix)]
#[test]
fn once_a_file_was_swapped_nothing_leaves_and_the_next_start_goes_on_without_a_second_copy() {
    for (claimed, removed) in [(true, false), (false, true)] {
        let mut world = silent_since(minute(0));
        let by = world.bruno;
        let path = world.core.database().path().to_owned();
        let (log, older) = (path.with_extension("db-wal"), path.with_extension("older"));
        std::fs::copy(&log, &older).unwrap();
        world.core.change(minute(1), |turn| turn.save_rule(reminder(), false, by)).unwrap();
        let send = claimed.then(|| world.core.step(minute(60)).unwrap().sends.remove(0));
        if removed {
            std::fs::remove_file(&log).unwrap()
        } else {
            std::fs::rename(&older, &log).unwrap()
        }
        if let Some(send) = &send {
            assert!(world.core.confirm(minute(60), send.outbox).is_err(), "not even what was claimed");
        }
        let refusal = world.core.step(minute(60)).unwrap_err();
        assert!(refusal.message.starts_with("O arquivo retorno.db-wal foi trocado ou apagado"), "{refusal}");

        let World { core, ana, _dir: dir, .. } = world;
        drop(core);
        let mut core = Core::open(Database::open(Options::new(&path)).unwrap(), minute(61), 8).unwrap();
        core.set_caps("teste", caps());
        core.receive(minute(61), ana, &[], None, Some(minute(61))).unwrap();
        let (mut sent, mut told) = (0, vec![]);
        loop {
            let step = core.step(minute(61)).unwrap();
            told.extend(step.bubbles);
            sent += step.sends.len();
            if step.sends.is_empty() && !step.more {
                break;
            }
        }
        assert_eq!(sent, usize::from(!claimed), "what may have gone is not sent again, what had not begun goes");
        let what = format!("retorno.db-wal foi {} por outro programa", if removed { "apagado" } else { "trocado" });
        assert!(told.iter().any(|bubble| bubble.text.contains(&what)), "{what}: {told:?}");
        drop(dir);
    }
}

#[test]
fn a_rescued_copy_of_before_that_was_set_aside_is_told_once_with_its_name() {
    let World { mut core, _dir: dir, .. } = silent_since(minute(0));
    let aside = store::Disbelieved { file: "retorno.db.resgatado.anterior".into() };
    let json = serde_json::to_string(&aside).unwrap();
    core.change(minute(60), |turn| Ok(turn.store.put_value(store::DISBELIEVED_KEY, &json)?)).unwrap();
    drop(core);
    let path = dir.path().join("retorno.db");
    let told = || {
        let mut core = Core::open(Database::open(Options::new(&path)).unwrap(), minute(61), 8).unwrap();
        let bubbles = core.step(minute(61)).unwrap().bubbles;
        bubbles.iter().filter(|one| one.text.contains(&aside.file)).count()
    };
    assert!(told() > 0);
    assert_eq!(told(), 0);
}
