//! The theme: what a store may say of the look, checked, and turned into the custom properties that the style sheet reads.

use barrio_engine::Value;

use super::number;

/// The accent where the store names none, or none that can be read.
const ACCENT: Color = Color([11, 110, 79]);
const WHITE: Color = Color([255; 3]);
const BLACK: Color = Color([0; 3]);
/// WCAG asks 4.5:1 of text; a little above it absorbs the rounding of `linear`.
const CONTRAST: f32 = 4.6;
const RADIUS: f64 = 12.0;
const RADIUS_MAX: f64 = 32.0;

/// Where the tokens stand: not on the host, where a rule of the page would win.
const SURFACES: &str = ".over,.edge{";

/// What does not depend on the store.
struct Scheme {
    /// What stands out from the surface a little: buttons, coupons.
    tone: Color,
    /// What the accent moves towards where it is too faint to be read.
    ink: Color,
    /// Declarations as they stand.
    fixed: &'static str,
}

const LIGHT: Scheme = Scheme {
    tone: Color([242, 242, 244]),
    ink: BLACK,
    fixed: "--scheme:light;--surface:#ffffff;--text:#1b1b20;--muted:#5b5b66;--line:#8a8a95;--error:#b3261e;\
           --scrim:#14141c80;--shadow:0 1px 2px #14141c1f,0 12px 40px #14141c33",
};

const DARK: Scheme = Scheme {
    tone: Color([45, 45, 52]),
    ink: WHITE,
    fixed: "--scheme:dark;--surface:#1e1e23;--text:#f4f4f6;--muted:#b0b0bb;--line:#82828f;--error:#ffb4ab;\
           --scrim:#00000094;--shadow:0 0 0 1px #ffffff1a,0 12px 40px #00000080",
};

/// The rules that give the style sheet its tokens. `theme` is the store file's object of that name;
/// what is absent or cannot be read falls back, so no store file can write a rule of its own here.
pub fn tokens(theme: &Value) -> String {
    let accent = theme.get("accent").text().and_then(Color::parse).unwrap_or(ACCENT);
    let mut css = String::from(SURFACES);
    let radius = theme.get("radius").number().unwrap_or(RADIUS).clamp(0.0, RADIUS_MAX);
    css.push_str(&number::text("--radius:", radius as usize));
    css.push_str("px;--font:");
    css.push_str(theme.get("font").text().and_then(font).unwrap_or("initial"));
    css.push('}');
    LIGHT.push(&mut css, accent);
    match theme.get("scheme").text_or_empty() {
        "light" => {}
        "dark" => DARK.push(&mut css, accent),
        _ => {
            css.push_str("@media(prefers-color-scheme:dark){");
            DARK.push(&mut css, accent);
            css.push('}');
        }
    }
    css
}

impl Scheme {
    fn push(&self, css: &mut String, accent: Color) {
        let is_dark = accent.contrast(WHITE) >= CONTRAST;
        let (on_accent, away) = if is_dark { (WHITE, BLACK) } else { (BLACK, WHITE) };
        css.push_str(SURFACES);
        css.push_str(self.fixed);
        accent.declare(";--accent:#", css);
        on_accent.declare(";--on-accent:#", css);
        self.tone.declare(";--tone:#", css);
        // The tone is the harder ground of the two: what can be read on it can be read on the surface.
        accent.readable_on(self.tone, self.ink).declare(";--link:#", css);
        // Hovering moves the accent away from its text, never towards it.
        accent.blend(away, 3).declare(";--hover:#", css);
        css.push('}');
    }
}

/// A font stack that can stand in a declaration: names, commas, and one kind of quotes, paired.
/// `inherit` is the fallback of the style sheet, and so are all other keywords of CSS as a whole.
fn font(text: &str) -> Option<&str> {
    let quotes = |quote: u8| text.bytes().filter(|byte| *byte == quote).count();
    let paired = match (quotes(b'"'), quotes(b'\'')) {
        (0, count) | (count, 0) => count % 2 == 0,
        _ => false,
    };
    let plain = text.bytes().all(
        |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b',' | b'-' | b'_' | b'\'' | b'"' | 0x80..),
    );
    (paired && plain && !text.is_empty() && text.len() < 200 && text != "inherit").then_some(text)
}

/// An opaque sRGB colour.
#[derive(Clone, Copy, PartialEq)]
struct Color([u8; 3]);

impl Color {
    /// Reads `#rgb` or `#rrggbb`.
    fn parse(text: &str) -> Option<Color> {
        let digits = text.strip_prefix('#')?.as_bytes();
        let repeat = match digits.len() {
            3 => 2,
            6 => 1,
            _ => return None,
        };
        let mut color = BLACK;
        for at in 0..6 {
            let nibble = char::from(*digits.get(at / repeat)?).to_digit(16)?;
            let channel = color.0.get_mut(at / 2)?;
            *channel = *channel << 4 | nibble as u8;
        }
        Some(color)
    }

