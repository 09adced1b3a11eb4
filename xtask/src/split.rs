//! Splits the wasm: what every visit needs, what is only needed to show something or to send something, which pages
//! load then, and what is only needed to say why, which is loaded when somebody asks. The other parts share memory,
//! table and globals with the first.
//!
//! From the first to another lead a few functions, the doors. The first calls them through places of the table that
//! the other fills when it is there; what else only doors lead to goes with them. Each door stands in the engine
//! behind `Engine::whole`, which only functions of the second part set; and what leads to the third is not asked before
//! that is loaded: so nobody comes to a place that is empty.

mod first;
mod reach;
mod second;
mod whole;

use anyhow::{Context, Result, anyhow, ensure};
use first::First;
use reach::Apart;
use second::Second;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ConstExpr, ElementSection, Elements, Module, NameMap, NameSection};
use wasmparser::{ExternalKind, Parser, Payload};
use whole::Whole;

/// These files: a change of them splits again.
pub const RECIPE: &str = concat!(
    include_str!("split.rs"),
    include_str!("split/first.rs"),
    include_str!("split/reach.rs"),
    include_str!("split/second.rs"),
    include_str!("split/whole.rs"),
);

/// A module of the engine, and the function in it, which is marked `#[inline(never)]` there.
type Door = (&'static str, &'static str);

/// The doors to what shows and sends.
const SPEAK: [Door; 8] = [
    ("engine", "with_patterns"),
    ("whole", "make_whole"),
    ("whole", "take_rest"),
    ("block", "check_content"),
    ("speak", "expose"),
    ("deliver", "flush"),
    ("checklist", "tick_shown"),
    ("tour", "resume_tours"),
];

/// The doors to what says why. It needs the second part too.
const WHY: [Door; 2] = [("explain", "explain"), ("bucket", "ask")];

/// Data shorter than this stay where they are: to move them would cost more than they weigh.
const LEAST: u32 = 12;

/// A module without anything in it: the other parts of a build that is not split.
pub fn nothing() -> Vec<u8> {
    Module::new().finish()
}

/// The parts of a module that still has the names of its functions. `linked` is what the linker made of it.
///
/// # Errors
/// A door is missing, or it is also called in another way.
pub fn split(linked: &[u8], module: &[u8]) -> Result<[Vec<u8>; 3]> {
    let [speak, why] = apart(linked)?;
    let (rest, third) = parts(module, &WHY, why)?;
    let (first, second) = parts(&rest, &SPEAK, speak)?;
    // The names of functions are not shipped.
    Ok([without(&first, &|name| name == "name")?, second, third])
}

/// What of the linked module goes into the second part, and what into the third.
///
/// # Errors
/// The linker was not asked to say what refers to what.
pub fn apart(linked: &[u8]) -> Result<[Apart; 2]> {
    // A name of the compiler: the modules and the function, each after its length, then a hash.
    let leads_to = |doors: &[Door], name: &str| {
        doors.iter().any(|(module, function)| {
            let counted = |name: &str| format!("{}{name}", name.len());
            name.contains(&(counted("barrio_engine") + &counted(module)))
                && name.contains(&(counted(function) + "17h"))
        })
    };
    let both = reach::apart(linked, &|name| leads_to(&SPEAK, name) || leads_to(&WHY, name))?;
    let why = reach::apart(linked, &|name| leads_to(&WHY, name))?;
    Ok([both.without(&why), why])
}

fn parts(module: &[u8], doors: &[Door], apart: Apart) -> Result<(Vec<u8>, Vec<u8>)> {
    let whole = Whole::read(module)?;
    let doors = whole.doors(doors)?;
    let reached = whole.reached(&doors, &apart)?;
    for door in &doors {
        let name = whole.names.get(door).map_or("", String::as_str);
        ensure!(!reached.contains(door), "{name} is a door, and is reached without it.");
    }
    let plan = Plan::new(&whole, &doors, &reached, apart.bytes)?;
    Ok((plan.first(module)?, plan.second(module)?))
}

/// Drops what the linker wrote down for `split`, which nobody else knows how to read.
///
/// # Errors
/// It is no wasm.
pub fn without_relocations(linked: &[u8]) -> Result<Vec<u8>> {
    without(linked, &|name| name == "linking" || name.starts_with("reloc."))
}

