//! Formats: the kinds of container that a message lives in, as one table.

use crate::block::{self, Row};
use crate::condition_reader::ConditionReader;
use crate::error::Report;
use crate::place::Place;
use crate::value::{NULL, Value};
use crate::view::Surface;

/// One kind of container: its name in the store file, where it takes its place, and what a campaign says of it.
pub(crate) struct Format {
    pub name: &'static str,
    surface: Surface,
    row: Row,
}

const CORNERS: Row = "position:bottom-right|bottom-left|top-right|top-left";
const ANCHORED: Row = "anchor:X! placement:auto|top|bottom|left|right wait:M";

static FORMATS: [Format; 13] = [
    format("banner", Surface::Edge, "position:top|bottom push:B"),
    format("modal", Surface::Overlay, ""),
    format("card", Surface::Corner, CORNERS),
    format("inline", Surface::Inline, "into:X! insert:append|prepend|before|after wait:M"),
    format("teaser", Surface::Corner, CORNERS),
    format("tooltip", Surface::Anchor, ANCHORED),
    format("hotspot", Surface::Anchor, ANCHORED),
    format("tour", Surface::Anchor, ""),
    format("checklist", Surface::Corner, CORNERS),
    format(
        "survey",
        Surface::Corner,
        "position:center|bottom-right|bottom-left|top-right|top-left again=:F layout=:steps|page",
    ),
    format("form", Surface::Overlay, ""),
    format("chat", Surface::Corner, CORNERS),
    format("preferences", Surface::Overlay, ""),
];

const fn format(name: &'static str, surface: Surface, row: Row) -> Format {
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

    /// Where a message of a campaign takes its place.
    pub fn surface(&self, campaign: &Value) -> Surface {
        match campaign.get("position").text() {
            Some("center") => Surface::Overlay,
            _ => self.surface,
        }
    }

    /// What a view says of the container.
    pub fn frame(&self, campaign: &Value) -> Value {
        let mut frame = Value::Null;
        frame.set_text("format", self.name);
        frame.set_text("surface", self.surface(campaign).name());
        frame.merge(&block::fill(self.row, campaign, &NULL));
        frame
    }
}
