//! Reads conditions from a store file: what can be asked becomes questions, what is wrong is reported.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use crate::condition::{Audience, Node, Questions, Verdict};
use crate::did::Did;
use crate::error::Report;
use crate::operator::{self, Check, Kind, Operator, Part, has_operators};
use crate::pattern::{Compile, Pattern};
use crate::place::Place;
use crate::text;
use crate::value::Value;

/// How many questions one condition may hold.
const LARGEST: usize = 2_000;
/// How deep they may nest, with those of its audiences: the stack must hold.
const DEEPEST: usize = 64;

/// What conditions may refer to, and what they become.
pub(crate) struct ConditionReader {
    /// Those read before; an audience may refer to one that stands above it.
    pub audiences: Vec<Rc<Audience>>,
    /// Named lists, for `$inGroup`.
    pub groups: Value,
    pub questions: Questions,
    /// The record of the program that is read: what was done counts from when it was entered.
    pub since: Option<String>,
    /// Whether the whole engine is there, and content is looked at.
    pub whole: bool,
    compile: Compile,
    /// How many questions were read of the condition that is being read.
    size: usize,
    /// How deep the one that is being read stands in it, and how deep any did.
    level: usize,
    depth: usize,
    /// Whether it asks about the visitor, not about an event or an item.
    of_visitor: bool,
}

impl ConditionReader {
    pub fn new(compile: Compile, groups: Value) -> ConditionReader {
        ConditionReader {
            audiences: Vec::new(),
            groups,
            questions: Questions::default(),
            since: None,
            whole: true,
            compile,
            size: 0,
            level: 0,
            depth: 0,
            of_visitor: true,
        }
    }

    /// Reads a condition on the visitor. What is absent holds for everybody; what is faulty is reported.
    pub fn read(&mut self, place: &Place, report: &mut Report) -> Node {
        (self.size, self.level, self.depth) = (0, 0, 0);
        let node = self.read_all(place, report);
        // Audiences that refer to audiences could double with every step: a small file, an endless question.
        if !self.fits() {
            place.fault(
                "This condition is too large: with its audiences it asks more than 2,000 questions, or they nest more than 64 deep.",
                report,
            );
        }
        node
    }

    /// Reads a condition on an event's properties.
    pub fn read_filter(&mut self, place: &Place, report: &mut Report) -> Node {
        (self.size, self.level, self.depth) = (0, 0, 0);
        self.read_inner(place, report)
    }

    /// Looks at a condition on a value, which is read again when it is asked: see `meets`.
    pub fn read_rule(&mut self, place: &Place, report: &mut Report) {
        (self.size, self.level, self.depth) = (0, 0, 0);
        self.checks(place, report);
    }

    /// Whether a value is as a condition wants it that was looked at before.
    pub fn meets(&mut self, wanted: &Value, value: &Value) -> bool {
        let checks = self.checks(&Place::root(wanted), &mut Report::default());
        operator::all(&checks, value, &self.questions) == Verdict::Yes
    }

    /// Reads a named audience.
    pub fn read_named(&mut self, place: &Place, report: &mut Report) {
        let before = report.faults;
        let node = self.read(place, report);
        if report.faults == before {
            let (size, depth) = (self.size, self.depth);
            self.audiences.push(Rc::new(Audience { name: place.key.into(), node, size, depth }));
        }
    }

    fn read_inner(&mut self, place: &Place, report: &mut Report) -> Node {
        let before = core::mem::replace(&mut self.of_visitor, false);
        let node = self.read_all(place, report);
        self.of_visitor = before;
        node
    }

    fn fits(&self) -> bool {
        self.size <= LARGEST && self.depth <= DEEPEST
    }

    fn read_all(&mut self, place: &Place, report: &mut Report) -> Node {
        self.level += 1;
        self.depth = self.depth.max(self.level);
        let mut nodes = Vec::new();
        for part in &place.entries(report) {
            self.size += 1;
            nodes.push(self.read_question(part, report));
        }
        self.level -= 1;
        if nodes.len() == 1 { nodes.pop().unwrap_or_default() } else { Node::All(nodes) }
    }

    fn read_question(&mut self, place: &Place, report: &mut Report) -> Node {
        match place.key {
            "$and" => Node::All(self.read_list(place, report)),
            "$or" => Node::Any(self.read_list(place, report)),
            "$nor" => Node::Not(Box::new(Node::Any(self.read_list(place, report)))),
            "$not" => Node::Not(Box::new(self.read_all(place, report))),
            "audience" if self.of_visitor => self.read_audience(place, report),
            "did" if self.of_visitor => self.read_did(place, report),
            key => {
                if key.starts_with('$') && !has_operators(place.value) {
                    place.fault(
                        "This operator is unknown here. Around conditions stand $and, $or, $nor and $not.",
                        report,
                    );
                } else if key.starts_with('$') {
                    place.note("This operator is unknown here, and is read as the name of an attribute. Around conditions stand $and, $or, $nor and $not.", report);
                }
                self.read_checks(place, report)
            }
        }
    }