/// A module without those custom sections.
///
/// # Errors
/// It is no wasm.
pub fn without(module: &[u8], is_dropped: &dyn Fn(&str) -> bool) -> Result<Vec<u8>> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let goes = matches!(&payload, Payload::CustomSection(section) if is_dropped(section.name()));
        if let Some((id, range)) = payload.as_section().filter(|_| !goes) {
            let data = module.get(range).context("A section of the wasm is cut off.")?;
            out.section(&wasm_encoder::RawSection { id, data });
        }
    }
    Ok(out.finish())
}

/// What goes where.
struct Plan<'a> {
    whole: &'a Whole<'a>,
    /// The new numbers of the functions of each part.
    first: BTreeMap<u32, u32>,
    second: BTreeMap<u32, u32>,
    /// The functions that each part has a body of, in their new order.
    order: [Vec<u32>; 2],
    /// The place in the table of each door.
    doors: BTreeMap<u32, u32>,
    /// The data that goes.
    bytes: Vec<Range<u32>>,
    /// What the second part has of the first, each with the name under which it is exported.
    shared: Vec<(ExternalKind, u32, String)>,
}

impl<'a> Plan<'a> {
    fn new(
        whole: &'a Whole<'a>,
        doors: &[u32],
        reached: &BTreeSet<u32>,
        bytes: Vec<Range<u32>>,
    ) -> Result<Plan<'a>> {
        let all = 0..whole.functions.len() as u32;
        let order = [true, false].map(|is_first| {
            let mut bodies: Vec<u32> =
                all.clone().filter(|index| reached.contains(index) == is_first).collect();
            bodies.retain(|index| *index >= whole.imported);
            // Those of one type together, the short before the long: so the list of their types is next to nothing, and
            // what is alike is close together. Measured 670 bytes of brotli smaller.
            bodies.sort_by_key(|index| (whole.functions.get(*index as usize), whole.length(*index)));
            bodies
        });
        let [near, apart] = &order;
        let mut called = BTreeSet::new();
        for index in apart {
            called.extend(whole.calls(*index)?);
        }
        called.retain(|index| reached.contains(index));
        let opening = whole.tables.get(whole.table as usize).map_or(0, |table| table.initial as u32);
        Ok(Plan {
            whole,
            first: (0..whole.imported).chain(near.iter().copied()).zip(0..).collect(),
            second: called.iter().chain(apart).copied().zip(0..).collect(),
            order,
            doors: doors.iter().copied().zip(opening..).collect(),
            bytes: bytes.into_iter().filter(|range| range.end - range.start >= LEAST).collect(),
            shared: whole.shared(&called),
        })
    }

    fn is_apart(&self, function: u32) -> bool {
        !self.first.contains_key(&function)
    }

    fn first(&self, module: &[u8]) -> Result<Vec<u8>> {
        let mut out = Module::new();
        First(self).parse_core_module(&mut out, Parser::new(0), module).map_err(told)?;
        out.section(&self.names());
        Ok(out.finish())
    }

    /// The names of the functions of the first part, by which further doors are found.
    fn names(&self) -> NameSection {
        let (mut names, mut functions) = (NameSection::new(), NameMap::new());
        for (old, new) in &self.first {
            if let Some(name) = self.whole.names.get(old) {
                functions.append(*new, name);
            }
        }
        names.functions(&functions);
        names
    }

    fn second(&self, module: &[u8]) -> Result<Vec<u8>> {
        let mut part = Second { plan: self, types: Vec::new() };
        part.module(module).map_err(told)
    }

    /// The places of the table that a part fills.
    fn fill(&self, elements: &mut ElementSection, slots: &BTreeMap<u32, u32>, numbers: &BTreeMap<u32, u32>) {
        let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, function) in slots {
            let Some(function) = numbers.get(function) else { continue };
            match runs.last_mut() {
                Some((start, run)) if *start + run.len() as u32 == *slot => run.push(*function),
                _ => runs.push((*slot, vec![*function])),
            }
        }
        for (start, run) in runs {
            let table = Some(self.whole.table).filter(|table| *table > 0);
            elements.active(table, &ConstExpr::i32_const(start as i32), Elements::Functions(run.into()));
        }
    }

    /// Whether the byte at this address goes.
    fn goes(&self, address: u32) -> bool {
        let place = self.bytes.partition_point(|range| range.end <= address);
        self.bytes.get(place).is_some_and(|range| range.contains(&address))
    }
}

fn told(error: Error<String>) -> anyhow::Error {
    anyhow!("The wasm could not be split: {error}")
}
