//! An order log, record by record: separated by commas, semicolons or tabs with quotes as in CSV, or by spaces.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::columns::{Columns, Places};
use super::date;

/// Longer records are no orders.
const LONGEST: usize = 64 << 10;
/// So much of a text is said where it is wrong.
const SAID: usize = 40;

/// An order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Order {
    pub person: String,
    /// Milliseconds since 1970, UTC.
    pub at: i64,
    pub value: Option<f64>,
    pub quantity: Option<f64>,
    pub id: Option<String>,
}

/// What a log gives: the number of a line, and the order in it or what is wrong with it.
pub(super) type Entry = (usize, Result<Order, String>);

/// The number of a line, and the fields that begin there.
type Record = (usize, Result<Vec<String>, String>);

/// A log that is being read.
pub(super) struct Log<R> {
    lines: Lines<R>,
    fields: Fields,
    places: Places,
}

impl<R: BufRead> Log<R> {
    /// Finds out how the columns are separated, and where they are.
    ///
    /// # Errors
    /// A sentence, where the file cannot be read or its first line does not name the columns.
    pub fn open(source: R, columns: &Columns) -> Result<Log<R>, String> {
        let mut lines = Lines { source, ahead: VecDeque::new(), next: 1 };
        let unreadable = |error| format!("The file cannot be read: {error}.");
        lines.skip_empty().map_err(unreadable)?;
        let first = lines.ahead.front().cloned().unwrap_or_default();
        let mut fields = Fields::like(&first);
        let mut header = Vec::new();
        if columns.has_header()
            && let Some((_, read)) = fields.next(&mut lines).map_err(unreadable)?
        {
            header = read?;
            if let Some(name) = header.first_mut() {
                *name = name.trim_start_matches('\u{feff}').to_owned();
            }
        }
        let places = columns.places(&header)?;
        Ok(Log { lines, fields, places })
    }

    /// The next order, `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Entry>> {
        self.lines.skip_empty()?;
        let entry = self.fields.next(&mut self.lines)?;
        Ok(entry.map(|(line, fields)| (line, fields.and_then(|fields| self.places.order(&fields)))))
    }
}

impl Places {
    fn order(&self, fields: &[String]) -> Result<Order, String> {
        let [person, date, value, quantity, id] =
            self.0.map(|place| Some((place?, fields.get(place?)?.trim())));
        let longest = self.0.iter().flatten().max().map_or(0, |place| place + 1);
        let short = || {
            let columns = fields.len();
            format!("The line has {columns} columns, {longest} are asked for; it is passed over.")
        };
        let ((_, person), (_, date)) = (person.ok_or_else(short)?, date.ok_or_else(short)?);
        if person.is_empty() {
            return Err("The line names no person; it is passed over.".into());
        }
        let at = date::read(date)
            .ok_or_else(|| wrong(date, "day such as 1997-01-31, 19970131 or 1997-01-31T10:00:00Z"))?;
        let number = |field: Option<(usize, &str)>| match field {
            None | Some((_, "")) => Ok(None),
            Some((_, text)) => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(wrong(text, "number such as 29.33")),
            },
        };
        let id = id.map(|(_, id)| id.to_owned()).filter(|id| !id.is_empty());
        Ok(Order { person: person.into(), at, value: number(value)?, quantity: number(quantity)?, id })
    }
}

fn wrong(text: &str, wanted: &str) -> String {
    let shown: String = text.chars().take(SAID).collect();
    format!("`{}` is no {wanted}; the line is passed over.", shown.escape_debug())
}

/// The lines of a file with their numbers; some may have been read ahead.
struct Lines<R> {
    source: R,
    ahead: VecDeque<Vec<u8>>,
    /// The number of the next line.
    next: usize,
}

impl<R: BufRead> Lines<R> {
    /// The next line, ending in a line feed; of one that is too long the beginning.
    fn take(&mut self) -> io::Result<Option<Vec<u8>>> {
        let line = match self.ahead.pop_front() {
            Some(line) => line,
            None => match self.read()? {
                Some(line) => line,
                None => return Ok(None),
            },
        };
        self.next += 1;
        Ok(Some(line))
    }

