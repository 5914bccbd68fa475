//! What a house begins with (domain.md sections 2.11, 3 and 5), the matrix of notices, and the small numbers everything
//! is written in: instants, spans, ids.

#![allow(clippy::unwrap_used)]

use engine::calendar::QuietHours;
use engine::*;

#[test]
fn a_new_house_begins_as_the_domain_says() {
    let expected = Settings {
        company: "Minha empresa".into(),
        zone: "America/Sao_Paulo".into(),
        hours: None,
        national_holidays: true,
        quiet: Some(QuietHours { from_minute: 20 * 60, to_minute: 8 * 60 }),
        limits: Limits::default(),
        queue: QueuePolicy::default(),
        opt_out_words: vec!["SAIR".into(), "PARAR".into()],
        bubble_group_max: 5,
        bubble_group_span: Span::minutes(1),
        notices: vec![],
        notice_texts: NoticeText::standard_all(),
        set_up: false,
        demo: false,
    };
    assert_eq!(Settings::default(), expected);
    assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), expected, "what an older house never stored");
    let stored = serde_json::to_string(&expected).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&stored).unwrap(), expected);
}

const EVENTS: [NoticeEvent; 13] = [
    NoticeEvent::Entered,
    NoticeEvent::MayEnter,
    NoticeEvent::Returned,
    NoticeEvent::DayClosed,
    NoticeEvent::DayDigest,
    NoticeEvent::DayAsks,
    NoticeEvent::RulePaused,
    NoticeEvent::Data,
    NoticeEvent::RuleBroken,
    NoticeEvent::SendFailed,
    NoticeEvent::ConnectionDown,
    NoticeEvent::Rule,
    NoticeEvent::Assigned,
];

#[test]
fn every_notice_is_on_until_somebody_switches_that_one_off() {
    let recipients = [Recipient::Technician, Recipient::Leader, Recipient::Supervisors];
    let silenced = NoticeRule { event: NoticeEvent::Returned, to: Recipient::Leader, bubble: false, centre: true };
    let unheard = NoticeRule { event: NoticeEvent::DayClosed, to: Recipient::Technician, bubble: false, centre: false };
    let settings = Settings { notices: vec![silenced, unheard], ..Settings::default() };
    for event in EVENTS {
        for to in recipients {
            let on = NoticeRule { event, to, bubble: true, centre: true };
            assert_eq!(NoticeRule::default_for(event, to), on);
            let listed = [silenced, unheard].into_iter().find(|rule| (rule.event, rule.to) == (event, to));
            assert_eq!(settings.notice(event, to), listed.unwrap_or(on), "{event:?} {to:?}");
        }
    }
}

#[test]
fn the_words_of_a_notice_are_the_houses_own_or_the_standard_ones() {
    let standard = NoticeText::standard_all();
    let kinds: Vec<_> = standard.iter().map(|text| (text.event, text.to)).collect();
    use Recipient::{Leader, Technician};
    assert_eq!(
        kinds,
        [
            (NoticeEvent::Entered, Technician),
            (NoticeEvent::Entered, Leader),
            (NoticeEvent::MayEnter, Technician),
            (NoticeEvent::Returned, Technician),
            (NoticeEvent::Returned, Leader),
            (NoticeEvent::DayClosed, Technician),
        ]
    );
    assert!(standard.iter().all(|text| text.problems().is_empty()), "{standard:?}");
    let own = NoticeText { title: "Volta".into(), text: "{{lider.nome}}".into(), ..standard[4].clone() };
    let settings = Settings { notice_texts: vec![own.clone()], ..Settings::default() };
    for event in EVENTS {
        for to in [Technician, Leader, Recipient::Supervisors] {
            let listed = Some(&own).filter(|own| (own.event, own.to) == (event, to)).cloned();
            assert_eq!(settings.notice_text(event, to), listed.or_else(|| NoticeText::standard(event, to)));
        }
    }
}

#[test]
fn the_words_of_a_notice_that_cannot_be_read_are_refused_by_field() {
    let words = |title: &str, text: &str| NoticeText {
        event: NoticeEvent::Entered,
        to: Recipient::Leader,
        title: title.into(),
        text: text.into(),
    };
    let fields = |words: NoticeText| words.problems().into_iter().map(|(field, _)| field).collect::<Vec<_>>();
    assert_eq!(fields(words(&"é".repeat(120), &"é".repeat(300))), [""; 0]);
    assert_eq!(fields(words(&"é".repeat(121), "Olá")), ["title"]);
    assert_eq!(fields(words("Olá", &"é".repeat(301))), ["text"]);
    assert_eq!(fields(words(" ", &"é".repeat(5_000))), ["title", "text"]);
    let said = words("Oi, {{nada}}", "{{contato.nome").problems();
    assert!(said[0].1.contains("{{nada}}") && said[1].0 == "text", "{said:?}");
    let long = words(&"é".repeat(121), "Olá").problems();
    assert_eq!(long[0].1, "Encurte o texto: ele tem 121 caracteres e cabem 120 em um aviso.");
}

#[test]
fn instants_and_spans_count_in_milliseconds_and_stop_at_the_ends_of_time() {
    assert_eq!(
        [Span::seconds(3), Span::minutes(3), Span::hours(3), Span::days(3)],
        [Span(3_000), Span(180_000), Span(10_800_000), Span(259_200_000)]
    );
    let (early, late) = (Moment(1_000), Moment(61_000));
    assert_eq!((early.plus(Span::minutes(1)), late.minus(Span::minutes(1))), (late, early));
    assert_eq!((late.since(early), early.since(late)), (Span::minutes(1), Span::minutes(-1)));
    for span in [Span(1), Span(i64::MAX)] {
        assert_eq!((Moment::MAX.plus(span), Moment::MIN.minus(span)), (Moment::MAX, Moment::MIN));
    }
    assert_eq!((Moment::MIN.minus(Span(i64::MIN)), Moment::MAX.plus(Span(i64::MIN))), (Moment::MAX, Moment::MIN));
    assert!(Moment::MIN < Moment(0) && Moment(0) < Moment::MAX);
    // Room to add any two of them without running over.
    assert_eq!((Moment::MAX.0, Moment::MIN.0), (i64::MAX / 4, i64::MIN / 4));
    assert_eq!(Moment::MAX.since(Moment::MIN).0, i64::MAX / 4 - i64::MIN / 4);
}

#[test]
fn an_id_is_shown_and_stored_as_its_number() {
    assert_eq!((TicketId(42).to_string(), format!("{:>4}", RuleId(7))), ("42".into(), "   7".into()));
    assert_eq!(serde_json::to_string(&[QueueId(1), QueueId(2)]).unwrap(), "[1,2]");
    assert_eq!(serde_json::from_str::<UserId>("9").unwrap(), UserId(9));
}
