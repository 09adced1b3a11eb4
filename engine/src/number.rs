//! Numbers as text. Small on purpose: the standard library's float code costs every visitor kilobytes.

use alloc::string::String;

use crate::text;

/// 2^53: below it, every whole number has a float of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// The largest power of ten that a float holds exactly.
const EXACT_POWER: i32 = 22;

/// Reads a number of JSON's grammar; `None` for anything else.
///
/// Exact for what people and shops write: up to 15 digits and a power of ten up to 22
/// (Clinger's fast path). Beyond that the last bits may differ from the nearest float.
pub fn parse(text: &str) -> Option<f64> {
    let mut reader = Reader { rest: text.as_bytes(), value: 0, dropped: 0 };
    let negative = reader.take(b'-');
    let starts_with_zero = reader.rest.first() == Some(&b'0');
    if reader.digits()? > 1 && starts_with_zero {
        return None;
    }
    let fraction = if reader.take(b'.') { reader.digits()? } else { 0 };
    let mut power = reader.dropped - fraction;
    if reader.take(b'e') || reader.take(b'E') {
        let shrinks = !reader.take(b'+') && reader.take(b'-');
        let mut exponent = Reader { value: 0, ..reader };
        exponent.digits()?;
        reader.rest = exponent.rest;
        // More than four digits overflow any float; what they say beyond that does not matter.
        let size = exponent.value.min(9_999) as i32;
        power += if shrinks { -size } else { size };
    }
    let magnitude = scale(reader.value as f64, power);
    reader.rest.is_empty().then_some(if negative { -magnitude } else { magnitude })
}

/// The number that a name has in a list such as `a=1 b=-2.5`.
pub fn assigned(list: &'static str, name: &str) -> Option<f64> {
    let of = |pair| text::split_once(pair, "=").filter(|(known, _)| *known == name);
    parse(text::split(list, " ").find_map(of)?.1)
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    rest: &'a [u8],
    /// Up to 19 digits as one whole number.
    value: u64,
    /// How many digits after them were dropped.
    dropped: i32,
}

impl Reader<'_> {
    fn take(&mut self, expected: u8) -> bool {
        match self.rest {
            [first, after @ ..] if *first == expected => {
                self.rest = after;
                true
            }
            _ => false,
        }
    }

    /// Reads digits, one at least, and says how many.
    fn digits(&mut self) -> Option<i32> {
        let mut count = 0;
        while let [digit @ b'0'..=b'9', after @ ..] = self.rest {
            if self.value < 1_000_000_000_000_000_000 {
                self.value = self.value * 10 + u64::from(digit - b'0');
            } else {
                self.dropped += 1;
            }
            self.rest = after;
            count += 1;
        }
        (count > 0).then_some(count)
    }
}

fn scale(value: f64, power: i32) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    if power < 0 {
        // Two steps, so that neither divisor overflows where the result would still be a float.
        let first = power.max(-300);
        return value / ten(-first) / ten((first - power).min(400));
    }
    value * ten(power)
}

fn ten(power: i32) -> f64 {
    let (mut result, mut base, mut left) = (1.0, 10.0, power);
    while left > 0 {
        if left % 2 == 1 {
            result *= base;
        }
        base *= base;
        left /= 2;
    }
    result
}

/// Writes a number as the shortest decimal that reads back as the same float.
///
/// Shortest up to 15 digits; a float that needs more is written with 15 and reads back within
/// one part in 10^15. Not a number and infinities are written `null`, as JSON has no word for them.
pub fn write(number: f64, out: &mut String) {
    if !number.is_finite() {
        out.push_str("null");
        return;
    }
    if number < 0.0 {
        out.push('-');
    }
    let magnitude = number.abs();
    if magnitude != 0.0 && !(1e-7..1e21).contains(&magnitude) {
        write_scientific(magnitude, out);
    } else {
        write_plain(magnitude, out);
    }
}

fn write_plain(magnitude: f64, out: &mut String) {
    if magnitude >= EXACT {
        // Past 2^53 the float itself is whole; its digits beyond the 15th carry no information.
        let zeros = digits_before_point(magnitude) - 15;
        write_integer(round(magnitude / ten(zeros)), out);
        (0..zeros).for_each(|_| out.push('0'));
        return;
    }
    let mut places = 0;
    while !is_exact(magnitude, places) {
        places += 1;
        if places > EXACT_POWER {
            places = (15 - digits_before_point(magnitude)).max(0);
            break;
        }
    }
    write_fixed(magnitude, places, out);
}

fn is_exact(magnitude: f64, places: i32) -> bool {
    let shifted = magnitude * ten(places);
    shifted < EXACT && round(shifted) as f64 / ten(places) == magnitude
}

