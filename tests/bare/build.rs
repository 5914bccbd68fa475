//! Builds what Tauri needs beside the program, if there is a program to build.

fn main() {
    #[cfg(feature = "window")]
    tauri_build::build();
}
