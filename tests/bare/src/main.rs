//! One window with an empty page. Whatever Retorno costs beyond this is its own.

fn main() {
    tauri::Builder::default().run(tauri::generate_context!()).expect("a system with WebKitGTK opens an empty window");
}
