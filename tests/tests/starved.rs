//! The real `retorno-hub` gets no processor for a while (it is stopped, and told to go on), over a deadline and while a
//! customer answers: late, but right. The provider lives in this process and remembers what it took.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[allow(dead_code, reason = "what the full disks need besides")]
#[path = "hub/at_work.rs"]
mod at_work;
#[allow(dead_code, reason = "what the hub's own tests need besides")]
#[path = "hub/house.rs"]
mod house;
#[allow(dead_code, reason = "what the kills need besides")]
#[path = "kill/provider.rs"]
mod provider;
#[path = "kill/shop.rs"]
mod shop;

use at_work::Shop;
use runtime::clock::{Clock, STALL_MIN, SystemClock};

/// "Tempo de espera" of the queue: long enough that it is stopped by then.
const WAIT_MS: u32 = 20_000;

#[test]
fn an_answer_that_came_while_the_program_got_no_processor_is_read_before_anything_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let shop = Shop::open(folder.path(), folder.path().join("dados"), WAIT_MS);
    for (who, mark) in [("ana", "[P1]"), ("bia", "[P2]")] {
        shop.says(who);
        let ticket = shop.taken(who);
        shop.answers(ticket, &format!("{mark} um momento, por favor"));
        shop.until("the answer to be sent", || (shop.state(mark).as_deref() == Some("sent")).then_some(()));
    }
    shop.hub.signal("STOP");
    let stopped_at = SystemClock::new().read().wall;
    let sent: Vec<String> = shop.provider.taken().into_iter().map(|one| one.text).collect();
    assert!(!sent.iter().any(|text| text.starts_with("[E]")), "it was stopped too late: {sent:?}");

    shop.provider.hush();
    shop.says("ana");
    let over = stopped_at.plus(engine::Span(i64::from(WAIT_MS))).plus(STALL_MIN);
    shop.until("both waits to be over", || (SystemClock::new().read().wall > over).then_some(()));
    shop.hub.signal("CONT");

    shop.until("the notice to Bia, late", || shop.has("bia", "[E]").then_some(()));
    shop.until("Ana's answer to be kept", || shop.waits("ana").then_some(()));
    assert!(!shop.has("ana", "[E]"), "she had answered: {:?}", shop.provider.taken());
}
