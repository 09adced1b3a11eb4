//! Recorded visits as they come in: lines in chunks, each line with the number of the worker that replays it.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, Read};
use std::ops::Range;

/// A chunk is handed on at this size, so that the workers' results can be put in order again in little memory.
const CHUNK: usize = 256 << 10;
/// Longer lines are no visits.
const LONGEST: usize = 16 << 20;

/// Some lines that follow each other.
pub(super) struct Chunk {
    text: Vec<u8>,
    lines: Vec<Line>,
    /// The number of its first line in the file, from 1.
    first: usize,
}

struct Line {
    range: Range<usize>,
    worker: usize,
}

impl Chunk {
    /// The workers of its lines, in their order.
    pub fn workers(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().map(|line| line.worker)
    }

    /// The lines of one worker with their numbers; `None` for a line that was too long to be kept.
    pub fn lines_of(&self, worker: usize) -> impl Iterator<Item = (usize, Option<&[u8]>)> {
        let lines = self.lines.iter().enumerate().filter(move |(_, line)| line.worker == worker);
        lines.map(|(index, line)| {
            let text = self.text.get(line.range.clone()).filter(|text| text.len() <= LONGEST);
            (self.first + index, text)
        })
    }

    /// How much of the file it is, in bytes.
    pub fn size(&self) -> usize {
        self.text.len()
    }

    fn new(first: usize) -> Chunk {
        Chunk { text: Vec::with_capacity(CHUNK + (CHUNK >> 2)), lines: Vec::new(), first }
    }
}

/// Cuts what it reads into chunks.
pub(super) struct Chunks<R> {
    source: R,
    workers: usize,
    next_line: usize,
}

impl<R: BufRead> Chunks<R> {
    /// All visits of one person go to one of so many workers.
    pub fn new(source: R, workers: usize) -> Chunks<R> {
        Chunks { source, workers, next_line: 1 }
    }

    /// The next chunk, `None` at the end.
    ///
    /// # Errors
    /// Where the source cannot be read.
    pub fn next_chunk(&mut self, has_more: impl Fn(&R) -> bool) -> io::Result<Option<Chunk>> {
        let mut chunk = Chunk::new(self.next_line);
        while chunk.text.len() < CHUNK {
            let from = chunk.text.len();
            if self.read_line(&mut chunk.text)? == 0 {
                break;
            }
            let worker = self.worker(chunk.text.get(from..).unwrap_or_default());
            chunk.lines.push(Line { range: from..chunk.text.len(), worker });
            // Whoever waits at the other end of a pipe sees each visit when it is over.
            if !has_more(&self.source) {
                break;
            }
        }
        self.next_line += chunk.lines.len();
        Ok((!chunk.lines.is_empty()).then_some(chunk))
    }

    /// Of a line that is too long only the beginning is kept, but enough to tell that it was.
    fn read_line(&mut self, text: &mut Vec<u8>) -> io::Result<usize> {
        let read = self.source.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', text)?;
        if read > LONGEST && text.last() != Some(&b'\n') {
            self.source.skip_until(b'\n')?;
        }
        Ok(read)
    }

    fn worker(&self, line: &[u8]) -> usize {
        if self.workers < 2 {
            return 0;
        }
        let mut hasher = DefaultHasher::new();
        person(line).hash(&mut hasher);
        (hasher.finish() % self.workers as u64) as usize
    }
}

/// The person of a visit without reading all of it: those who write visits mostly put it first. What is no
/// visit may give anything; whoever reads the line properly will say so.
fn person(line: &[u8]) -> Option<Cow<'_, [u8]>> {
    let mut skim = Skim { rest: line };
    skim.take(b'{');
    loop {
        let key = skim.text()?;
        skim.take(b':');
        if *key == *b"person" {
            return skim.text();
        }
        skim.value()?;
        skim.take(b',');
    }
}

/// Goes through JSON without looking at what it means.
struct Skim<'a> {
    rest: &'a [u8],
}

impl<'a> Skim<'a> {
    fn take(&mut self, expected: u8) {
        self.rest = self.rest.trim_ascii_start();
        self.rest = self.rest.strip_prefix(&[expected]).unwrap_or(self.rest);
    }

    fn text(&mut self) -> Option<Cow<'a, [u8]>> {
        let raw = self.raw_text()?;
        if !raw.contains(&b'\\') {
            return Some(Cow::Borrowed(raw));
        }
        let text: String = serde_json::from_slice(&[b"\"", raw, b"\""].concat()).ok()?;
        Some(Cow::Owned(text.into_bytes()))
    }

    /// What stands between the quotes.
    fn raw_text(&mut self) -> Option<&'a [u8]> {
        let (b'"', inner) = self.rest.trim_ascii_start().split_first()? else { return None };
        let mut escaped = false;
        let end = inner.iter().position(|byte| {
            let ends = *byte == b'"' && !escaped;
            escaped = *byte == b'\\' && !escaped;
            ends
        })?;
        let (text, after) = inner.split_at_checked(end)?;
        self.rest = after.get(1..)?;
        Some(text)
    }

    /// Passes over a value: up to the comma or bracket after it.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.rest.first()? {
                b'"' => {
                    self.raw_text()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => return Some(()),
                b'}' | b']' => depth -= 1,
                b',' if depth == 0 => return Some(()),
                _ => {}
            }
            self.rest = self.rest.get(1..)?;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn finds_the_person_wherever_it_stands() {
        for line in [
            r#"{"id":"v","person":"ana","events":[]}"#,
            r#" { "visitor" : {"person":"eva","x":["}",{"person":1}]} , "n":-1.5e3, "t" :"\"person\":\"x\"", "person" : "ana" }"#,
            r#"{"p\u0065rson":"\u0061na"}"#,
        ] {
            assert_eq!(person(line.as_bytes()).as_deref(), Some("ana".as_bytes()), "{line}");
        }
        for line in ["", "{", "[]", r#"{"person":7}"#, r#"{"id":"#, "{\"a\\", r#"{"id":"x"}"#] {
            assert_eq!(person(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn lines_keep_their_numbers_and_long_ones_are_cut() {
        let long = "x".repeat(LONGEST + 5);
        let text = format!("a\n\n{long}\nb");
        let mut chunks = Chunks::new(text.as_bytes(), 1);
        let mut seen = Vec::new();
        while let Some(chunk) = chunks.next_chunk(|_| true).unwrap() {
            let lines = chunk.lines_of(0).map(|(n, text)| (n, text.map(|text| text.trim_ascii().to_vec())));
            seen.extend(lines);
        }
        let expected = [(1, Some(b"a".to_vec())), (2, Some(vec![])), (3, None), (4, Some(b"b".to_vec()))];
        assert_eq!(seen, expected);
    }
}
