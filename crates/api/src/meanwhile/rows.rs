//! Two people at one list that is saved whole: its rows come and go by their names, each row is one field, and so is
//! the order of all.

use std::collections::BTreeMap;

/// What both changed, each otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Both<'a, T> {
    Row(&'a T),
    Order,
}

/// What to save: `mine` as made from `from`, on top of the rows that are there `now`. No list has a name twice.
///
/// # Errors
/// Everything both changed.
pub(crate) fn merged<'a, T: Clone + PartialEq>(
    from: &'a [T],
    mine: &'a [T],
    now: &'a [T],
    name: impl Fn(&T) -> String,
) -> Result<Vec<T>, Vec<Both<'a, T>>> {
    let named = |rows: &'a [T]| -> Vec<(String, &'a T)> { rows.iter().map(|row| (name(row), row)).collect() };
    let [from, mine, now] = [named(from), named(mine), named(now)];
    let mut both = vec![];
    let mut rows: BTreeMap<&str, &T> = BTreeMap::new();
    for (name, _) in now.iter().chain(&mine) {
        let (was, here, there) = (row(&from, name), row(&mine, name), row(&now, name));
        let row = if here == was || here == there { there } else { here };
        if here != was && there != was && here != there && !rows.contains_key(name.as_str()) {
            both.extend(here.or(there).map(Both::Row));
        }
        if let Some(row) = row {
            rows.insert(name, row);
        }
    }
    let lasting = |rows: &[(String, &T)]| -> Vec<String> {
        let lasts = |name: &&String| [&from, &mine, &now].into_iter().all(|rows| row(rows, name).is_some());
        rows.iter().map(|(name, _)| name).filter(lasts).cloned().collect()
    };
    let [before, here, there] = [lasting(&from), lasting(&mine), lasting(&now)];
    if here != before && there != before && here != there {
        both.push(Both::Order);
    }
    if !both.is_empty() {
        return Err(both);
    }
    let (first, second) = if here == before { (&now, &mine) } else { (&mine, &now) };
    let mut order: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
    let last = second.iter().rposition(|(name, _)| order.contains(&name.as_str()));
    let mut at = 0;
    for (place, (name, _)) in second.iter().enumerate() {
        match order.iter().position(|one| one == name) {
            Some(known) => at = known + 1,
            None => {
                // Beside the one it stood after; what stood behind all stays there.
                at = if Some(place) > last { order.len() } else { at };
                order.insert(at, name);
                at += 1;
            }
        }
    }
    Ok(order.into_iter().filter_map(|name| rows.get(name).copied().cloned()).collect())
}

fn row<'a, T>(rows: &[(String, &'a T)], name: &str) -> Option<&'a T> {
    rows.iter().find(|(one, _)| one == name).map(|(_, row)| *row)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (&'static str, u32);

    fn both(from: &[Row], mine: &[Row], now: &[Row]) -> Result<Vec<Row>, Vec<String>> {
        let told = |both: Vec<Both<'_, Row>>| {
            let name = |one: &Both<'_, Row>| match one {
                Both::Row((name, _)) => (*name).to_owned(),
                Both::Order => "order".to_owned(),
            };
            both.iter().map(name).collect()
        };
        merged(from, mine, now, |(name, _)| name.to_lowercase()).map_err(told)
    }

    const FROM: [Row; 3] = [("a", 1), ("b", 1), ("c", 1)];

    #[test]
    fn rows_come_go_and_change_beside_each_other() {
        assert_eq!(both(&FROM, &FROM, &[("c", 2)]), Ok(vec![("c", 2)]));
        let (mine, now) = ([("a", 2), ("x", 1), ("b", 1), ("c", 1)], [("a", 1), ("c", 3), ("y", 1)]);
        assert_eq!(both(&FROM, &mine, &now), Ok(vec![("a", 2), ("x", 1), ("c", 3), ("y", 1)]));
        assert_eq!(both(&FROM, &[], &now), Err(vec!["c".into()]));
    }

    #[test]
    fn a_row_both_changed_is_named_unless_they_agree() {
        let one = |value: u32| [("a", value)];
        assert_eq!(both(&one(1), &one(2), &one(3)), Err(vec!["a".into()]));
        assert_eq!(both(&one(1), &one(2), &one(2)), Ok(vec![("a", 2)]));
        assert_eq!(both(&one(1), &one(2), &[]), Err(vec!["a".into()]), "changed here, gone there");
        assert_eq!(both(&[], &one(1), &[("A", 2)]), Err(vec!["a".into()]), "a name is one however it is written");
        assert_eq!(both(&one(1), &[], &[]), Ok(vec![]));
    }

    #[test]
    fn the_order_is_that_of_who_changed_it() {
        let mine = [("c", 1), ("a", 1), ("b", 1)];
        let now = [("a", 1), ("x", 1), ("b", 2), ("c", 1)];
        let whole = vec![("c", 1), ("a", 1), ("x", 1), ("b", 2)];
        assert_eq!(both(&FROM, &mine, &now), Ok(whole.clone()));
        assert_eq!(both(&FROM, &now, &mine), Ok(whole));
        assert_eq!(both(&FROM, &mine, &[("b", 1), ("a", 1), ("c", 1)]), Err(vec!["order".into()]));
        assert_eq!(both(&FROM, &mine, &mine), Ok(mine.to_vec()));
    }
}
