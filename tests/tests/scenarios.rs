//! Every scenario file holds: our own, and those of the shared folder where it is there. And a scenario that does not hold
//! is told of by file, line, what was expected and what was found.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use tests::scenario::{Failure, files, run_file};

/// Scenarios wait for the disk more than they compute.
const THREADS: usize = 4;

#[test]
fn our_own_scenarios_hold() {
    let played = all_hold(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"));
    assert!(played >= 60, "only {played} scenarios of our own");
}

#[test]
fn the_shared_scenarios_hold() {
    all_hold(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/scenarios"));
}

#[test]
fn what_does_not_hold_is_told_with_line_expected_and_found() {
    let day = "conexão Loja\n09:00 cliente Ana escreve \"oi\"\n      Bruno assume Ana\n";
    let cases = [
        ("espera Ana status Fechado", (4, None), "Ana status Fechado", "status Aberto"),
        ("espera enviadas a Ana 1", (4, None), "1 enviadas a Ana", "0 enviadas a Ana"),
        ("espera próxima 2026-03-02 10:00", (4, None), "próxima 2026-03-02 10:00:00", "próxima nunca"),
        ("08:59 espera perdidas 0", (4, None), "seguir até 2026-03-02 08:59:00", "já são 2026-03-02 09:00:00"),
        ("espera recusa Bruno fecha Ana", (4, None), "uma recusa", "foi aceito"),
        ("Bruno solta Ana\nespera perdidas 0", (4, None), "que o programa aceite", "recusado: "),
        ("Bruno assume Beto\nespera perdidas 0", (4, None), "um atendimento de Beto", "nenhum"),
        ("espera Ana estado Aberto", (4, Some(12)), "uma linha da linguagem", "palavra desconhecida “estado”"),
    ];
    for (line, at, expected, found) in cases {
        let failure = played(&format!("{day}{line}\n"));
        assert_eq!((failure.line, failure.column), at, "{failure}");
        assert!(failure.expected.starts_with(expected), "{failure}");
        assert!(failure.found.starts_with(found), "{failure}");
        assert!(failure.to_string().contains(&format!("dia.txt:{}", failure.line)), "{failure}");
    }
}

#[test]
fn a_rule_that_cannot_be_saved_is_told_by_its_own_line() {
    let failure = played("conexão Loja\nregra R após 1h enviar \"{{nada}}\"\n09:00 espera perdidas 0\n");
    assert_eq!(failure.line, 2, "{failure}");
    assert!(failure.found.starts_with("recusado: "), "{failure}");
}

/// Plays a text that must not hold.
fn played(text: &str) -> Failure {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dia.txt");
    std::fs::write(&file, text).unwrap();
    run_file(&file).unwrap_err()
}

/// Plays a folder and tells of everything that does not hold at once. Returns how many were played.
fn all_hold(folder: &Path) -> usize {
    let files = files(folder);
    let share = files.len().div_ceil(THREADS).max(1);
    let failures: Vec<String> = std::thread::scope(|scope| {
        let play = |some: &[PathBuf]| some.iter().filter_map(|file| run_file(file).err()).collect::<Vec<_>>();
        let threads: Vec<_> = files.chunks(share).map(|some| scope.spawn(move || play(some))).collect();
        let failed = threads.into_iter().flat_map(|thread| thread.join().unwrap());
        failed.map(|failure| failure.to_string()).collect()
    });
    assert!(failures.is_empty(), "{} of {} scenarios failed\n{}", failures.len(), files.len(), failures.join("\n"));
    files.len()
}
