//! Who asks for an attachment that cannot be brought is told why, in a sentence. That one can be, real servers show.

use api::Code;
use channels::{Attachment, Incoming, Message, Party, Side};
use engine::{ConnectionId, TicketId};
use serde_json::{Value, json};

use crate::world::{SUPERVISOR, TECHNICIAN, VIEWER, World, id, mailbox};

/// A customer's mail with one file, and the ticket it made.
fn arrives(world: &World, on: ConnectionId, address: &str) -> (TicketId, Value) {
    let file = Attachment { name: "nota.pdf".into(), mime: "application/pdf".into(), bytes: 8 };
    let message = Message {
        external_id: format!("m-{address}"),
        side: Side::Customer,
        contact: Party { address: address.into(), name: "Ana".into() },
        said_at_ms: 0,
        subject: String::new(),
        text: "segue".into(),
        refs: vec![],
        attachments: vec![file],
        answers: true,
        history: false,
    };
    world.desk.receive(on, vec![Incoming::Message(message)]).unwrap();
    world.published();
    let newest = world.must(SUPERVISOR, "tickets", json!({}))["rows"][0]["id"].take();
    let said = world.must(SUPERVISOR, "conversation", json!({ "ticket": newest }))["messages"][0].take();
    assert_eq!(said["attachments"], json!([{ "name": "nota.pdf", "mime": "application/pdf", "bytes": 8 }]));
    (id(&newest).into_id(), said["id"].clone())
}

fn refused(world: &World, message: &Value, position: u32) -> (Code, String) {
    let failure = world.refused(VIEWER, "attachment", json!({ "message": message, "position": position }));
    (failure.code, failure.message)
}

#[test]
fn an_attachment_that_cannot_be_brought_is_refused_with_the_reason() {
    let world = World::new();
    let on = mailbox(&world);
    let (ticket, message) = arrives(&world, on, "ana@exemplo.invalid");
    let none = (Code::NotFound, "Esta mensagem não tem este anexo. Atualize a tela.".to_owned());
    assert_eq!(refused(&world, &message, 1), none);
    let note = world.must(SUPERVISOR, "add_note", json!({ "ticket": ticket, "text": "Ver o anexo" }))["message"].take();
    assert_eq!(refused(&world, &note, 0), none);
    let gone = (Code::NotFound, "Esta mensagem não existe mais. Atualize a tela.".to_owned());
    assert_eq!(refused(&world, &json!(999), 0), gone);

    let down = "Não foi possível baixar o anexo. Confira o servidor de entrada e a porta: «127.0.0.1:1» não aceitou a \
                conexão.";
    assert_eq!(refused(&world, &message, 0), (Code::Unavailable, down.to_owned()));
    world.must(SUPERVISOR, "enable_connection", json!({ "connection": on, "enabled": false }));
    world.published();
    let off = "A conexão «Loja» está desligada. O anexo pode ser baixado quando ela for ligada.";
    assert_eq!(refused(&world, &message, 0), (Code::Unavailable, off.to_owned()));
    world.must(SUPERVISOR, "delete_connection", json!({ "connection": on }));
    world.published();
    let deleted = "A conexão desta mensagem foi excluída, e o anexo só existe na caixa dela.";
    assert_eq!(refused(&world, &message, 0), (Code::Unavailable, deleted.to_owned()));
}

#[test]
fn a_kind_of_connection_without_attachments_says_so() {
    let world = World::new();
    let on = world.connection();
    world.must(SUPERVISOR, "enable_connection", json!({ "connection": on, "enabled": true }));
    world.published();
    let (_, message) = arrives(&world, on, "ana@exemplo.invalid");
    let none = (Code::NotFound, "Esta conexão não tem anexos para baixar.".to_owned());
    assert_eq!(refused(&world, &message, 0), none);
}

#[test]
fn who_may_not_see_the_ticket_gets_no_attachment_of_it() {
    let world = World::new();
    let on = mailbox(&world);
    let team = world.must(SUPERVISOR, "save_team", json!({ "name": "Vendas", "members": [] }))["id"].take();
    let queue = json!({ "name": "Vendas", "team": team, "archived": false });
    let queue = world.must(SUPERVISOR, "save_queue", queue)["id"].take();
    let (ticket, message) = arrives(&world, on, "ana@exemplo.invalid");
    world.must(SUPERVISOR, "transfer", json!({ "tickets": [ticket], "queue": queue }));
    world.published();
    let failure = world.refused(TECHNICIAN, "attachment", json!({ "message": message, "position": 0 }));
    assert_eq!(failure.code, Code::Forbidden);
}
