//! What must hold whatever happens in whatever order: words may arrive late, twice and shuffled and the ticket is the
//! same; one more word of the customer never makes a rule act earlier; who answered is left alone.

#![allow(clippy::unwrap_used)]

#[path = "desk/mod.rs"]
mod desk;

use chrono_tz::TZ_VARIANTS;
use desk::{contact, rule, ticket};
use engine::evaluate::{Outcome, Part, Surroundings, deadline, evaluate, explain, threshold};
use engine::*;
use proptest::prelude::*;

const START: i64 = 1_772_449_200_000;

/// A word that may fail later.
#[derive(Debug, Clone, Copy)]
struct Word {
    at: Moment,
    customer: bool,
    fails: bool,
}

fn words() -> impl Strategy<Value = Vec<Word>> {
    let word = (0_i64..300_000_000, any::<bool>(), any::<bool>());
    proptest::collection::vec(word, 1..40).prop_map(|drawn| {
        let word = |(n, (at, customer, fails)): (usize, (i64, bool, bool))| {
            // No two at one instant: the tie is a case of its own.
            let at = Moment(START + at * 64 + i64::try_from(n).unwrap());
            Word { at, customer, fails: fails && !customer }
        };
        drawn.into_iter().enumerate().map(word).collect()
    })
}

/// What the runtime does with what arrives: a known word is nothing new; a failure tells which word stands now.
#[derive(Default)]
struct Arrivals {
    known: Vec<usize>,
    failed: Vec<usize>,
}

impl Arrivals {
    fn word(&mut self, ticket: Ticket, words: &[Word], n: usize) -> Ticket {
        if self.known.contains(&n) {
            return ticket;
        }
        self.known.push(n);
        let at = words[n].at;
        apply(&ticket, &if words[n].customer { Fact::CustomerWrote { at } } else { Fact::HumanWrote { at, by: None } })
    }

    fn failure(&mut self, ticket: Ticket, words: &[Word], n: usize) -> Ticket {
        if self.failed.contains(&n) || !self.known.contains(&n) {
            return ticket;
        }
        self.failed.push(n);
        let stands = |k: &&usize| !words[**k].customer && !self.failed.contains(k);
        let previous = self.known.iter().filter(stands).map(|k| words[*k].at).max();
        apply(&ticket, &Fact::HumanFailed { previous })
    }
}

/// In order of time, each once, every failure at the end.
fn in_order(words: &[Word]) -> Ticket {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|n| words[*n].at);
    let mut arrivals = Arrivals::default();
    let mut now = ticket();
    for n in &order {
        now = arrivals.word(now, words, *n);
    }
    for n in order.into_iter().filter(|n| words[*n].fails) {
        now = arrivals.failure(now, words, n);
    }
    now
}

