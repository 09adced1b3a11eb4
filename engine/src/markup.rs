//! Walks through the words of a template: emphasis, links, and Liquid's tags with their branches.

use alloc::string::String;
use alloc::vec::Vec;

use crate::expression::{Datum, Fault, Reader, equal};
use crate::filter::{MOST, Output};
use crate::template::{Scope, encode, safe_url};
use crate::text::{clip, contains, split_once, trim_start};
use crate::view::{Formatting, Run, Text, plain};

/// What a template makes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// Words for people, with emphasis and links.
    Words,
    /// The address of a link, which ends with a parenthesis.
    Link,
    /// An address: values are encoded, but for one that begins it.
    Address,
    /// Text as it stands there, for machines.
    Plain,
}

/// The words filled in, and the first fault that was met.
pub(crate) fn fill(source: &str, scope: &dyn Scope, kind: Kind) -> (Text, Option<Fault>) {
    let mut filler = Filler::new(source, scope, kind);
    filler.walk();
    (filler.text, filler.fault)
}

/// Tags within tags, at most.
const DEEPEST: usize = 50;

/// A tag that is not closed yet, and what held before it.
struct Frame<'a> {
    name: &'a str,
    /// Whether what surrounds it is said.
    live: bool,
    /// Whether one of its branches was taken.
    taken: bool,
    /// What a `case` is about.
    subject: Datum,
    /// Whether there was anything but white space before it.
    said: bool,
    /// How many runs there were, and how long the last was.
    mark: (usize, usize),
}

struct Filler<'a> {
    rest: &'a str,
    scope: &'a dyn Scope,
    text: Text,
    /// Without words: how the next are styled.
    style: Run,
    /// In the label of a link: what follows its address.
    after_link: Option<&'a str>,
    kind: Kind,
    frames: Vec<Frame<'a>>,
    /// Whether the branch that is read is taken.
    live: bool,
    /// Whether the innermost tag holds anything but white space, in any branch.
    said: bool,
    /// How many bytes it may still say.
    left: usize,
    fault: Option<Fault>,
}

