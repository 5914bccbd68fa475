//! The table of commands against a real desk on a folder of its own: who may call what, what each command answers, what
//! it refuses, and what it tells integrations. The desk has no keyring and no notifier; everything else is the product.

#![allow(clippy::unwrap_used)]

#[path = "api/attachments.rs"]
mod attachments;
#[path = "api/back.rs"]
mod back;
#[path = "api/bad.rs"]
mod bad;
#[path = "api/calls.rs"]
mod calls;
#[path = "api/clock.rs"]
mod clock;
#[path = "api/decision.rs"]
mod decision;
#[path = "api/description.rs"]
mod description;
#[path = "api/example.rs"]
mod example;
#[path = "api/flows.rs"]
mod flows;
#[path = "api/funnels.rs"]
mod funnels;
#[path = "api/hands.rs"]
mod hands;
#[path = "api/house.rs"]
mod house;
#[path = "api/kept.rs"]
mod kept;
#[path = "api/meanwhile.rs"]
mod meanwhile;
#[path = "api/tray.rs"]
mod tray;
#[path = "api/unknown.rs"]
mod unknown;
#[path = "api/who.rs"]
mod who;
#[path = "api/world.rs"]
mod world;
