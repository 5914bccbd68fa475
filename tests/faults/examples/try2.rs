use faults::{day::*, disk, vfs, image::*};
use std::time::Instant;
fn main() {
    let base = faults::folder().unwrap();
    let mut day = Day::on(base.path(), None);
    let t = Instant::now();
    day.start().unwrap(); drop(day);
    println!("first open {:?}", t.elapsed());
    let files = read(base.path()).unwrap();
    for (n,b) in &files { println!("{n} {}", b.len()); }
    let mut day = Day::on(base.path(), Some(vfs::install()));
    let t = Instant::now();
    disk::record();
    day.start().unwrap();
    day.play(&whole_day()).unwrap();
    println!("day {:?}", t.elapsed());
    let tape = disk::tape();
    println!("{} changes", tape.changes.len());
    let mut w = Winder::new(&tape, &files);
    for _ in 0..1500 { w.step(); }
    let dir = faults::folder().unwrap();
    let (mut a, mut b, mut c, mut d, mut e, mut f, mut g) = (0.0,0.0,0.0,0.0,0.0,0.0,0.0);
    let n = 300;
    for seed in 0..n {
        let t = Instant::now();
        let img = w.crashed(seed);
        a += t.elapsed().as_secs_f64();
        let t = Instant::now();
        lay(&img, dir.path()).unwrap();
        b += t.elapsed().as_secs_f64();
        let t = Instant::now();
        let o = store::Options { checkpoint: store::CheckpointMode::Inline, ..store::Options::new(dir.path().join("retorno.db")) };
        let db = store::Database::open(o).unwrap();
        c += t.elapsed().as_secs_f64();
        let t = Instant::now();
        let core = runtime::Core::open(db, faults::house::minute(100), 7).unwrap();
        d += t.elapsed().as_secs_f64();
        let t = Instant::now();
        let db = faults::whole::look(&dir.path().join("retorno.db")).unwrap();
        faults::whole::content(&db).unwrap();
        e += t.elapsed().as_secs_f64();
        let t = Instant::now();
        db.query_row("PRAGMA integrity_check(1)", [], |r| r.get::<_,String>(0)).unwrap();
        f += t.elapsed().as_secs_f64();
        let t = Instant::now();
        faults::whole::check(&db).unwrap();
        g += t.elapsed().as_secs_f64();
        drop(core);
    }
    let n = n as f64;
    println!("ms: make {:.2} lay {:.2} open {:.2} core {:.2} dump {:.2} int {:.2} check {:.2}", a/n*1e3,b/n*1e3,c/n*1e3,d/n*1e3,e/n*1e3,f/n*1e3,g/n*1e3);
}
