//! What is read of the finished module: its functions with their names, and what refers to which of them.

use crate::split::reach::{self, Apart};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::{
    ExternalKind, FuncType, FunctionBody, KnownCustom, Name, Operator, Parser, Payload, TypeRef,
};

/// What is read of the finished module.
#[derive(Default)]
pub struct Whole<'a> {
    pub types: Vec<FuncType>,
    /// How many of the functions are imported; they come before all others.
    pub imported: u32,
    /// The type of each function.
    pub functions: Vec<u32>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub names: BTreeMap<u32, String>,
    pub tables: Vec<wasmparser::TableType>,
    pub memories: Vec<wasmparser::MemoryType>,
    pub globals: Vec<wasmparser::GlobalType>,
    /// The name under which something is exported.
    exports: Vec<(ExternalKind, u32, &'a str)>,
    start: Option<u32>,
    /// The table of functions, and what it holds.
    pub table: u32,
    pub slots: BTreeMap<u32, u32>,
}

impl<'a> Whole<'a> {
    pub fn read(bytes: &'a [u8]) -> Result<Whole<'a>> {
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
    pub fn doors(&self, wanted: &[(&str, &str)]) -> Result<Vec<u32>> {
        let mut doors = Vec::new();
        for (module, function) in wanted {
            let (start, end) = (format!("barrio_engine::{module}::"), format!("::{function}"));
            let is_meant = |name: &str| {
                let plain = hash(name).and_then(|hash| name.strip_suffix(hash)?.strip_suffix("::h"));
                plain.is_some_and(|plain| plain.starts_with(&start) && plain.ends_with(&end))
            };
            let mut found = self.names.iter().filter(|(_, name)| is_meant(name)).map(|(index, _)| *index);
            doors.push(found.next().with_context(|| {
                format!("There is no function {function} of {module} in the wasm: mark it #[inline(never)], or take it from the doors.")
            })?);
        }
        Ok(doors)
    }

    /// The functions that are reached without a door, and not from another part alone.
    pub fn reached(&self, doors: &[u32], apart: &Apart) -> Result<BTreeSet<u32>> {
        let is_asked = |(kind, _, name): &&(_, _, &str)| *kind == ExternalKind::Func && !is_for_parts(name);
        let exported = self.exports.iter().filter(is_asked);
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
    pub fn name(&self, kind: ExternalKind, index: u32) -> Option<&'a str> {
        let found = self.exports.iter().find(|(other, at, _)| (*other, *at) == (kind, index));
        found.map(|(.., name)| *name)
    }

    /// Memory, tables, globals and these functions, each with the name under which it is exported.
    pub fn shared(&self, functions: &BTreeSet<u32>) -> Vec<(ExternalKind, u32, String)> {
        let all = |kind, count: usize| (0..count as u32).map(move |index| (kind, index));
        let things = all(ExternalKind::Memory, self.memories.len())
            .chain(all(ExternalKind::Table, self.tables.len()))
            .chain(all(ExternalKind::Global, self.globals.len()))
            .chain(functions.iter().map(|index| (ExternalKind::Func, *index)));
        let letters = ('A'..='Z').cycle();
        let mut names = (0..)
            .zip(letters)
            .map(|(number, letter): (u32, char)| format!("{letter}{}", number / 26))
            .filter(|name| !self.exports.iter().any(|(.., taken)| taken == name));
        let named = things.map(|(kind, index)| {
            let known = self.name(kind, index).map(String::from);
            (kind, index, known.or_else(|| names.next()).unwrap_or_default())
        });
        named.collect()
    }

    /// The body of a function that is not imported.
    ///
    /// # Errors
    /// It is imported.
    pub fn body(&self, index: u32) -> Result<FunctionBody<'a>, wasm_encoder::reencode::Error<String>> {
        let body = index.checked_sub(self.imported).and_then(|index| self.bodies.get(index as usize));
        let missing = || wasm_encoder::reencode::Error::UserError(format!("function {index} has no body."));
        body.cloned().ok_or_else(missing)
    }

    /// How long the body of a function is, in bytes.
    pub fn length(&self, index: u32) -> usize {
        self.body(index).map_or(0, |body| body.range().len())
    }

    /// What a function calls by name.
    pub fn calls(&self, index: u32) -> Result<BTreeSet<u32>> {
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

/// Whether something is exported for another part alone: under a capital and a number, as wasm-opt names nothing.
fn is_for_parts(name: &str) -> bool {
    let number = name.strip_prefix(|first: char| first.is_ascii_uppercase());
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The hash in the name of a function, which compilers and tools leave as it is.
fn hash(name: &str) -> Option<&str> {
    name.rsplit_once("::h").map(|(_, hash)| hash).filter(|hash| hash.len() == 16)
}
