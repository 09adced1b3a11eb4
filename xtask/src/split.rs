//! Splits the wasm in two: what every visit needs, and what is only needed to show something or to send something,
//! which pages load then. The second part shares memory, table and globals with the first.
//!
//! From the first to the second lead a few functions, the doors. The first calls them through places of the table that
//! the second fills when it is there; what else only doors lead to goes with them. Each door stands in the engine
//! behind `Engine::whole`, which only functions of the second part set: so nobody comes to a place that is empty.

use crate::reach::{self, Apart};
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportSection, Function,
    FunctionSection, ImportSection, Instruction, Module, TableSection, TypeSection,
};
use wasmparser::{
    DataKind, ExternalKind, FuncType, FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef,
};

/// The doors: a module of the engine, and the function in it. Each is marked `#[inline(never)]` there.
pub const DOORS: [(&str, &str); 9] = [
    ("engine", "with_patterns"),
    ("engine", "make_whole"),
    ("engine", "take_rest"),
    ("block", "check_content"),
    ("speak", "expose"),
    ("deliver", "flush"),
    ("checklist", "tick_shown"),
    ("tour", "resume_tours"),
    ("bucket", "ask"),
];

/// The name under which the second part imports what the first exports.
const FIRST: &str = "a";

/// Data shorter than this stay where they are: to move them would cost more than they weigh.
const LEAST: u32 = 12;

/// A module without anything in it: the second part of a build that is not split.
pub fn nothing() -> Vec<u8> {
    Module::new().finish()
}

/// The two parts of a module that still has the names of its functions. `linked` is what the linker made of it.
///
/// # Errors
/// A door is missing, or it is also called in another way.
pub fn split(linked: &[u8], module: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    parts(module, &DOORS, apart(linked)?)
}

/// What of the linked module is reached through the doors alone.
///
/// # Errors
/// The linker was not asked to say what refers to what.
pub fn apart(linked: &[u8]) -> Result<Apart> {
    // A name of the compiler: the modules and the function, each after its length, then a hash.
    let marks = DOORS.map(|(module, function)| {
        let counted = |name: &str| format!("{}{name}", name.len());
        (counted("barrio_engine") + &counted(module), counted(function) + "17h")
    });
    reach::apart(linked, &|name| marks.iter().any(|(start, end)| name.contains(start) && name.contains(end)))
}

fn parts(module: &[u8], doors: &[(&str, &str)], apart: Apart) -> Result<(Vec<u8>, Vec<u8>)> {
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
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(linked) {
        let payload = payload?;
        let is_ours = matches!(&payload, Payload::CustomSection(section)
            if section.name() == "linking" || section.name().starts_with("reloc."));
        if let Some((id, range)) = payload.as_section().filter(|_| !is_ours) {
            let data = linked.get(range).context("A section of the wasm is cut off.")?;
            out.section(&wasm_encoder::RawSection { id, data });
        }
    }
    Ok(out.finish())
}

/// The hash in the name of a function, which compilers and tools leave as it is.
fn hash(name: &str) -> Option<&str> {
    name.rsplit_once("::h").map(|(_, hash)| hash).filter(|hash| hash.len() == 16)
}

/// What is read of the finished module.
#[derive(Default)]
struct Whole<'a> {
    types: Vec<FuncType>,
    /// How many of the functions are imported; they come before all others.
    imported: u32,
    /// The type of each function.
    functions: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
    names: BTreeMap<u32, String>,
    tables: Vec<wasmparser::TableType>,
    memories: Vec<wasmparser::MemoryType>,
    globals: Vec<wasmparser::GlobalType>,
    /// The name under which something is exported.
    exports: Vec<(ExternalKind, u32, &'a str)>,
    start: Option<u32>,
    /// The table of functions, and what it holds.
    table: u32,
    slots: BTreeMap<u32, u32>,
}

