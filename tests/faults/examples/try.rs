use faults::{day::*, disk, vfs, ledger::Look};
fn main() {
    let dir = faults::folder().unwrap();
    let mut day = Day::on(dir.path(), Some(vfs::install()));
    disk::fail(Some(disk::Fault{at:u64::MAX, wrong: disk::Wrong::Io, sticky:false}));
    disk::record();
    day.start().unwrap();
    println!("open: ops {} changes {}", disk::met(), disk::recorded());
    for d in whole_day() {
        let (a,b)=(disk::met(), disk::recorded());
        day.play(&[d]).unwrap();
        {let db = faults::whole::look(&day.path()).unwrap();
        let mut st = db.prepare("SELECT d.rule, d.why, (d.due_at-1772449200000)/60000, d.anchor, c.name FROM deferred d JOIN ticket t ON t.id=d.ticket JOIN contact c ON c.id=t.contact").unwrap();
        let mut rows = st.query([]).unwrap();
        while let Some(r) = rows.next().unwrap() { println!("   DEFERRED {:?} {:?} {:?} {:?} {:?}", r.get_ref(0).unwrap(), r.get_ref(1).unwrap(), r.get_ref(2).unwrap(), r.get_ref(3).unwrap(), r.get_ref(4).unwrap()); }}
        println!("{d:?}: {} {}", disk::met()-a, disk::recorded()-b);
    }
    day.settle().unwrap();
    println!("{:?}", day.check(Look::LIVE));
    println!("{:?}", day.all_settled());
    let db = faults::whole::look(&day.path()).unwrap();
    let mut st = db.prepare("SELECT o.key,o.state,o.origin,o.text,c.name FROM outbox o JOIN contact c ON c.id=o.contact").unwrap();
    let mut rows = st.query([]).unwrap();
    while let Some(r) = rows.next().unwrap() { println!("{} {} {} {} {}", r.get::<_,String>(0).unwrap(), r.get::<_,String>(1).unwrap(), r.get::<_,String>(2).unwrap(), r.get::<_,String>(3).unwrap(), r.get::<_,String>(4).unwrap()); }
    let mut st = db.prepare("SELECT e.rule,c.name,e.part,e.outcome,e.why,e.detail,(e.deadline-1772449200000)/60000, (e.at-1772449200000)/60000 FROM execution e JOIN contact c ON c.id=e.contact").unwrap();
    let mut rows = st.query([]).unwrap();
    while let Some(r) = rows.next().unwrap() { println!("{} {} {} {} {} {} {} {}", r.get::<_,i64>(0).unwrap(), r.get::<_,String>(1).unwrap(), r.get::<_,String>(2).unwrap(), r.get::<_,String>(3).unwrap(), r.get::<_,String>(4).unwrap(), r.get::<_,String>(5).unwrap(), r.get::<_,i64>(6).unwrap(), r.get::<_,i64>(7).unwrap()); }
    println!("{:?}", std::fs::metadata(day.path()).unwrap().len());
    let t = disk::tape();
    println!("{:?} {}", t.names, t.changes.len());
}
