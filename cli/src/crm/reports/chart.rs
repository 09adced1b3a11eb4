//! Charts as SVG, drawn by plotters. Nothing in them needs a script, and the stylesheet changes their colours in the dark.

use std::error::Error;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::reports::pyramid::Counts;

/// As wide as a phone: there a chart stands alone, and on a desktop two things fit side by side.
const WIDTH: u32 = 360;
/// The height of a bar with its words above it.
const ROW: i32 = 46;
/// Letters that fit above a bar, those at the right included.
const LETTERS: usize = 47;
/// plotters writes a font's size divided by this.
const EM: f64 = 1.24;

// The stylesheet knows these by their names in hexadecimal.
const INK: RGBColor = RGBColor(0x18, 0x21, 0x1d);
const QUIET: RGBColor = RGBColor(0x56, 0x62, 0x5c);
const LINE: RGBColor = RGBColor(0xdd, 0xe2, 0xde);
/// The colours of what is told apart: the stages of the pyramid, in their order; the third for what stands alone.
const COLOURS: [RGBColor; 4] = [
    RGBColor(0x7c, 0x8f, 0x86),
    RGBColor(0xb8, 0x7a, 0x14),
    RGBColor(0x0b, 0x6e, 0x4f),
    RGBColor(0x8c, 0x4a, 0x7c),
];
/// What is there to compare with.
pub(super) const PALE: usize = 0;
/// What is being spoken of.
pub(super) const STRONG: usize = 2;

type Drawn = Result<(), Box<dyn Error>>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A bar with its words.
pub(super) struct Bar {
    pub(super) label: String,
    /// What stands at its end.
    pub(super) figure: String,
    pub(super) value: f64,
    /// The interval around the value.
    pub(super) between: Option<(f64, f64)>,
    pub(super) colour: usize,
}

/// Bars from nothing to `most`, which is what the whole width stands for.
pub(super) fn bars(bars: &[Bar], most: f64) -> String {
    let height = bars.len() as i32 * ROW;
    draw(height.unsigned_abs(), |area| {
        let scale = |value: f64| ((value / most).clamp(0.0, 1.0) * f64::from(WIDTH - 2)) as i32 + 1;
        for (row, bar) in (0..).zip(bars) {
            bar.draw(area, row * ROW, &scale)?;
        }
        Ok(())
    })
}

impl Bar {
    fn draw(&self, area: &Area, top: i32, scale: &dyn Fn(f64) -> i32) -> Drawn {
        let (words, bar, end) = (top + 11, (top + 23, top + 35), WIDTH as i32 - 1);
        area.draw_text(
            &shortened(&self.label, LETTERS.saturating_sub(self.figure.chars().count())),
            &letters(14.0, INK, HPos::Left, VPos::Center),
            (1, words),
        )?;
        area.draw_text(&self.figure, &letters(14.0, INK, HPos::Right, VPos::Center), (end, words))?;
        let strip =
            |from, to, colour: RGBColor| Rectangle::new([(from, bar.0), (to, bar.1)], colour.filled());
        area.draw(&strip(1, end, LINE))?;
        area.draw(&strip(1, scale(self.value), colour(self.colour)))?;
        if let Some((low, high)) = self.between {
            let (low, high, middle) = (scale(low), scale(high), top + 29);
            let stroke = INK.stroke_width(2);
            area.draw(&PathElement::new([(low, middle), (high, middle)], stroke))?;
            for side in [low, high] {
                area.draw(&PathElement::new([(side, middle - 5), (side, middle + 5)], stroke))?;
            }
        }
        Ok(())
    }
}

/// Columns side by side, each of the parts of the pyramid one upon the other.
pub(super) fn stacks(stacks: &[(String, Counts)]) -> String {
    let most = stacks.iter().map(|(_, counts)| counts.iter().sum::<u64>()).max().unwrap_or_default();
    columns(stacks.len(), most, &|place| stacks.get(place).map(|(label, _)| label.clone()), |place| {
        let counts = stacks.get(place).map(|(_, counts)| *counts).unwrap_or_default();
        counts.into_iter().enumerate().collect()
    })
}

/// Columns side by side, each a label, how many, and its colour.
pub(super) fn heights(heights: &[(String, u64, usize)]) -> String {
    let most = heights.iter().map(|(_, count, _)| *count).max().unwrap_or_default();
    columns(heights.len(), most, &|place| heights.get(place).map(|(label, ..)| label.clone()), |place| {
        heights.get(place).map(|(_, count, colour)| (*colour, *count)).into_iter().collect()
    })
}

