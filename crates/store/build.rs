//! Makes cargo notice a migration that is added: the embedding macro alone sees only changes of those it knows.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
