//! Conditions: who is meant. Read once, then asked without looking anything up by name; the answer is yes, no,
//! or unknown. `condition_reader.rs` reads them, `answers.rs` remembers what is known of the visitor.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::answers::Answers;
use crate::did::Did;
use crate::operator::Check;
use crate::value::Value;

/// The answer to a condition, in rising order. What is not known is not met, and says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    No,
    #[default]
    Unknown,
    Yes,
}

/// Kleene's logic: *and* is the lesser of two verdicts, *or* the greater.
impl Verdict {
    pub fn of(truth: bool) -> Verdict {
        if truth { Verdict::Yes } else { Verdict::No }
    }

    pub fn not(self) -> Verdict {
        match self {
            Verdict::Yes => Verdict::No,
            Verdict::No => Verdict::Yes,
            Verdict::Unknown => Verdict::Unknown,
        }
    }

    /// Its name in explanations.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Yes => "yes",
            Verdict::No => "no",
            Verdict::Unknown => "unknown",
        }
    }
}

/// A condition, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    /// The question of that number.
    Ask(usize),
    /// The question of that number about what the visitor did.
    Did(usize),
    /// All of them must hold. None: it holds for everybody.
    All(Vec<Node>),
    /// One of them must hold. None: it holds for everybody, as in GrowthBook.
    Any(Vec<Node>),
    Not(Box<Node>),
    /// A named audience.
    Audience(Rc<Audience>),
}

/// Who is meant by a name.
#[derive(Debug, PartialEq)]
pub(crate) struct Audience {
    pub name: String,
    pub node: Node,
    /// How many questions it asks, with those of the audiences that it refers to, and how deep they nest.
    pub size: usize,
    pub depth: usize,
}

impl Default for Node {
    /// Everybody.
    fn default() -> Node {
        Node::All(Vec::new())
    }
}

/// What must be of the value at a path.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Question {
    /// Dotted.
    pub path: String,
    pub check: Check,
    /// The place of its subject, where it is asked of the visitor.
    pub subject: usize,
}

/// Every question of a store file. Each is there once, however many campaigns ask it of the visitor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Questions {
    pub all: Vec<Question>,
    /// What the visitor is asked about.
    pub subjects: Vec<Subject>,
    pub did: Vec<Did>,
}

/// Something that the visitor is asked about.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub path: String,
    /// The numbers of the questions about it.
    pub questions: Vec<usize>,
    /// Whether it changes as time passes.
    pub passes: bool,
}

/// Whom a condition is asked about.
#[derive(Clone, Copy)]
enum About<'a> {
    /// The visitor.
    Visitor(&'a Answers, &'a Questions),
    /// An event's properties, or an item.
    Value(&'a Value, &'a Questions),
}

impl Node {
    /// Whether it holds for the visitor.
    pub fn of_visitor(&self, answers: &Answers, questions: &Questions) -> Verdict {
        self.holds(About::Visitor(answers, questions))
    }

    /// Whether it holds for a value: an event's properties, or an item.
    pub fn of_value(&self, value: &Value, questions: &Questions) -> Verdict {
        self.holds(About::Value(value, questions))
    }

    /// Whether it holds for an event's properties, or for those of one of its items.
    pub fn of_event(&self, properties: &Value, questions: &Questions) -> bool {
        let holds = |properties: &Value| self.of_value(properties, questions) == Verdict::Yes;
        self.is_open() || holds(properties) || properties.get("items").items().iter().any(holds)
    }

    fn holds(&self, about: About) -> Verdict {
        match (self, about) {
            (Node::Ask(number), About::Visitor(answers, questions)) => answers.of(*number, questions),
            (Node::Ask(number), About::Value(value, questions)) => questions.ask(*number, value),
            (Node::Did(number), About::Visitor(answers, _)) => answers.of_did(*number),
            // Nobody's properties did anything; the reader does not let it stand there.
            (Node::Did(_), About::Value(..)) => Verdict::Unknown,
            (Node::All(nodes), _) => {
                // One no is enough: those that are known are looked at before any is asked.
                if let About::Visitor(answers, _) = about
                    && nodes.iter().any(|node| matches!(node, Node::Ask(number) if answers.is_no(*number)))
                {
                    return Verdict::No;
                }
                let mut verdict = Verdict::Yes;
                for node in nodes {
                    verdict = verdict.min(node.holds(about));
                    if verdict == Verdict::No {
                        break;
                    }
                }
                verdict
            }
            (Node::Any(nodes), _) => {
                let mut verdict = Verdict::of(nodes.is_empty());
                for node in nodes {
                    verdict = verdict.max(node.holds(about));
                    if verdict == Verdict::Yes {
                        break;
                    }
                }
                verdict
            }
            (Node::Not(node), _) => node.holds(about).not(),
            (Node::Audience(audience), _) => audience.node.holds(about),
        }
    }

    /// Whether it holds for everybody without asking.
    pub fn is_open(&self) -> bool {
        matches!(self, Node::All(nodes) if nodes.is_empty())
    }
}

impl Questions {
    fn ask(&self, number: usize, value: &Value) -> Verdict {
        match self.all.get(number) {
            Some(question) => question.check.ask(value.at(&question.path), self),
            None => Verdict::Unknown,
        }
    }

    /// Takes up a question about an event's properties or an item.
    pub fn add(&mut self, path: &str, check: Check) -> Node {
        self.push(path, check, usize::MAX)
    }

    fn push(&mut self, path: &str, check: Check, subject: usize) -> Node {
        self.all.push(Question { path: path.into(), check, subject });
        Node::Ask(self.all.len() - 1)
    }

    /// Takes up a question about the visitor, unless it is there.
    pub fn add_of_visitor(&mut self, path: &str, check: Check) -> Node {
        let known = self.subjects.iter().position(|subject| subject.path == path);
        let place = known.unwrap_or(self.subjects.len());
        if known.is_none() {
            let passes = path.ends_with(".seconds");
            self.subjects.push(Subject { path: path.into(), questions: Vec::new(), passes });
        }
        if let Some(subject) = self.subjects.get_mut(place) {
            for number in &subject.questions {
                if self.all.get(*number).is_some_and(|known| known.check == check) {
                    return Node::Ask(*number);
                }
            }
            subject.questions.push(self.all.len());
        }
        self.push(path, check, place)
    }

    /// Takes up a question about what the visitor did, unless it is there.
    pub fn add_did(&mut self, did: Did) -> Node {
        let known =
            self.did.iter().position(|known| known.question == did.question && known.since == did.since);
        Node::Did(known.unwrap_or_else(|| {
            self.did.push(did);
            self.did.len() - 1
        }))
    }
}