impl<'a> Whole<'a> {
    fn read(bytes: &'a [u8]) -> Result<Whole<'a>> {
        let mut out = Whole::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::TypeSection(types) => {
                    out.types = types.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let TypeRef::Func(kind) = import?.ty else {
                            bail!("The wasm imports what is no function.")
                        };
                        out.functions.push(kind);
                    }
                    out.imported = out.functions.len() as u32;
                }
                Payload::FunctionSection(functions) => {
                    for kind in functions {
                        out.functions.push(kind?);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        out.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(memories) => {
                    out.memories = memories.into_iter().collect::<Result<_, _>>()?
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        out.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        out.exports.push((export.kind, export.index, export.name));
                    }
                }
                Payload::StartSection { func, .. } => out.start = Some(func),
                Payload::ElementSection(elements) => (out.table, out.slots) = reach::slots(elements)?,
                Payload::CodeSectionEntry(body) => out.bodies.push(body),
                Payload::CustomSection(section) => out.read_names(&section)?,
                _ => {}
            }
        }
        Ok(out)
    }

    fn read_names(&mut self, section: &wasmparser::CustomSectionReader) -> Result<()> {
        let KnownCustom::Name(parts) = section.as_known() else { return Ok(()) };
        for part in parts {
            if let Name::Function(map) = part? {
                for naming in map {
                    let naming = naming?;
                    self.names.insert(naming.index, naming.name.into());
                }
            }
        }
        Ok(())
    }

    /// The functions that are the doors, in the order of their list.
    fn doors(&self, wanted: &[(&str, &str)]) -> Result<Vec<u32>> {
        let mut doors = Vec::new();
        for (module, function) in wanted {
            let (start, end) = (format!("barrio_engine::{module}::"), format!("::{function}"));
            let is_meant = |name: &str| {
                let plain = hash(name).and_then(|hash| name.strip_suffix(hash)?.strip_suffix("::h"));
                plain.is_some_and(|plain| plain.starts_with(&start) && plain.ends_with(&end))
            };
            let mut found = self.names.iter().filter(|(_, name)| is_meant(name)).map(|(index, _)| *index);
            doors.push(found.next().with_context(|| {
                format!("There is no function {function} of {module} in the wasm: mark it #[inline(never)], or take it from DOORS.")
            })?);
        }
        Ok(doors)
    }

    /// The functions that are reached without a door.
    fn reached(&self, doors: &[u32], apart: &Apart) -> Result<BTreeSet<u32>> {
        let exported = self.exports.iter().filter(|(kind, ..)| *kind == ExternalKind::Func);
        let held = self.slots.iter().filter(|(slot, _)| !apart.slots.contains(slot));
        let mut queue: Vec<u32> = exported.map(|(_, index, _)| *index).chain(self.start).collect();
        queue.extend(held.map(|(_, function)| *function));
        let mut reached: BTreeSet<u32> = queue.iter().copied().chain(0..self.imported).collect();
        while let Some(index) = queue.pop() {
            for next in self.calls(index)? {
                if !doors.contains(&next) && reached.insert(next) {
                    queue.push(next);
                }
            }
        }
        Ok(reached)
    }

    /// The name under which something is exported.
    fn name(&self, kind: ExternalKind, index: u32) -> Option<&'a str> {
        let found = self.exports.iter().find(|(other, at, _)| (*other, *at) == (kind, index));
        found.map(|(.., name)| *name)
    }

    /// Memory, tables, globals and these functions, each with the name under which it is exported.
    fn shared(&self, functions: &BTreeSet<u32>) -> Vec<(ExternalKind, u32, String)> {
        let all = |kind, count: usize| (0..count as u32).map(move |index| (kind, index));
        let things = all(ExternalKind::Memory, self.memories.len())
            .chain(all(ExternalKind::Table, self.tables.len()))
            .chain(all(ExternalKind::Global, self.globals.len()))
            .chain(functions.iter().map(|index| (ExternalKind::Func, *index)));
        // Names of a letter and a number; wasm-opt gives none that begins with a capital and goes on with a digit.
        let letters = ('A'..='Z').cycle();
        let named = things.zip(letters).zip(0..).map(|(((kind, index), letter), number)| {
            let new = || format!("{letter}{}", number / 26);
            (kind, index, self.name(kind, index).map_or_else(new, String::from))
        });
        named.collect()
    }

    /// What a function calls by name.
    fn calls(&self, index: u32) -> Result<BTreeSet<u32>> {
        let mut calls = BTreeSet::new();
        let body = index.checked_sub(self.imported).and_then(|index| self.bodies.get(index as usize));
        for operator in
            body.into_iter().map(FunctionBody::get_operators_reader).collect::<Result<Vec<_>, _>>()?
        {
            for operator in operator {
                match operator? {
                    Operator::Call { function_index } => drop(calls.insert(function_index)),
                    Operator::RefFunc { .. } | Operator::ReturnCall { .. } => {
                        bail!("The wasm names a function in a way that this build does not know.")
                    }
                    _ => {}
                }
            }
        }
        Ok(calls)
    }
}

