//! Whole numbers as text and back: the standard library's formatting costs every visitor kilobytes.

/// `prefix` and after it the number.
pub fn text(prefix: &str, number: usize) -> String {
    let mut text = String::from(prefix);
    push(&mut text, number);
    text
}

fn push(text: &mut String, number: usize) {
    if number > 9 {
        push(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Reads what `text` wrote without a prefix; `None` for anything else.
pub fn read(text: &str) -> Option<usize> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| usize::from(byte - b'0'));
    let next = |number: usize, byte| number.checked_mul(10)?.checked_add(digit(byte)?);
    (!text.is_empty()).then(|| text.bytes().try_fold(0, next))?
}

#[cfg(test)]
mod tests {
    use super::{read, text};

    #[test]
    fn what_is_written_is_read_again() {
        for number in [0, 7, 10, 109, usize::MAX] {
            assert_eq!(text("", number), number.to_string());
            assert_eq!(read(&number.to_string()), Some(number));
        }
        assert_eq!(text("e", 12), "e12");
    }

    #[test]
    fn anything_else_is_no_number() {
        for bad in ["", "-1", "1.5", " 1", "99999999999999999999999"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