    fn read(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        if self.source.by_ref().take(LONGEST as u64 + 1).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.last() != Some(&b'\n') {
            if line.len() > LONGEST {
                self.source.skip_until(b'\n')?;
            }
            line.push(b'\n');
        }
        Ok(Some(line))
    }

    /// Lines that were taken in vain.
    fn give_back(&mut self, lines: Vec<Vec<u8>>) {
        self.next -= lines.len();
        for line in lines.into_iter().rev() {
            self.ahead.push_front(line);
        }
    }

    fn skip_empty(&mut self) -> io::Result<()> {
        loop {
            if self.ahead.is_empty() {
                let Some(line) = self.read()? else { return Ok(()) };
                self.ahead.push_back(line);
            }
            match self.ahead.front() {
                Some(line) if line.trim_ascii().is_empty() => self.take()?,
                _ => return Ok(()),
            };
        }
    }
}

/// How a line becomes fields.
enum Fields {
    Spaces,
    Separated(Box<Reader>),
}

impl Fields {
    /// As this line looks: by what it has most of, by spaces where it has none of them.
    fn like(line: &[u8]) -> Fields {
        let count = |mark: u8| line.iter().filter(|byte| **byte == mark).count();
        match [b',', b';', b'\t'].into_iter().rev().max_by_key(|mark| count(*mark)) {
            Some(mark) if count(mark) > 0 => {
                Fields::Separated(Box::new(ReaderBuilder::new().delimiter(mark).build()))
            }
            _ => Fields::Spaces,
        }
    }

    /// The fields of the next record, with the number of its first line.
    fn next<R: BufRead>(&mut self, lines: &mut Lines<R>) -> io::Result<Option<Record>> {
        let number = lines.next;
        let Some(line) = lines.take()? else { return Ok(None) };
        if line.len() > LONGEST {
            return Ok(Some((number, Err("The line is longer than 64 KB; it is passed over.".into()))));
        }
        let fields = match self {
            Fields::Spaces => text(&line).map(|line| line.split_whitespace().map(str::to_owned).collect()),
            Fields::Separated(reader) => read_record(reader, line, lines)?,
        };
        Ok(Some((number, fields)))
    }
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|_| "The line is not UTF-8; it is passed over.".into())
}

/// A record that begins with this line; within quotes it goes on over the next ones.
fn read_record<R: BufRead>(
    reader: &mut Reader,
    mut record: Vec<u8>,
    lines: &mut Lines<R>,
) -> io::Result<Result<Vec<String>, String>> {
    let mut further = Vec::new();
    loop {
        // Fields are never longer than what they were read from, and never more than its bytes.
        let (mut out, mut ends) = (vec![0; record.len()], vec![0; record.len() + 1]);
        reader.reset();
        let (result, _, _, count) = reader.read_record(&record, &mut out, &mut ends);
        if matches!(result, ReadRecordResult::Record) {
            ends.truncate(count);
            return Ok(split(&out, &ends));
        }
        // A quote is open.
        match lines.take()? {
            Some(line) if record.len() + line.len() <= LONGEST => {
                record.extend_from_slice(&line);
                further.push(line);
            }
            last => {
                further.extend(last);
                lines.give_back(further);
                return Ok(Err("A quote is opened in the line and never closed; it is passed over.".into()));
            }
        }
    }
}