/// What goes where.
struct Plan<'a> {
    whole: &'a Whole<'a>,
    /// The new numbers of the functions of each part.
    first: BTreeMap<u32, u32>,
    second: BTreeMap<u32, u32>,
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
        let apart: Vec<u32> = all.filter(|index| !reached.contains(index)).collect();
        let mut called = BTreeSet::new();
        for index in &apart {
            called.extend(whole.calls(*index)?);
        }
        called.retain(|index| reached.contains(index));
        let opening = whole.tables.get(whole.table as usize).map_or(0, |table| table.initial as u32);
        Ok(Plan {
            whole,
            first: reached.iter().copied().zip(0..).collect(),
            second: called.iter().chain(&apart).copied().zip(0..).collect(),
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
        Ok(out.finish())
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

/// Writes the first part.
struct First<'a>(&'a Plan<'a>);

impl Reencode for First<'_> {
    type Error = String;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<String>> {
        let missing = || Error::UserError(format!("the first part calls function {function} of the second."));
        self.0.first.get(&function).copied().ok_or_else(missing)
    }

    fn parse_function_section(
        &mut self,
        out: &mut FunctionSection,
        _: wasmparser::FunctionSectionReader,
    ) -> Result<(), Error<String>> {
        let whole = self.0.whole;
        for index in self.0.first.keys().filter(|index| **index >= whole.imported) {
            out.function(whole.functions.get(*index as usize).copied().unwrap_or(0));
        }
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        out: &mut TableSection,
        tables: wasmparser::TableSectionReader,
    ) -> Result<(), Error<String>> {
        for (table, index) in tables.into_iter().zip(0..) {
            let mut kind = self.table_type(table?.ty)?;
            if index == self.0.whole.table {
                let more = self.0.doors.len() as u64;
                (kind.minimum, kind.maximum) = (kind.minimum + more, kind.maximum.map(|most| most + more));
            }
            out.table(kind);
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        out: &mut ExportSection,
        exports: wasmparser::ExportSectionReader,
    ) -> Result<(), Error<String>> {
        for export in exports {
            self.parse_export(out, export?)?;
        }
        for (kind, index, name) in &self.0.shared {
            if self.0.whole.name(*kind, *index).is_none() {
                out.export(name, self.export_kind(*kind)?, self.external_index(*kind, *index)?);
            }
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        out: &mut ElementSection,
        _: wasmparser::ElementSectionReader,
    ) -> Result<(), Error<String>> {
        self.0.fill(out, &self.0.whole.slots, &self.0.first);
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        out: &mut CodeSection,
        section: wasmparser::CodeSectionReader,
    ) -> Result<(), Error<String>> {
        for (body, index) in section.into_iter().zip(self.0.whole.imported..) {
            if !self.0.is_apart(index) {
                self.parse_function_body(out, body?)?;
            }
        }
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        out: &mut CodeSection,
        body: FunctionBody,
    ) -> Result<(), Error<String>> {
        let mut function: Function = self.new_function_with_parsed_locals(&body)?;
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            let door = match operator {
                Operator::Call { function_index } => self.0.doors.get_key_value(&function_index),
                _ => None,
            };
            let Some((door, slot)) = door else {
                function.instruction(&self.instruction(operator)?);
                continue;
            };
            let type_index = self.0.whole.functions.get(*door as usize).copied().unwrap_or(0);
            function.instruction(&Instruction::I32Const(*slot as i32));
            function.instruction(&Instruction::CallIndirect { type_index, table_index: self.0.whole.table });
        }
        out.function(&function);
        Ok(())
    }

    fn parse_data(&mut self, out: &mut DataSection, datum: wasmparser::Data) -> Result<(), Error<String>> {
        let DataKind::Active { memory_index, offset_expr } = datum.kind else {
            return Err(Error::UserError("it has data without an address.".into()));
        };
        let start = reach::constant(&offset_expr).map_err(|error| Error::UserError(error.to_string()))?;
        // What goes leaves zeros, which weigh nothing when they are sent.
        let stays = |(address, byte): (u32, &u8)| if self.0.goes(address) { 0 } else { *byte };
        let data: Vec<u8> = (start..).zip(datum.data).map(stays).collect();
        out.active(memory_index, &ConstExpr::i32_const(start as i32), data);
        Ok(())
    }

    /// The names of functions are not shipped.
    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: wasmparser::CustomSectionReader,
    ) -> Result<(), Error<String>> {
        Ok(())
    }
}

/// Writes the second part; of the types it has those that it uses.
struct Second<'a> {
    plan: &'a Plan<'a>,
    types: Vec<u32>,
}

