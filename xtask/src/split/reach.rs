//! What of the linked module is reached through its doors alone. The linker says of every function and of every datum
//! what it refers to, which the finished module no longer does: so this is exact, and nothing is guessed by address.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use wasmparser::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExternalKind, KnownCustom, Linking, Name, Operator,
    Parser, Payload, RelocationEntry, RelocationType, SymbolInfo,
};

/// What only those need who come through a door.
#[derive(Debug, Default, PartialEq)]
pub struct Apart {
    /// Functions, by their number in the linked module.
    pub functions: BTreeSet<u32>,
    /// Places in the table of functions.
    pub slots: BTreeSet<u32>,
    /// Addresses in memory, in order.
    pub bytes: Vec<Range<u32>>,
}

impl Apart {
    /// Without what is in another.
    pub fn without(&self, other: &Apart) -> Apart {
        let [mine, others] =
            [self, other].map(|apart| apart.bytes.iter().cloned().flatten().collect::<BTreeSet<_>>());
        Apart {
            functions: &self.functions - &other.functions,
            slots: &self.slots - &other.slots,
            bytes: ranges(mine.difference(&others).copied()),
        }
    }
}

/// Addresses in order, as ranges.
fn ranges(addresses: impl IntoIterator<Item = u32>) -> Vec<Range<u32>> {
    let mut ranges: Vec<Range<u32>> = Vec::new();
    for address in addresses {
        match ranges.last_mut() {
            Some(range) if range.end == address => range.end += 1,
            _ => ranges.push(address..address + 1),
        }
    }
    ranges
}

/// A function, or a symbol that stands for data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Function(u32),
    Data(u32),
}

/// Finds what only doors lead to. `is_door` is asked with the names of functions.
///
/// # Errors
/// The module was not linked with `--emit-relocs`.
pub fn apart(linked: &[u8], is_door: &dyn Fn(&str) -> bool) -> Result<Apart> {
    let module = Linked::read(linked)?;
    let edges = module.edges()?;
    let shut = |node: &Node| matches!(node, Node::Function(index) if module.names.get(index).is_some_and(|name| is_door(name)));
    let mut reached: HashSet<Node> = module.roots.iter().map(|root| Node::Function(*root)).collect();
    let mut queue: Vec<Node> = reached.iter().copied().collect();
    while let Some(node) = queue.pop() {
        for next in edges.get(&node).into_iter().flatten() {
            if !shut(next) && reached.insert(*next) {
                queue.push(*next);
            }
        }
    }
    let all = module.imported..module.imported + module.bodies.len() as u32;
    let functions = all.filter(|index| !reached.contains(&Node::Function(*index))).collect();
    let slots = module.slots.iter().filter(|(_, function)| !reached.contains(&Node::Function(**function)));
    Ok(Apart {
        functions,
        slots: slots.map(|(slot, _)| *slot).collect(),
        bytes: module.bytes_apart(&reached),
    })
}

/// What is read of the module.
#[derive(Default)]
struct Linked {
    roots: Vec<u32>,
    names: HashMap<u32, String>,
    slots: BTreeMap<u32, u32>,
    imported: u32,
    /// Where the bodies of functions lie in the file.
    bodies: Vec<Range<usize>>,
    /// Where the two sections begin whose places relocations count from.
    code: usize,
    data: usize,
    /// Where each segment lies in the file, and in memory.
    segments: Vec<(usize, u32)>,
    symbols: Vec<Option<Symbol>>,
    /// Relocations of the code, and of the data.
    relocations: [Vec<RelocationEntry>; 2],
}

/// A symbol that something may refer to.
#[derive(Clone, Copy)]
enum Symbol {
    Function(u32),
    Data { segment: u32, offset: u32, size: u32 },
}