    fn read_list(&mut self, place: &Place, report: &mut Report) -> Vec<Node> {
        if place.is_absent() {
            place.fault("An array of conditions must stand here.", report);
        }
        let mut nodes = Vec::new();
        for item in &place.items(report) {
            nodes.push(self.read_all(item, report));
        }
        nodes
    }

    fn read_audience(&mut self, place: &Place, report: &mut Report) -> Node {
        let name = place.required_text(report).unwrap_or_default();
        match self.audiences.iter().find(|known| known.name == name) {
            Some(audience) => {
                self.size += audience.size;
                self.depth = self.depth.max(self.level + audience.depth);
                if self.fits() {
                    return Node::Audience(Rc::clone(audience));
                }
            }
            None if name.is_empty() => {}
            None => place.fault(
                "There is no audience of this name above; audiences are named under `audiences`.",
                report,
            ),
        }
        Node::default()
    }

    fn read_did(&mut self, place: &Place, report: &mut Report) -> Node {
        place.only("event where times within", report);
        let times = place.key("times");
        let did = Did {
            event: place.key("event").required_text(report).unwrap_or_default().into(),
            filter: self.read_inner(&place.key("where"), report),
            within: place.key("within").duration(report),
            times: if times.is_absent() { Vec::new() } else { self.checks(&times, report) },
            question: place.value.clone(),
            since: self.since.clone(),
        };
        self.questions.add_did(did)
    }

    /// What must be of the value at a path.
    fn read_checks(&mut self, place: &Place, report: &mut Report) -> Node {
        let mut nodes = Vec::new();
        for check in self.checks(place, report) {
            nodes.push(match self.of_visitor {
                true => self.questions.add_of_visitor(place.key, check),
                false => self.questions.add(place.key, check),
            });
        }
        if nodes.len() == 1 { nodes.pop().unwrap_or_default() } else { Node::All(nodes) }
    }

    fn checks(&mut self, place: &Place, report: &mut Report) -> Vec<Check> {
        let mut checks = Vec::new();
        if has_operators(place.value) {
            for operator in &place.entries(report) {
                self.size += 1;
                checks.extend(self.check(operator, report));
            }
        } else {
            checks.push(Check { operator: Operator::IS, operand: place.value.clone(), part: Part::None });
        }
        checks
    }

    fn check(&mut self, place: &Place, report: &mut Report) -> Option<Check> {
        let Some(operator) = Operator::from_name(place.key) else {
            place.fault("This operator is unknown. There are $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $all, $exists, $type, $size, $elemMatch, $regex, $not, their forms without regard to case ($ini, $nini, $alli, $regexi), $inGroup and $notInGroup, and for versions $veq, $vne, $vgt, $vgte, $vlt, $vlte.", report);
            return None;
        };
        let mut operand = place.value.clone();
        let mut part = Part::None;
        match operator.kind {
            Kind::In | Kind::All if !matches!(operand, Value::List(_)) => {
                place.fault("This must be an array.", report);
            }
            Kind::Group => operand = self.group(place, report),
            Kind::Type => self.check_type(place, report),
            Kind::Size | Kind::Not => part = Part::Checks(self.nested(place, report)),
            Kind::Element if has_operators(place.value) && !is_logic(place.value) => {
                part = Part::Checks(self.nested(place, report))
            }
            Kind::Element => part = Part::Condition(self.read_inner(place, report)),
            Kind::Match => part = self.pattern(place, operator.any_case(), report),
            _ => {}
        }
        Some(Check { operator, operand, part })
    }

    /// Reads what must be of a value's size, of its items, or not at all.
    fn nested(&mut self, place: &Place, report: &mut Report) -> Vec<Check> {
        self.level += 1;
        self.depth = self.depth.max(self.level);
        // What is too deep already is reported at the end; going on would only pile up the stack.
        let checks = if self.fits() { self.checks(place, report) } else { Vec::new() };
        self.level -= 1;
        checks
    }

    fn group(&self, place: &Place, report: &mut Report) -> Value {
        let name = place.required_text(report).unwrap_or_default();
        let members = self.groups.get(name);
        if !matches!(members, Value::List(_)) {
            place.note("There is no list of this name under `groups`: nobody is in it.", report);
            return Value::List(Vec::new());
        }
        members.clone()
    }

    fn check_type(&self, place: &Place, report: &mut Report) {
        let name = place.value.text_or_empty();
        if !text::is_among(name, "string number boolean array object null") {
            place.fault("A type is string, number, boolean, array, object or null.", report);
        }
    }

    fn pattern(&self, place: &Place, any_case: bool, report: &mut Report) -> Part {
        let source = place.required_text(report).unwrap_or_default();
        match Pattern::read(source, any_case, self.compile) {
            Ok(pattern) => Part::Pattern(pattern),
            Err(sentence) => {
                if !source.is_empty() {
                    place.fault(sentence, report);
                }
                Part::None
            }
        }
    }
}

/// Whether an object puts conditions together, rather than asking about a value.
fn is_logic(value: &Value) -> bool {
    value.entries().iter().any(|(key, _)| text::is_among(key, "$and $or $nor"))
}
