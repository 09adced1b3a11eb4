//! Draws content: nodes and runs into elements and text nodes. What each kind becomes stands in `kinds.rs`.

use std::cell::Cell;

use barrio_engine::{Formatting, Kind, Node, Run, View, text};

use super::dom::Element;
use super::intl;
use super::kinds::template;
use super::number;
use crate::navigate;

/// What drawing needs to know.
pub struct Pen<'a> {
    /// The language of the content.
    pub locale: &'a str,
    /// How many nodes have been drawn: what makes their ids unique in the shadow root.
    pub drawn: &'a Cell<usize>,
}

impl Pen<'_> {
    /// The content of a view, in one element. Buttons that follow each other share a row.
    pub fn content(&self, view: &View) -> Element {
        let content = Element::new("div", "content");
        // The focus comes here where there is no heading.
        content.set("tabindex", "-1");
        let mut row: Option<Element> = None;
        for node in &view.nodes {
            self.drawn.set(self.drawn.get() + 1);
            let Some(element) = self.node(node) else { continue };
            if node.kind != Kind::Button {
                row = None;
                content.append(&element);
                continue;
            }
            let row = row.get_or_insert_with(|| Element::new("div", "actions"));
            row.append(&element);
            content.append(row);
        }
        content
    }

    /// Follows the node's template, line by line; nothing where what its first line needs is absent.
    fn node(&self, node: &Node) -> Option<Element> {
        let mut path: Vec<Element> = Vec::new();
        for line in text::split(template(node), "\n") {
            let line_words = line.trim_ascii_start();
            let mut words = text::split(line_words, " ");
            let element = Element::new(words.next()?, "");
            if !words.all(|word| self.apply(word, &element, node)) {
                continue;
            }
            path.truncate(line.len() - line_words.len());
            if let Some(parent) = path.last() {
                parent.append(&element);
            }
            path.push(element);
        }
        path.into_iter().next()
    }

    /// Does what a word of a template says; false where it needs what is absent.
    fn apply(&self, word: &str, element: &Element, node: &Node) -> bool {
        let Some((name, source)) = text::split_once(word, "=") else {
            self.fill(word, element, node);
            return true;
        };
        let (sigil, rest) = sigil(source);
        let value = match sigil {
            b'@' | b'!' => node.attribute(rest).map(String::from),
            b'#' => Some(number::text(rest, self.drawn.get())),
            b'$' => node.action.map(|action| number::text("", action)),
            _ => Some(source.into()),
        };
        if let Some(value) = &value {
            set(element, name, value);
        }
        value.is_some() || sigil != b'!'
    }

    fn fill(&self, word: &str, element: &Element, node: &Node) {
        let (sigil, name) = sigil(word);
        let attribute = node.attribute(name).unwrap_or_default();
        match sigil {
            b'*' => self.runs(element, &node.text),
            b'~' => element.append_words(&initials(attribute)),
            b'^' => element.append_words(&self.languages(attribute)),
            _ => element.append_words(attribute),
        }
    }

    fn runs(&self, parent: &Element, runs: &[Run]) {
        for run in runs {
            let mut inner = parent.clone();
            let tags = [("a", run.link.is_some()), ("strong", run.strong), ("em", run.emphasis)];
            for (tag, _) in tags.iter().filter(|(_, wanted)| *wanted) {
                let element = Element::new(tag, "");
                inner.append(&element);
                inner = element;
                if let ("a", Some(link)) = (*tag, &run.link) {
                    set(&inner, "href", link);
                    set(&inner, "rel", "noopener");
                }
            }
            inner.append_words(&intl::words(run, self.locale));
        }
    }

    /// Their names in the language of the content, for the eyes of who looks for their own.
    fn languages(&self, tags: &str) -> String {
        let mut names = String::new();
        for tag in text::split(tags, " ").filter(|tag| !tag.is_empty()) {
            // The first space is for who hears or copies what stands apart for the eye.
            names.push_str(if names.is_empty() { " " } else { " · " });
            names
                .push_str(intl::formatted(tag, &Formatting::Language, self.locale).as_deref().unwrap_or(tag));
        }
        names
    }
}

/// The first byte of a word, and the rest of it. Sigils are ASCII.
fn sigil(word: &str) -> (u8, &str) {
    (word.bytes().next().unwrap_or_default(), word.get(1..).unwrap_or_default())
}

/// Sets an attribute; an address that leads anywhere but to a page, a mailbox or a phone is taken off again.
/// The browser says what it makes of an address, so no spelling slips by.
fn set(element: &Element, name: &str, value: &str) {
    element.set(name, value);
    if name == "href" && !navigate::leads(&element.text("protocol")) {
        element.unset(name);
    }
}

/// The first letters of the first two names.
fn initials(name: &str) -> String {
    text::split(name, " ").filter_map(|word| word.chars().next()).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_two_names() {
        assert_eq!(initials("Marcos"), "M");
        assert_eq!(initials("  Ana  María López"), "AM");
        assert_eq!(initials("李 明"), "李明");
        assert_eq!(initials(""), "");
    }
}