impl<'a> Filler<'a> {
    fn new(rest: &'a str, scope: &'a dyn Scope, kind: Kind) -> Filler<'a> {
        Filler {
            rest,
            scope,
            text: Text::new(),
            style: Run::default(),
            after_link: None,
            kind,
            frames: Vec::new(),
            live: true,
            said: false,
            left: MOST,
            fault: None,
        }
    }

    fn walk(&mut self) {
        while let Some(character) = self.rest.chars().next() {
            if self.kind == Kind::Link && character == ')' {
                break;
            } else if self.rest.starts_with("{{") {
                self.output();
            } else if self.rest.starts_with("{%") {
                self.tag();
            } else if character.is_whitespace() {
                self.space();
            } else {
                self.said = true;
                if !self.style(character) {
                    self.character(character);
                }
            }
        }
        if !self.frames.is_empty() {
            self.fail("A tag such as {% if … %} is not closed: put {% endif %} after what depends on it.");
        }
    }

    fn fail(&mut self, fault: Fault) {
        if self.live {
            self.fault = self.fault.or(Some(fault));
        }
    }

    /// White space that a tag with a dash follows is not said.
    fn space(&mut self) {
        let after = trim_start(self.rest);
        let length = self.rest.len() - after.len();
        if !after.starts_with("{{-") && !after.starts_with("{%-") {
            self.push(self.rest.get(..length).unwrap_or_default(), None);
        }
        self.rest = after;
    }

    /// Emphasis or a link at this place; `false` where these are only characters.
    fn style(&mut self, character: char) -> bool {
        match character {
            _ if self.kind != Kind::Words || !self.live => false,
            '*' => self.emphasis(),
            '[' if self.after_link.is_none() => self.begin_link(),
            ']' => self.end_link(),
            _ => false,
        }
    }

    /// A mark opens what closes later, hugging its words, or closes what is open.
    fn emphasis(&mut self) -> bool {
        let is_double = self.rest.starts_with("**");
        let mark = if is_double { "**" } else { "*" };
        let open = if is_double { &mut self.style.strong } else { &mut self.style.emphasis };
        let after = self.rest.get(mark.len()..).unwrap_or_default();
        let hugs = after.chars().next().is_some_and(|next| !next.is_whitespace());
        let toggles = *open || (hugs && contains(after, mark));
        if toggles {
            *open = !*open;
            self.rest = after;
        }
        toggles
    }

    /// An address that turns out not to be safe leads nowhere: the store's own stays as it was written, of one with
    /// values in it only the label is said.
    fn begin_link(&mut self) -> bool {
        let Some((label, after)) = split_once(self.rest, "](") else { return false };
        let mut address = Filler::new(after, self.scope, Kind::Link);
        address.walk();
        let url = plain(&address.text);
        let safe = safe_url(&url);
        let source = after.get(..after.len() - address.rest.len()).unwrap_or_default();
        let is_filled = contains(source, "{{");
        if contains(label, "]") || !address.rest.starts_with(')') || (safe.is_none() && !is_filled) {
            return false;
        }
        self.style.link = safe.map(String::from);
        self.after_link = address.rest.get(1..);
        if let Some(fault) = address.fault {
            self.fail(fault);
        }
        self.skip(1);
        true
    }

    fn end_link(&mut self) -> bool {
        let Some(after) = self.after_link.take() else { return false };
        self.style.link = None;
        // Never back, even where the label was more than it seemed.
        self.rest = if after.len() < self.rest.len() { after } else { "" };
        true
    }

    /// What stands inside of the tag that comes next.
    fn inside(&mut self, end: &str) -> Reader<'a> {
        let found = split_once(self.rest, end);
        if found.is_none() {
            self.fail("A tag that begins with {{ or {% has no }} or %} at its end.");
        }
        let (tag, mut after) = found.unwrap_or((self.rest, ""));
        let mut inner = tag.get(2..).unwrap_or_default();
        inner = inner.strip_prefix('-').unwrap_or(inner);
        if let Some(bare) = inner.strip_suffix('-') {
            (inner, after) = (bare, trim_start(after));
        }
        self.rest = after;
        Reader { rest: inner, scope: self.scope, fault: None }
    }

    fn output(&mut self) {
        self.said = true;
        let mut reader = self.inside("}}");
        let Output { before, datum, format, after } = Output::read(&mut reader);
        if !self.finish(reader) {
            return;
        }
        self.say(&before, None);
        self.say(&datum.text(), format);
        self.say(&after, None);
    }

    /// Pushes a value. One that begins an address is taken as an address of its own.
    #[inline(never)]
    fn say(&mut self, words: &str, format: Option<Formatting>) {
        if matches!(self.kind, Kind::Link | Kind::Address) && !self.text.is_empty() {
            self.push(&encode(words), None);
        } else {
            self.push(words, format);
        }
    }

    fn tag(&mut self) {
        let mut reader = self.inside("%}");
        let name = reader.word();
        match name {
            "if" | "unless" | "case" => self.open(name, &mut reader),
            "elsif" | "when" | "else" => self.turn(name, &mut reader),
            "endif" | "endunless" | "endcase" => self.close(name, &mut reader),
            _ => reader.fail("This tag is unknown. There are if, unless and case, with elsif, else and when, each closed by endif, endunless or endcase."),
        }
        self.finish(reader);
    }

    /// Whether a tag was read to its end, and nothing was wrong with it.
    fn finish(&mut self, mut reader: Reader) -> bool {
        reader.take("");
        if !reader.rest.is_empty() {
            reader.fail("There is more in this tag than can be read. After a value comes |, a comparison, or the end of the tag.");
        }
        if let Some(fault) = reader.fault {
            self.fail(fault);
        }
        reader.fault.is_none()
    }

    fn open(&mut self, name: &'a str, reader: &mut Reader) {
        let mark = (self.text.len(), self.text.last().map_or(0, |run| run.text.len()));
        let mut frame =
            Frame { name, live: self.live, taken: false, subject: Datum::default(), said: self.said, mark };
        if self.frames.len() == DEEPEST {
            return reader.fail("Tags can stand 50 deep within each other, not deeper.");
        }
        if name == "case" {
            frame.subject = reader.datum();
        } else {
            frame.taken = reader.condition() == (name == "if");
        }
        self.live &= frame.taken || self.scope.all();
        self.said = false;
        self.frames.push(frame);
    }

    fn turn(&mut self, name: &str, reader: &mut Reader) {
        let Some(frame) = self
            .frames
            .last_mut()
            .filter(|frame| name == "else" || (name == "when") == (frame.name == "case"))
        else {
            return reader.fail(
                "{% else %} and {% elsif … %} stand between {% if … %} and {% endif %}, {% when … %} between {% case … %} and {% endcase %}.",
            );
        };
        let holds = match name {
            "else" => !frame.taken,
            "elsif" => reader.condition() && !frame.taken,
            _ => is_one(&frame.subject, reader),
        };
        self.live = frame.live && (holds || self.scope.all());
        // What comes after the `else` of a `case` can still hold.
        frame.taken |= holds && (name != "else" || frame.name != "case");
    }

    fn close(&mut self, name: &str, reader: &mut Reader) {
        let Some(frame) = self.frames.pop().filter(|frame| name.strip_prefix("end") == Some(frame.name))
        else {
            return reader.fail(
                "{% endif %}, {% endunless %} and {% endcase %} close the tag of that name that stands before.",
            );
        };
        self.live = frame.live;
        if !self.said {
            // Branches that hold only white space say nothing, so that they can stand on lines of their own.
            self.text.truncate(frame.mark.0);
            if let Some(last) = self.text.last_mut() {
                while last.text.len() > frame.mark.1 {
                    last.text.pop();
                }
            }
        }
        self.said |= frame.said;
    }

    /// A backslash takes the meaning from a mark that follows it.
    fn character(&mut self, character: char) {
        let next = self.rest.as_bytes().get(1);
        let is_taken = next.is_some_and(|next| b"*[]\\{".contains(next));
        if character == '\\' && is_taken {
            self.skip(1);
        }
        let mut after = self.rest.chars();
        after.next();
        self.push(clip(self.rest, self.rest.len() - after.as_str().len()), None);
        self.rest = after.as_str();
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Joins what is in one style: fewer nodes, and case files that read well.
    fn push(&mut self, words: &str, format: Option<Formatting>) {
        let words = clip(words, self.left);
        if words.is_empty() || !self.live {
            return;
        }
        self.left -= words.len();
        let style = &self.style;
        match self.text.last_mut() {
            Some(last)
                if last.format.is_none()
                    && format.is_none()
                    && (last.strong, last.emphasis, &last.link)
                        == (style.strong, style.emphasis, &style.link) =>
            {
                last.text.push_str(words);
            }
            _ => self.text.push(Run { text: words.into(), format, ..style.clone() }),
        }
    }
}

/// Whether a value is one of those that a `when` names.
fn is_one(subject: &Datum, reader: &mut Reader) -> bool {
    let mut is_one = false;
    loop {
        is_one |= equal(subject, &reader.datum());
        if !reader.take(",") && !reader.take_word("or") {
            return is_one;
        }
    }
}