fn split(out: &[u8], ends: &[usize]) -> Result<Vec<String>, String> {
    let mut from = 0;
    let mut fields = Vec::with_capacity(ends.len());
    for end in ends {
        fields.push(text(out.get(from..*end).unwrap_or_default())?.to_owned());
        from = *end;
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn entries(text: &str, columns: &str) -> Vec<Entry> {
        let columns = if columns.is_empty() { Columns::default() } else { columns.parse().unwrap() };
        let mut log = Log::open(text.as_bytes(), &columns).unwrap();
        let mut entries = Vec::new();
        while let Some(entry) = log.next().unwrap() {
            entries.push(entry);
        }
        entries
    }

    /// What was read, in short.
    fn read(text: &str, columns: &str) -> Vec<String> {
        let short = |(line, order): Entry| match order {
            Ok(Order { person, value, quantity, id, .. }) => {
                let [value, quantity] =
                    [value, quantity].map(|number| number.map_or("-".into(), |n| n.to_string()));
                format!("{line} {person} {value} {quantity} {}", id.unwrap_or("-".into()))
            }
            Err(sentence) => format!("{line} {sentence}"),
        };
        entries(text, columns).into_iter().map(short).collect()
    }

    #[test]
    fn columns_are_separated_by_spaces() {
        let text = " 00004 0001 19970101  2   29.33\n\n 00004 0001 19970118  2   29.73";
        let read = read(text, "person=2,date=3,quantity=4,value=5");
        assert_eq!(read, ["1 0001 29.33 2 -", "3 0001 29.73 2 -"]);
    }

    #[test]
    fn columns_are_separated_by_marks() {
        for (mark, text) in [
            (
                ',',
                "\u{feff}Person,Date,value,id\r\n\"Ruiz, Ana\",1997-01-01,29.33,\"a\"\"b\"\r\n\r\nbo,19970102,,\r\n",
            ),
            (';', "value;person;date;id\n29.33;Ruiz, Ana;1997-01-01;a\"b\n;bo;19970102;"),
            ('\t', "value\tperson\tdate\tid\n29.33\tRuiz, Ana\t1997-01-01\ta\"b\n\tbo\t19970102\t\n"),
        ] {
            let read = read(text, "");
            let line = if mark == ',' { 4 } else { 3 };
            assert_eq!(read, ["2 Ruiz, Ana 29.33 - a\"b".into(), format!("{line} bo - - -")], "{mark:?}");
        }
    }

    #[test]
    fn a_quoted_field_may_hold_lines() {
        let text = "person,date,note\nana,1997-01-01,\"at the\n\ndoor\"\nbo,1997-01-02,x\n";
        assert_eq!(read(text, ""), ["2 ana - - -", "5 bo - - -"]);
    }

    #[test]
    fn a_quote_that_stays_open_costs_its_line_only() {
        let text = "person,date,note\nana,1997-01-01,\"\nbo,1997-01-02,5 pipe\neva,1997-01-03,\n";
        let read = read(text, "");
        let [opened, others @ ..] = &*read else { panic!("nothing is read") };
        assert!(opened.starts_with("2 A quote is opened"), "{read:#?}");
        assert_eq!(others, ["3 bo - - -", "4 eva - - -"]);
        let long =
            format!("person,date\n\"ana,1997-01-01\n{}eva,1997-01-03\n", "bo,1997-01-02\n".repeat(9_000));
        let read = super::tests::read(&long, "");
        assert_eq!((read.len(), read.last().unwrap().as_str()), (9_002, "9003 eva - - -"));
    }

    #[test]
    fn what_is_wrong_is_said_by_line() {
        let text = format!(
            "person=date\n{}\n,1\nana,soon\nana,1997-01-01,x\nana\nana,1997-01-01,1e999\n",
            "x".repeat(LONGEST + 9)
        );
        let read = read(&text.replace("person=date", "person,date,value"), "");
        let wanted = [
            "2 The line is longer",
            "3 The line names no person",
            "4 `soon` is no day such as",
            "5 `x` is no number",
            "6 The line has 1 columns, 3 are asked for",
            "7 `1e999` is no number",
        ];
        assert_eq!(read.len(), wanted.len(), "{read:#?}");
        for (read, wanted) in read.iter().zip(wanted) {
            assert!(read.starts_with(wanted), "{read}");
        }
    }

    #[test]
    fn an_empty_log_has_no_columns() {
        assert!(Log::open(&b""[..], &Columns::default()).err().unwrap().contains("no column `person`"));
    }
}
