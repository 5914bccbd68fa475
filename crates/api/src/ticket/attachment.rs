//! An attachment that a person asks for. It comes from the provider at that moment and goes to them alone.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::{ATTACHMENT_BYTES_MAX, NotBrought};
use runtime::Refusal;

use super::OneAttachment;
use super::conversation::attachments;
use super::handle::seen;
use crate::ask::Ask;
use crate::error::{Code, Failure, Result};
use crate::shape::BinaryFile;

pub(crate) fn attachment(ask: &Ask, args: OneAttachment) -> Result<BinaryFile> {
    let OneAttachment { message, position } = args;
    let row = ask.stored(|store| store.message(message))?.ok_or_else(|| Refusal::not_found("Esta mensagem"))?;
    seen(ask, row.ticket)?;
    let position = position as usize;
    let Some(external_id) = row.external_id.filter(|_| position < attachments(&row.attachments).len()) else {
        return Err(none_such());
    };
    let on = ask.house.connection(row.connection).filter(|on| !on.archived);
    let on =
        on.ok_or_else(|| unavailable("A conexão desta mensagem foi excluída, e o anexo só existe na caixa dela."))?;
    if !on.enabled {
        let said = format!("A conexão «{}» está desligada. O anexo pode ser baixado quando ela for ligada.", on.name);
        return Err(unavailable(said));
    }
    let channels::File { name, mime, bytes } = ask.desk.attachment(on, &external_id, position).map_err(not_brought)?;
    Ok(BinaryFile { name, mime, base64: STANDARD.encode(bytes) })
}

fn not_brought(why: NotBrought) -> Failure {
    const MEGA: usize = 1024 * 1024;
    match why {
        NotBrought::NoneHere => Failure::not_found("Esta conexão não tem anexos para baixar."),
        NotBrought::MessageGone => Failure::not_found(
            "A mensagem não está mais na caixa de entrada nem na pasta de enviados: foi movida ou apagada. Procure o \
             anexo na própria caixa de e-mail.",
        ),
        NotBrought::NoSuchAttachment => none_such(),
        NotBrought::TooLarge { bytes } => Failure::new(
            Code::TooLarge,
            format!(
                "A mensagem com este anexo tem {} MB, e o Retorno baixa até {} MB. Abra o anexo na própria caixa de e-mail.",
                bytes.div_ceil(MEGA),
                ATTACHMENT_BYTES_MAX / MEGA
            ),
        ),
        NotBrought::Fault(fault) => unavailable(format!("Não foi possível baixar o anexo. {}", fault.detail)),
    }
}

fn none_such() -> Failure {
    Failure::not_found("Esta mensagem não tem este anexo. Atualize a tela.")
}

fn unavailable(message: impl Into<String>) -> Failure {
    Failure::new(Code::Unavailable, message)
}