impl Reencode for Second<'_> {
    type Error = String;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<String>> {
        let missing = || Error::UserError(format!("the second part does not know function {function}."));
        self.plan.second.get(&function).copied().ok_or_else(missing)
    }

    fn type_index(&mut self, kind: u32) -> Result<u32, Error<String>> {
        let known = self.types.iter().position(|known| *known == kind);
        Ok(known.unwrap_or_else(|| {
            self.types.push(kind);
            self.types.len() - 1
        }) as u32)
    }
}

impl Second<'_> {
    fn module(&mut self, module: &[u8]) -> Result<Vec<u8>, Error<String>> {
        let (plan, whole) = (self.plan, self.plan.whole);
        let (mut imports, mut functions, mut code) =
            (ImportSection::new(), FunctionSection::new(), CodeSection::new());
        for (kind, index, name) in &plan.shared {
            imports.import(FIRST, name, self.entity(*kind, *index)?);
        }
        for index in plan.second.keys().copied().filter(|index| plan.is_apart(*index)) {
            functions.function(self.type_index(whole.functions.get(index as usize).copied().unwrap_or(0))?);
        }
        for (body, index) in whole.bodies.iter().zip(whole.imported..) {
            if plan.is_apart(index) {
                self.parse_function_body(&mut code, body.clone())?;
            }
        }
        let mut elements = ElementSection::new();
        let mut slots: BTreeMap<u32, u32> =
            whole.slots.iter().map(|(slot, function)| (*slot, *function)).collect();
        slots.retain(|_, function| plan.is_apart(*function));
        slots.extend(plan.doors.iter().map(|(door, slot)| (*slot, *door)));
        plan.fill(&mut elements, &slots, &plan.second);
        let data = self.data(module)?;
        let mut types = TypeSection::new();
        for kind in self.types.clone() {
            if let Some(kind) = whole.types.get(kind as usize) {
                types.ty().func_type(&self.func_type(kind.clone())?);
            }
        }
        let mut out = Module::new();
        out.section(&types)
            .section(&imports)
            .section(&functions)
            .section(&elements)
            .section(&code)
            .section(&data);
        Ok(out.finish())
    }

    fn entity(&mut self, kind: ExternalKind, index: u32) -> Result<EntityType, Error<String>> {
        let (whole, at) = (self.plan.whole, index as usize);
        let missing = || Error::UserError("it shares what is not there.".into());
        Ok(match kind {
            ExternalKind::Func => {
                EntityType::Function(self.type_index(*whole.functions.get(at).ok_or_else(missing)?)?)
            }
            ExternalKind::Table => {
                // The first part has a longer one.
                let table = self.table_type(*whole.tables.get(at).ok_or_else(missing)?)?;
                wasm_encoder::TableType { maximum: None, ..table }.into()
            }
            ExternalKind::Memory => self.memory_type(*whole.memories.get(at).ok_or_else(missing)?)?.into(),
            ExternalKind::Global => self.global_type(*whole.globals.get(at).ok_or_else(missing)?)?.into(),
            _ => return Err(missing()),
        })
    }

    fn data(&self, module: &[u8]) -> Result<DataSection, Error<String>> {
        let mut out = DataSection::new();
        for payload in Parser::new(0).parse_all(module) {
            let Payload::DataSection(section) = payload? else { continue };
            for datum in section {
                let datum = datum?;
                let DataKind::Active { offset_expr, .. } = datum.kind else { continue };
                let start =
                    reach::constant(&offset_expr).map_err(|error| Error::UserError(error.to_string()))?;
                let end = start + datum.data.len() as u32;
                for range in &self.plan.bytes {
                    let (from, to) = (range.start.max(start), range.end.min(end));
                    if let Some(bytes) = datum
                        .data
                        .get(from.saturating_sub(start) as usize..to.saturating_sub(start) as usize)
                        .filter(|bytes| !bytes.is_empty())
                    {
                        out.active(0, &ConstExpr::i32_const(from as i32), bytes.iter().copied());
                    }
                }
            }
        }
        Ok(out)
    }
}
