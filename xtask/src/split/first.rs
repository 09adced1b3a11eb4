//! Writes the first part: without what goes, and with a call through the table at every door.

use crate::split::{Plan, reach};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, ExportSection, Function, FunctionSection,
    Instruction, Module, TableSection,
};
use wasmparser::{DataKind, ExternalKind, FunctionBody, Operator};

/// Writes the first part.
pub struct First<'a>(pub &'a Plan<'a>);

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
        for index in &self.0.order[0] {
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
            let export = export?;
            if export.kind != ExternalKind::Func || !self.0.is_apart(export.index) {
                self.parse_export(out, export)?;
            }
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
        _: wasmparser::CodeSectionReader,
    ) -> Result<(), Error<String>> {
        for index in &self.0.order[0] {
            self.parse_function_body(out, self.0.whole.body(*index)?)?;
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

    /// The names of functions have other numbers here.
    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: wasmparser::CustomSectionReader,
    ) -> Result<(), Error<String>> {
        Ok(())
    }
}
