//! Writes the second part: it has memory, tables, globals and functions of the first, and fills the places of the doors.

use crate::split::{Plan, reach};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, EntityType, ExportKind, ExportSection,
    FunctionSection, ImportSection, Module, TypeSection,
};
use wasmparser::{DataKind, ExternalKind, Parser, Payload};

/// The name under which the second part imports what the first exports.
const FIRST: &str = "a";

/// Writes the second part; of the types it has those that it uses.
pub struct Second<'a> {
    pub plan: &'a Plan<'a>,
    pub types: Vec<u32>,
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
    pub fn module(&mut self, module: &[u8]) -> Result<Vec<u8>, Error<String>> {
        let (plan, whole) = (self.plan, self.plan.whole);
        let (mut imports, mut functions, mut code) =
            (ImportSection::new(), FunctionSection::new(), CodeSection::new());
        for (kind, index, name) in &plan.shared {
            imports.import(FIRST, name, self.entity(*kind, *index)?);
        }
        for index in &plan.order[1] {
            functions.function(self.type_index(whole.functions.get(*index as usize).copied().unwrap_or(0))?);
            self.parse_function_body(&mut code, whole.body(*index)?)?;
        }
        let mut exports = ExportSection::new();
        for (index, new) in plan.second.iter().filter(|(index, _)| plan.is_apart(**index)) {
            // What another part needs of it, which was taken before.
            if let Some(name) = whole.name(ExternalKind::Func, *index) {
                exports.export(name, ExportKind::Func, *new);
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
            .section(&exports)
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
