//! The icon as a StatusNotifierItem on the session bus, which panels of KDE, Xfce, Cinnamon, MATE, LXQt and, with its
//! extension, GNOME show. A panel that comes later shows it then.

use std::sync::Arc;

use anyhow::anyhow;
use ksni::blocking::{Handle, TrayMethods as _};
use ksni::menu::{CheckmarkItem, MenuItem, StandardItem};

use super::{Entry, Face, MENU, TITLE, chosen};
use crate::{IDENTIFIER, Program};

/// The icon, from wherever it is drawn.
pub struct Icon(Handle<Item>);

struct Item {
    program: Arc<Program>,
    face: Face,
    picture: Vec<ksni::Icon>,
}

/// Puts the icon up.
///
/// # Errors
/// There is no session bus.
pub fn put_up(program: &Arc<Program>, face: Face) -> anyhow::Result<Icon> {
    let item = Item { program: program.clone(), face, picture: vec![decoded(face.picture())?] };
    Ok(Icon(item.assume_sni_available(true).spawn()?))
}

impl Icon {
    pub fn draw(&self, face: Face) {
        // None: the bus is gone, and the icon with it.
        let _gone = self.0.update(|item| {
            if item.face.picture() != face.picture()
                && let Ok(picture) = decoded(face.picture())
            {
                item.picture = vec![picture];
            }
            item.face = face;
        });
    }
}

impl Item {
    /// What draws the icon waits for nothing: what was chosen may draw it anew.
    fn choose(&self, entry: Entry) {
        let program = self.program.clone();
        self.program.tasks.spawn_blocking(move || chosen(&program, entry));
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        IDENTIFIER.into()
    }

    fn title(&self) -> String {
        TITLE.into()
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        self.picture.clone()
    }

    fn tool_tip(&self) -> ksni::ToolTip {
        ksni::ToolTip { title: TITLE.into(), ..Default::default() }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.choose(Entry::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let item = |entry| {
            if entry == Entry::Line {
                return MenuItem::Separator;
            }
            let activate = Box::new(move |item: &mut Item| item.choose(entry));
            let label = self.face.words(entry);
            match self.face.ticked(entry) {
                Some(checked) => CheckmarkItem { label, checked, activate, ..Default::default() }.into(),
                None => StandardItem { label, activate, ..Default::default() }.into(),
            }
        };
        MENU.map(item).into()
    }
}

/// A picture as the bus carries it: from red, green, blue, alpha to alpha, red, green, blue.
fn decoded(png: &[u8]) -> anyhow::Result<ksni::Icon> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info()?;
    let mut data = vec![0; reader.output_buffer_size().ok_or_else(|| anyhow!("the picture is too large"))?];
    let info = reader.next_frame(&mut data)?;
    data.truncate(info.buffer_size());
    data.chunks_exact_mut(4).for_each(|pixel| pixel.rotate_right(1));
    Ok(ksni::Icon { width: info.width.try_into()?, height: info.height.try_into()?, data })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tray::{CALM, PAUSED, WAITING};

    #[test]
    fn every_picture_is_carried_with_its_alpha_first() {
        for png in [CALM, WAITING, PAUSED] {
            let icon = decoded(png).expect("our pictures are valid");
            assert_eq!((icon.width, icon.height, icon.data.len()), (64, 64, 64 * 64 * 4));
            let alphas: Vec<u8> = icon.data.chunks_exact(4).map(|pixel| pixel[0]).collect();
            assert!(alphas[0] == 0 && alphas.contains(&255), "the corner is clear, and something is not");
        }
    }
}
