//! What a start finds and what follows from it: a file that was swapped under the last run, a folder that others touch, a
//! database that was restored from a copy. Each is dealt with once.

use engine::NoticeEvent;
use store::{Disbelieved, Taken};

use crate::change::Topic;
use crate::turn::Turn;
use crate::{Result, notices};

/// What was last said of the place of the data folder: it is said once.
const FOLDER_KEY: &str = "folder_warned";

impl Turn<'_> {
    /// A file was swapped under the last run, which stopped there; or what an earlier run kept had come back beside the data.
    /// Whoever looks after the house hears of it.
    pub(crate) fn tell_rescued(&mut self) -> Result<()> {
        if let Some(Taken { file, removed }) = self.told_by_store(store::RESCUED_KEY)? {
            let (what, kept) = if removed {
                ("apagado", "o que restou dos arquivos está guardado ao lado")
            } else {
                ("trocado", "o que foi posto no lugar está guardado ao lado")
            };
            let text = format!(
                "O arquivo {file} foi {what} por outro programa enquanto o Retorno estava aberto, e os envios pararam. O \
                 Retorno continua do que tinha gravado até ali; {kept}, com o nome “.trocado”."
            );
            notices::tell_supervisors(self, NoticeEvent::Data, "Os dados foram recuperados", &text)?;
        }
        if let Some(Disbelieved { file }) = self.told_by_store(store::DISBELIEVED_KEY)? {
            let text = format!(
                "Uma cópia de antes tinha voltado para o lado dos dados. O Retorno já tinha continuado dela e não a usou: está \
                 guardada com o nome {file}; se ninguém precisa dela, apague-a."
            );
            notices::tell_supervisors(self, NoticeEvent::Data, "Um arquivo ao lado dos dados não foi usado", &text)?;
        }
        Ok(())
    }

    /// What a start found, told once. What cannot be read is of a version that said it otherwise.
    fn told_by_store<T: serde::de::DeserializeOwned>(&mut self, key: &str) -> Result<Option<T>> {
        let Some(json) = self.store.value(key)? else { return Ok(None) };
        self.store.drop_value(key)?;
        Ok(serde_json::from_str(&json).ok())
    }

    /// The data folder lies where another program may swap its files; whoever looks after the house hears of it once.
    pub(crate) fn tell_of_folder(&mut self, warning: &str) -> Result<()> {
        let said = serde_json::Value::from(warning).to_string();
        if self.store.value(FOLDER_KEY)?.as_ref() == Some(&said) {
            return Ok(());
        }
        self.store.put_value(FOLDER_KEY, &said)?;
        notices::tell_supervisors(self, NoticeEvent::Data, "Mude a pasta de dados de lugar", warning)
    }

    /// A database that was restored from a copy is old news: nothing it had pending may go out by itself.
    pub(crate) fn fence_restored(&mut self) -> Result<()> {
        if self.store.value(store::RESTORED_KEY)?.is_none() {
            return Ok(());
        }
        let rules = self.house.rules.clone();
        for stored in rules {
            let watermark = self.house.threshold_of_all(&stored.rule, self.now);
            self.store.set_rule_fence(stored.rule.id, self.now, watermark)?;
        }
        self.store.drop_value(store::RESTORED_KEY)?;
        self.reload(Topic::Rules)
    }
}
