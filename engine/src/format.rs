//! Formats: the kinds of container that a message lives in, as one table.

use crate::block::{self, Row};
use crate::condition_reader::ConditionReader;
use crate::error::Report;
use crate::place::Place;
use crate::value::Value;

/// One kind of container: its name in the store file, where it takes its place, and what a campaign says of it.
pub(crate) struct Format {
    pub name: &'static str,
    surface: &'static str,
    row: Row,
}

/// Over the page, which waits.
const OVERLAY: &str = "overlay";
/// Along an edge of it.
const EDGE: &str = "edge";
/// In a corner, where what waits to be opened again stands too.
pub(crate) const CORNER: &str = "corner";
/// Beside an element of the page.
const ANCHOR: &str = "anchor";
/// In an element of the page.
const INLINE: &str = "inline";

const CORNERS: Row = "position:bottom-right|bottom-left|top-right|top-left";
const ANCHORED: Row = "anchor:X! placement:auto|top|bottom|left|right wait:M";

static FORMATS: [Format; 13] = [
    format("banner", EDGE, "position:top|bottom push:B"),
    format("modal", OVERLAY, ""),
    format("card", CORNER, CORNERS),
    format("inline", INLINE, "into:X! insert:append|prepend|before|after wait:M"),
    format("teaser", CORNER, CORNERS),
    format("tooltip", ANCHOR, ANCHORED),
    format("hotspot", ANCHOR, ANCHORED),
    format("tour", ANCHOR, ""),
    format("checklist", CORNER, CORNERS),
    format(
        "survey",
        CORNER,
        "position:center|bottom-right|bottom-left|top-right|top-left again=:F layout:steps|page",
    ),
    format("form", OVERLAY, ""),
    format("chat", CORNER, CORNERS),
    format("preferences", OVERLAY, ""),
];

const fn format(name: &'static str, surface: &'static str, row: Row) -> Format {
    Format { name, surface, row }
}

impl Format {
    /// Reads the `format` of a campaign, and the keys that the format has; `None` where it is unknown. `others` are the
    /// keys that a campaign has whatever its format.
    pub fn read(
        campaign: &Place,
        others: &str,
        conditions: &mut ConditionReader,
        report: &mut Report,
    ) -> Option<&'static Format> {
        let place = campaign.key("format");
        let name = place.required_text(report).unwrap_or_default();
        let format = FORMATS.iter().find(|format| format.name == name);
        if format.is_none() && !name.is_empty() {
            place.fault("This is no format. There are banner, modal, card, inline, teaser, tooltip, hotspot, tour, checklist, survey, form, chat and preferences.", report);
        }
        block::read(campaign, format.map_or("", |format| format.row), others, conditions, report);
        format
    }

    /// What a view says of the container.
    pub fn frame(&self, campaign: &Value) -> Value {
        let is_central = campaign.get("position").text() == Some("center");
        let mut frame = Value::Null;
        frame.set_text("format", self.name);
        frame.set_text("surface", if is_central { OVERLAY } else { self.surface });
        frame.merge(&block::fill_plain(self.row, campaign));
        frame
    }
}
