//! The house's own rules, as tests: who may depend on whom, what may lie where, and what a source file may not do. Each
//! rule is one that a machine can judge and that has a reason; taste is left to people.

#![allow(clippy::unwrap_used)]

#[path = "house/files.rs"]
mod files;
#[path = "house/layering.rs"]
mod layering;
#[path = "house/page.rs"]
mod page;
#[path = "house/rust.rs"]
mod rust;
#[path = "house/tree.rs"]
mod tree;