    /// Writes the colour after the name of a custom property.
    fn declare(self, name: &str, css: &mut String) {
        css.push_str(name);
        for channel in self.0 {
            for nibble in [channel >> 4, channel & 15] {
                css.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
    }

    /// This colour with `twentieths` of another in it.
    fn blend(self, other: Color, twentieths: u16) -> Color {
        let mut mixed = self.0;
        for (channel, towards) in mixed.iter_mut().zip(other.0) {
            *channel =
                ((u16::from(*channel) * (20 - twentieths) + u16::from(towards) * twentieths) / 20) as u8;
        }
        Color(mixed)
    }

    /// This colour, moved towards `ink` only as far as text in it needs to be read on `surface`.
    fn readable_on(self, surface: Color, ink: Color) -> Color {
        for step in 0..20 {
            let color = self.blend(ink, step);
            if color.contrast(surface) >= CONTRAST {
                return color;
            }
        }
        ink
    }

    /// The contrast ratio of WCAG, 1 to 21.
    fn contrast(self, other: Color) -> f32 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    fn luminance(self) -> f32 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// sRGB's transfer curve as a cubic: within 0.003 of it, without the kilobytes of a power function.
fn linear(channel: u8) -> f32 {
    let x = f32::from(channel) / 255.0;
    x * (x * (x * 0.305_306_01 + 0.682_171_1) + 0.012_522_878)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
    use super::*;

    /// The definition in WCAG 2.2, to check the approximation against.
    fn exact_contrast(one: Color, two: Color) -> f64 {
        let luminance = |color: Color| {
            let [r, g, b] = color.0.map(|channel| {
                let x = f64::from(channel) / 255.0;
                if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
        };
        let (a, b) = (luminance(one), luminance(two));
        a.max(b) / a.min(b)
    }

    fn colors() -> impl Iterator<Item = Color> {
        (0..=255_u8).step_by(15).flat_map(|r| {
            (0..=255_u8)
                .step_by(15)
                .flat_map(move |g| (0..=255_u8).step_by(15).map(move |b| Color([r, g, b])))
        })
    }

    fn token(css: &str, name: &str) -> Color {
        let start = css.rfind(name).unwrap() + name.len();
        Color::parse(&css[start..start + 7]).unwrap()
    }

    #[test]
    fn every_accent_can_be_read_with_and_on() {
        for accent in colors() {
            for scheme in [&LIGHT, &DARK] {
                let mut css = String::new();
                scheme.push(&mut css, accent);
                let on_accent = token(&css, "--on-accent:");
                assert!(exact_contrast(accent, on_accent) >= 4.5, "{css}");
                assert!(exact_contrast(token(&css, "--hover:"), on_accent) >= 4.5, "{css}");
                assert!(exact_contrast(token(&css, "--link:"), token(&css, "--surface:")) >= 4.5, "{css}");
                assert!(exact_contrast(token(&css, "--link:"), scheme.tone) >= 4.5, "{css}");
            }
        }
    }

    #[test]
    fn fixed_colors_can_be_read_on_their_surface_and_tone() {
        for scheme in [&LIGHT, &DARK] {
            let fixed = |name| token(scheme.fixed, name);
            for name in ["--text:", "--muted:", "--error:"] {
                assert!(exact_contrast(fixed(name), fixed("--surface:")) >= 4.5, "{name}");
                assert!(exact_contrast(fixed(name), scheme.tone) >= 4.5, "{name} on the tone");
            }
            assert!(exact_contrast(fixed("--line:"), fixed("--surface:")) >= 3.0);
        }
    }

    #[test]
    fn a_readable_accent_stays_as_it_is() {
        let css = tokens(&Value::map([("accent", "#0b6e4f".into()), ("scheme", "light".into())]));
        assert!(css.contains("--accent:#0b6e4f;--on-accent:#ffffff;--tone:#f2f2f4;--link:#0b6e4f"), "{css}");
    }

    #[test]
    fn colors_are_hexadecimal_or_nothing() {
        assert!(Color::parse("#0Af") == Some(Color([0x00, 0xaa, 0xff])));
        assert!(Color::parse("#0b6e4f") == Some(ACCENT));
        for bad in ["", "#", "0b6e4f", "#0b6e4", "#gggggg", "red", "#0b6e4f;", "#éé", "#12€", "#+1+2+3"] {
            assert!(Color::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn hostile_themes_write_no_rule() {
        let calm = tokens(&Value::Null);
        for bad in [
            "red}*{display:none",
            "x;background:url(//evil)",
            "</style>",
            "a\"b",
            "'a\"b'\"",
            "\\7d",
            "a\nb}",
        ] {
            let theme = Value::map([
                ("accent", bad.into()),
                ("font", bad.into()),
                ("radius", bad.into()),
                ("scheme", bad.into()),
            ]);
            assert_eq!(tokens(&theme), calm, "{bad}");
        }
    }

    #[test]
    fn fonts_pass_as_written() {
        for good in ["Inter, sans-serif", "\"Helvetica Neue\", Arial", "'Source Sans 3'", "源ノ角ゴシック"]
        {
            assert_eq!(font(good), Some(good));
        }
        assert_eq!(font("inherit"), None);
    }

    #[test]
    fn radius_stays_within_bounds() {
        let radius = |number: f64| {
            let css = tokens(&Value::map([("radius", number.into())]));
            css.split("--radius:").nth(1).unwrap().split(';').next().unwrap().to_string()
        };
        assert_eq!(radius(8.0), "8px");
        assert_eq!(radius(-3.0), "0px");
        assert_eq!(radius(1e9), "32px");
        assert_eq!(radius(f64::NAN), "0px");
    }

    #[test]
    fn the_scheme_decides_which_colors_there_are() {
        let css = |scheme: &str| tokens(&Value::map([("scheme", scheme.into())]));
        assert!(!css("light").contains("--scheme:dark"));
        assert!(css("dark").contains("--scheme:dark") && !css("dark").contains("@media"));
        assert!(css("auto").contains("@media(prefers-color-scheme:dark){.over,.edge{--scheme:dark"));
    }
}
