//! What of the toolkit a process can have done before it is told to open. Each window needs it once, whenever it comes.

/// Reads the desktop's theme, which GTK leaves to the first thing that asks how it looks: 12 ms that a window made by a process
/// which has waited need not take, for 5 MB while it waits. How it was measured is in docs/bench.md.
#[cfg(target_os = "linux")]
pub fn read_theme() {
    use gtk::prelude::{StaticType as _, StyleContextExt as _};
    let path = gtk::WidgetPath::new();
    path.append_type(gtk::Window::static_type());
    let style = gtk::StyleContext::new();
    style.set_path(&path);
    // Whatever it is: asking is what has it read.
    let _colour = style.color(gtk::StateFlags::NORMAL);
}

/// Elsewhere windows are the system's own.
#[cfg(not(target_os = "linux"))]
pub fn read_theme() {}