fn spoken(words: &[Word]) -> (Ticket, Contact) {
    let wrote = words.iter().filter(|word| word.customer).map(|word| word.at).max();
    (in_order(words), contact(wrote))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_copies_of_the_same_words_end_the_same(
        words in words(), arrivals in proptest::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..160),
        last in Just((0..40_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut seen = Arrivals::default();
        let mut shuffled = ticket();
        for (index, failure) in arrivals {
            let n = index.index(words.len());
            shuffled = if failure && words[n].fails { seen.failure(shuffled, &words, n) } else { seen.word(shuffled, &words, n) };
        }
        // Whatever has not come yet comes now, still in no order.
        for n in last.iter().copied().filter(|n| *n < words.len()) {
            shuffled = seen.word(shuffled, &words, n);
        }
        for n in last.into_iter().filter(|n| *n < words.len() && words[*n].fails) {
            shuffled = seen.failure(shuffled, &words, n);
        }
        prop_assert_eq!(shuffled, in_order(&words));
    }

    /// With `part`, `zone` and hours of any kind.
    #[test]
    fn one_more_word_of_the_customer_never_makes_a_rule_act_earlier(
        words in words(), more in 0_i64..19_200_000_000, after in 0_i64..400_000_000_000, minutes in 1_i64..10_000,
        business_hours in any::<bool>(), says in any::<bool>(), zone in 0..TZ_VARIANTS.len(), quiet in any::<bool>(),
    ) {
        let hours = BusinessHours::weekdays(8 * 60, 18 * 60);
        let calendar = Calendar::new(TZ_VARIANTS[zone], Some(hours), std::collections::BTreeSet::new());
        let limits = Limits::default();
        let mut around = Surroundings::clear(&calendar, &limits);
        around.quiet = quiet.then(QuietHours::default);
        let rule = rule(Span::minutes(minutes), business_hours, says);
        let part = rule.parts()[0];
        let (before, quietly) = spoken(&words);
        let mut with = words.clone();
        with.push(Word { at: Moment(START + more), customer: true, fails: false });
        let (after_it, answered) = spoken(&with);
        let now = Moment(START + after);
        let without = evaluate(&rule, part, &before, &quietly, &around, now);
        let judged = evaluate(&rule, part, &after_it, &answered, &around, now);
        if judged.outcome == Outcome::Due {
            prop_assert_eq!(without.outcome, Outcome::Due);
        }
        if let Some(due) = judged.deadline {
            prop_assert!(without.deadline.is_some_and(|before| before <= due));
        }
        // If it is the last word of all, nothing acts, ever.
        if with.iter().filter(|word| !word.fails).all(|word| word.at <= Moment(START + more)) {
            prop_assert_eq!(judged.outcome, Outcome::CustomerWaits);
            prop_assert_eq!(judged.deadline, None);
        }
    }

    #[test]
    fn nothing_acts_before_its_deadline_and_the_threshold_is_the_deadlines_inverse(
        words in words(), after in 0_i64..400_000_000_000, minutes in 1_i64..10_000, business_hours in any::<bool>(),
        says in any::<bool>(), zone in 0..TZ_VARIANTS.len(), released in proptest::option::of(0_i64..30_000_000_000),
    ) {
        let hours = BusinessHours::weekdays(8 * 60, 18 * 60);
        let calendar = Calendar::new(TZ_VARIANTS[zone], Some(hours), std::collections::BTreeSet::new());
        let limits = Limits::default();
        let around = Surroundings::clear(&calendar, &limits);
        let rule = rule(Span::minutes(minutes), business_hours, says);
        let (mut one, contact) = spoken(&words);
        let now = Moment(START + after);
        if let Some(at) = released {
            one.hold = Hold::Released(Moment(START + at));
        }
        let judged = evaluate(&rule, rule.parts()[0], &one, &contact, &around, now);
        prop_assert_eq!(judged.deadline, deadline(&rule, &one, &calendar));
        let passed = judged.deadline.is_some_and(|at| at <= now);
        let acts = |outcome| matches!(outcome, Outcome::Due | Outcome::Missed | Outcome::Defer { .. } | Outcome::Skip { .. });
        prop_assert!(!acts(judged.outcome) || passed);
        if let (Some(anchor), None) = (one.anchor(), released) {
            prop_assert_eq!(passed, anchor <= threshold(&rule, &calendar, now));
        }
        // "Por quê?" says the same, and its first condition that fails is the reason.
        let (said, conditions) = explain(&rule, rule.parts()[0], &one, &contact, &around, now);
        prop_assert_eq!(said, judged);
        prop_assert_eq!(conditions.iter().all(|condition| condition.pass), judged.outcome == Outcome::Due);
        one.hold = Hold::On;
        let held = evaluate(&rule, rule.parts()[0], &one, &contact, &around, now);
        prop_assert_eq!(held.outcome, Outcome::Exempt);
    }
}

#[test]
fn a_tie_is_the_customers() {
    let at = Moment(START);
    let both = apply(&apply(&ticket(), &Fact::HumanWrote { at, by: None }), &Fact::CustomerWrote { at });
    let other = apply(&apply(&ticket(), &Fact::CustomerWrote { at }), &Fact::HumanWrote { at, by: None });
    assert_eq!(both, other);
    assert_eq!(both.anchor(), None);
    assert_eq!(rule(Span::minutes(1), false, true).parts(), [Part::Message]);
}