/// Beside the columns: room for the numbers of the scale, and for half of the last label.
const LEFT: u32 = 44;
const RIGHT: u32 = 16;

/// `parts` gives what stands in a column from below, each with its colour.
fn columns(
    count: usize,
    most: u64,
    label: &dyn Fn(usize) -> Option<String>,
    parts: impl Fn(usize) -> Vec<(usize, u64)>,
) -> String {
    draw(230, |area| {
        // A scale of whole people, with air above the highest.
        let top = (most as f64 * 1.08).max(4.0);
        let mut builder = ChartBuilder::on(area);
        builder.margin_top(8).margin_right(RIGHT).x_label_area_size(26).y_label_area_size(LEFT);
        let mut chart = builder.build_cartesian_2d(0.0..count as f64, 0.0..top)?;
        let plain = letters(13.0, QUIET, HPos::Center, VPos::Center);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(LINE)
            .axis_style(LINE)
            .y_labels(5)
            .y_label_formatter(&|value| super::figure::count(value.round() as u64))
            .y_label_style(plain.clone())
            .draw()?;
        let mut below = vec![0.0; count];
        for (place, below) in below.iter_mut().enumerate() {
            for (shade, people) in parts(place) {
                let (from, to) = (*below, *below + people as f64);
                let corners = [(place as f64 + 0.14, from), (place as f64 + 0.86, to)];
                chart.draw_series([Rectangle::new(corners, colour(shade).filled())])?;
                *below = to;
            }
        }
        // As many labels as can be read.
        let every = count.div_ceil(if count == 11 { 11 } else { 6 }).max(1);
        let width = f64::from(WIDTH - LEFT - RIGHT) / count.max(1) as f64;
        for place in (0..count).rev().step_by(every) {
            let x = LEFT as i32 + (width * (place as f64 + 0.5)) as i32;
            area.draw_text(&label(place).unwrap_or_default(), &plain, (x, 218))?;
        }
        Ok(())
    })
}

fn draw(height: u32, paint: impl FnOnce(&Area) -> Drawn) -> String {
    let mut svg = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height.max(1))).into_drawing_area();
        paint(&area).and_then(|()| Ok(area.present()?))
    };
    // The table beside a chart says the same: a page without the chart is better than none.
    if drawn.is_ok() { svg } else { String::new() }
}

fn letters(size: f64, colour: RGBColor, across: HPos, along: VPos) -> TextStyle<'static> {
    let style = TextStyle::from(("sans-serif", size * EM).into_font());
    TextStyle { color: colour.to_backend_color(), pos: Pos::new(across, along), ..style }
}

fn colour(place: usize) -> RGBColor {
    COLOURS.get(place).copied().unwrap_or(QUIET)
}

fn shortened(label: &str, letters: usize) -> String {
    if label.chars().count() <= letters {
        return label.to_owned();
    }
    label.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(label: &str) -> Bar {
        Bar {
            label: label.into(),
            figure: "5%".into(),
            value: 0.05,
            between: Some((0.01, 0.2)),
            colour: STRONG,
        }
    }

    #[test]
    fn what_strangers_called_themselves_is_text_in_a_chart() {
        let svg = bars(&[bar("<script>alert(1)</script>&\"")], 1.0);
        assert!(
            svg.starts_with("<svg ") && svg.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;"),
            "{svg}"
        );
        assert!(!svg.contains("<script") && !svg.contains(" style="), "{svg}");
    }

    #[test]
    fn a_bar_is_as_long_as_it_says_and_has_its_interval() {
        let svg = bars(&[bar("a")], 0.1);
        assert!(svg.contains(r##"width="179" height="12" opacity="1" fill="#0B6E4F""##), "{svg}");
        assert_eq!(svg.matches("<polyline").count(), 3, "{svg}");
    }

    #[test]
    fn columns_stand_for_each_part() {
        let svg = stacks(&[("Oct".into(), [1, 2, 3, 4]), ("Nov".into(), [0, 0, 7, 0])]);
        assert!(svg.contains(">\nOct\n<") && svg.contains("#8C4A7C"), "{svg}");
        assert!(!heights(&[]).contains("NaN"));
    }
}