/// Writes a magnitude below 2^53 with at most this many decimal places (0 to 22), without trailing zeros.
fn write_fixed(magnitude: f64, mut places: i32, out: &mut String) {
    let mut digits = round(magnitude * ten(places));
    while places > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        places -= 1;
    }
    write_digits(digits, places, out);
}

fn write_scientific(magnitude: f64, out: &mut String) {
    let mut exponent = 0;
    let mut mantissa = magnitude;
    while mantissa >= 10.0 {
        mantissa /= 10.0;
        exponent += 1;
    }
    while mantissa < 1.0 {
        mantissa *= 10.0;
        exponent -= 1;
    }
    write_fixed(mantissa, 14, out);
    out.push_str(if exponent < 0 { "e-" } else { "e+" });
    write_integer(u64::from(i32::unsigned_abs(exponent)), out);
}

/// Negative for what begins with zeros: -1 for 0.01.
fn digits_before_point(magnitude: f64) -> i32 {
    let mut digits = -7;
    while digits < 22 && (if digits < 0 { magnitude * ten(-digits) >= 1.0 } else { magnitude >= ten(digits) })
    {
        digits += 1;
    }
    digits
}

/// Writes a whole number.
pub fn write_integer(number: u64, out: &mut String) {
    write_digits(number, 0, out);
}

/// Writes a whole number with a point before its last `places` digits.
fn write_digits(number: u64, places: i32, out: &mut String) {
    if number >= 10 || places > 0 {
        write_digits(number / 10, places - 1, out);
    }
    if places == 1 {
        out.push('.');
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// The nearest number with this many decimal places, halves away from 0; with fewer than 0, the nearest ten or more.
pub(crate) fn rounded(number: f64, places: i32) -> f64 {
    let scale = ten(places.saturating_abs().min(EXACT_POWER));
    let shifted = if places < 0 { number.abs() / scale } else { number.abs() * scale };
    // Past 2^53 there are no decimals to lose.
    if shifted.is_nan() || shifted >= EXACT {
        return number;
    }
    let whole = round(shifted) as f64;
    let magnitude = if places < 0 { whole * scale } else { whole / scale };
    if number < 0.0 { -magnitude } else { magnitude }
}

/// The greatest whole number that is not greater.
pub(crate) fn floor(number: f64) -> f64 {
    let whole = number as i64 as f64;
    if number.abs() >= EXACT || whole == number {
        number
    } else if whole > number {
        whole - 1.0
    } else {
        whole
    }
}

/// The nearest whole number to a magnitude below 2^64, halves up. `core` has no rounding of its own.
fn round(magnitude: f64) -> u64 {
    let whole = magnitude as u64;
    if magnitude - whole as f64 >= 0.5 { whole + 1 } else { whole }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn text(number: f64) -> String {
        let mut out = String::new();
        write(number, &mut out);
        out
    }

    #[test]
    fn writes_what_people_write() {
        let cases = [
            (0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (84.5, "84.5"),
            (0.1, "0.1"),
            (19.99, "19.99"),
            (1_795_341_600_000.0, "1795341600000"),
            (1e-7, "0.0000001"),
            (1e21, "1e+21"),
            (1.5e300, "1.5e+300"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (1e20, "100000000000000000000"),
            (f64::NAN, "null"),
        ];
        for (number, expected) in cases {
            assert_eq!(text(number), expected);
        }
    }

    #[test]
    fn refuses_what_is_no_json_number() {
        for wrong in ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "0x10", "NaN", "1_000", "--1", "1.2.3"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn survives_absurd_exponents() {
        assert_eq!(parse("1e99999999999"), Some(f64::INFINITY));
        assert_eq!(parse("1e-99999999999"), Some(0.0));
        assert_eq!(parse("0e99999999999"), Some(0.0));
    }

    proptest! {
        #[test]
        fn money_is_exact(cents in 0_u64..1_000_000_000_000_000, places in 0_usize..6) {
            let decimal = alloc::format!("{:.*}", places, cents as f64 / ten(places as i32));
            let nearest: f64 = decimal.parse().unwrap();
            prop_assert_eq!(parse(&decimal).unwrap().to_bits(), nearest.to_bits());
            prop_assert_eq!(text(nearest), nearest.to_string());
        }

        #[test]
        fn any_float_reads_back_within_one_part_in_ten_to_the_fourteen(number: f64) {
            let back = parse(&text(number)).unwrap_or(f64::NAN);
            let close = (back - number).abs() <= number.abs() * 1e-14 || number.abs() < 1e-300;
            prop_assert!(close || !number.is_finite() || back.is_infinite(), "{number} {back}");
        }

        #[test]
        fn never_panics(text in ".{0,40}") {
            let _ = parse(&text);
        }
    }
}