impl Linked {
    fn read(bytes: &[u8]) -> Result<Linked> {
        let mut out = Linked::default();
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(imports) => out.imported = functions(imports)?,
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        out.roots.extend((export.kind == ExternalKind::Func).then_some(export.index));
                    }
                }
                Payload::StartSection { func, .. } => out.roots.push(func),
                Payload::ElementSection(elements) => out.slots = slots(elements)?.1,
                Payload::CodeSectionStart { range, .. } => out.code = range.start,
                Payload::CodeSectionEntry(body) => out.bodies.push(body.range()),
                Payload::DataSection(section) => {
                    out.data = section.range().start;
                    for segment in section {
                        let segment = segment?;
                        let DataKind::Active { offset_expr, .. } = segment.kind else { continue };
                        out.segments.push((segment.range.end - segment.data.len(), constant(&offset_expr)?));
                    }
                }
                Payload::CustomSection(section) => out.read_custom(&section)?,
                _ => {}
            }
        }
        if out.relocations.iter().all(Vec::is_empty) {
            bail!("The linked wasm does not say what refers to what: it needs `-C link-arg=--emit-relocs`.");
        }
        Ok(out)
    }

    fn read_custom(&mut self, section: &wasmparser::CustomSectionReader) -> Result<()> {
        match section.as_known() {
            KnownCustom::Name(parts) => {
                for part in parts {
                    if let Name::Function(map) = part? {
                        for naming in map {
                            let naming = naming?;
                            self.names.insert(naming.index, naming.name.into());
                        }
                    }
                }
            }
            KnownCustom::Linking(parts) => {
                for part in parts.subsections() {
                    if let Linking::SymbolTable(symbols) = part? {
                        for symbol in symbols {
                            self.symbols.push(Symbol::read(&symbol?));
                        }
                    }
                }
            }
            KnownCustom::Reloc(entries) => {
                let [code, data] = &mut self.relocations;
                let list = match section.name() {
                    "reloc.CODE" => code,
                    "reloc.DATA" => data,
                    _ => return Ok(()),
                };
                for entry in entries.entries() {
                    list.push(entry?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What each function and each datum refers to.
    fn edges(&self) -> Result<HashMap<Node, Vec<Node>>> {
        let mut edges: HashMap<Node, Vec<Node>> = HashMap::new();
        let [code, data] = &self.relocations;
        for entry in code {
            let at = self.code + entry.offset as usize;
            let place = self.bodies.partition_point(|body| body.end <= at);
            let Some(to) = self.target(entry) else { continue };
            edges.entry(Node::Function(self.imported + place as u32)).or_default().push(to);
        }
        let places = self.data_symbols();
        for entry in data {
            let at = self.data + entry.offset as usize;
            let Some(to) = self.target(entry) else { continue };
            // Symbols may lie over one another: each of them refers to it.
            let around = places.iter().filter(|(place, _)| place.contains(&at));
            let mut found = around.map(|(_, symbol)| Node::Data(*symbol)).peekable();
            found.peek().context("There is a datum without a symbol in the linked wasm.")?;
            found.for_each(|from| edges.entry(from).or_default().push(to));
        }
        Ok(edges)
    }

    fn target(&self, entry: &RelocationEntry) -> Option<Node> {
        if entry.ty == RelocationType::TypeIndexLeb {
            return None;
        }
        match self.symbols.get(entry.index as usize)?.as_ref()? {
            Symbol::Function(index) => Some(Node::Function(*index)),
            Symbol::Data { .. } => Some(Node::Data(entry.index)),
        }
    }

    /// Where the data of each symbol lie in the file.
    fn data_symbols(&self) -> Vec<(Range<usize>, u32)> {
        let mut out = Vec::new();
        for (number, symbol) in self.symbols.iter().enumerate() {
            if let Some(Symbol::Data { segment, offset, size }) = symbol
                && let Some((file, _)) = self.segments.get(*segment as usize)
            {
                let start = file + *offset as usize;
                out.push((start..start + *size as usize, number as u32));
            }
        }
        out
    }

    /// The addresses of data that is not reached. What two symbols share belongs to whoever is reached.
    fn bytes_apart(&self, reached: &HashSet<Node>) -> Vec<Range<u32>> {
        let (mut apart, mut needed) = (BTreeSet::new(), BTreeSet::new());
        for (number, symbol) in self.symbols.iter().enumerate() {
            if let Some(Symbol::Data { segment, offset, size }) = symbol
                && let Some((_, address)) = self.segments.get(*segment as usize)
            {
                let is_needed = reached.contains(&Node::Data(number as u32));
                let start = address + offset;
                if is_needed { &mut needed } else { &mut apart }.extend(start..start + size);
            }
        }
        ranges(apart.difference(&needed).copied())
    }
}

impl Symbol {
    fn read(symbol: &SymbolInfo) -> Option<Symbol> {
        match symbol {
            SymbolInfo::Func { index, .. } => Some(Symbol::Function(*index)),
            SymbolInfo::Data { symbol: Some(data), .. } => {
                Some(Symbol::Data { segment: data.index, offset: data.offset, size: data.size })
            }
            _ => None,
        }
    }
}

/// How many functions are imported.
pub fn functions(imports: wasmparser::ImportSectionReader) -> Result<u32> {
    let mut count = 0;
    for import in imports.into_imports() {
        count += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
    }
    Ok(count)
}

/// The table that holds functions, and which it has in each place.
pub fn slots(elements: wasmparser::ElementSectionReader) -> Result<(u32, BTreeMap<u32, u32>)> {
    let (mut out, mut table) = (BTreeMap::new(), 0);
    for element in elements {
        let element = element?;
        let (ElementKind::Active { table_index, offset_expr }, ElementItems::Functions(items)) =
            (element.kind, element.items)
        else {
            bail!("The wasm fills a table in a way that this build does not know.");
        };
        table = table_index.unwrap_or(0);
        for (slot, function) in (constant(&offset_expr)?..).zip(items) {
            out.insert(slot, function?);
        }
    }
    Ok((table, out))
}

/// The number that a place is given by.
pub fn constant(expression: &ConstExpr) -> Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value as u32),
        _ => bail!("The wasm has a place that is not a number."),
    }
}
