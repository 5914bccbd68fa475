//! What the program says outside its window, in the language that the person chose in it. What the window says is in the
//! page's catalogues.

use serde::{Deserialize, Serialize};

/// A language of the page's catalogues, by the same names.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "pt-BR")]
    Portuguese,
    #[serde(rename = "en")]
    English,
    #[serde(rename = "es")]
    Spanish,
}

/// Something that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// Of the icon's menu.
    Open,
    /// Of the icon's menu, followed by how many.
    Waiting,
    /// Of the icon's menu.
    Quiet,
    /// Of the icon's menu.
    AtLogin,
    /// Of the icon's menu.
    Quit,
    /// On a bubble.
    Show,
    /// The bubble after the window was closed for the first time: its title.
    StaysTitle,
    /// And its text.
    StaysText,
}

impl Language {
    /// The words of a phrase.
    pub fn says(self, phrase: Phrase) -> &'static str {
        let [portuguese, english, spanish] = match phrase {
            Phrase::Open => ["Abrir Retorno", "Open Retorno", "Abrir Retorno"],
            Phrase::Waiting => ["Sem Interação", "No Interaction", "Sin Interacción"],
            Phrase::Quiet => ["Não perturbar por 30 min", "Do not disturb for 30 min", "No molestar por 30 min"],
            Phrase::AtLogin => ["Iniciar com o computador", "Start with the computer", "Iniciar con el equipo"],
            Phrase::Quit => ["Sair", "Quit", "Salir"],
            Phrase::Show => ["Abrir", "Open", "Abrir"],
            Phrase::StaysTitle => ["O Retorno continua ligado", "Retorno is still running", "Retorno sigue en marcha"],
            Phrase::StaysText => [
                "Os prazos seguem contando. Abra-o de novo pelo ícone; para sair, use Encerrar o Retorno.",
                "Deadlines keep counting. Open it again by its icon; to leave, use Quit Retorno.",
                "Los plazos siguen contando. Ábralo de nuevo por su icono; para salir, use Cerrar Retorno.",
            ],
        };
        match self {
            Language::Portuguese => portuguese,
            Language::English => english,
            Language::Spanish => spanish,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn languages_are_called_and_the_queue_is_named_as_in_the_page() {
        let catalogues = [
            (Language::Portuguese, "pt-BR", include_str!("../../../ui/src/text/pt-BR.json")),
            (Language::English, "en", include_str!("../../../ui/src/text/en.json")),
            (Language::Spanish, "es", include_str!("../../../ui/src/text/es.json")),
        ];
        for (language, name, catalogue) in catalogues {
            assert_eq!(serde_json::to_value(language).expect("a name is JSON"), name);
            let catalogue: Value = serde_json::from_str(catalogue).expect("a catalogue is JSON");
            assert_eq!(language.says(Phrase::Waiting), catalogue["screens"]["waiting"], "{name}");
        }
    }
}
