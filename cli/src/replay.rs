//! `barrio replay`: runs recorded visits through the engine, and says what every campaign would have done; or orders.

mod line;
mod lines;
mod moment;
pub(crate) mod orders;
mod people;
mod person;
mod player;
mod programs;
mod pyramid;
mod tally;
mod worker;
mod zones;

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use barrio_engine::StoreFile;
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::ReplayArgs;
use crate::rows;
use lines::{Chunk, Chunks};
use tally::Tally;
use worker::{Outcome, Task};

/// How many chunks wait between two threads: enough that nobody waits, little memory.
const WAITING: usize = 4;
/// How much is read at once, in bytes.
const READ: usize = 1 << 20;

/// Replays visits or orders; fails if a file cannot be read or something in it could not be run.
pub(crate) fn run(args: &ReplayArgs) -> ExitCode {
    let replayed = Common::open(args).and_then(|common| match (&args.visits, &args.orders) {
        (_, Some(orders)) => orders::run(&common, orders, args.columns.as_ref()),
        (Some(visits), None) => Replay::open(common, visits, args)?.run(),
        (None, None) => Err("Nothing is said to be replayed: give --visits or --orders.".into()),
    });
    match replayed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// What every replay begins with.
struct Common {
    store_text: Arc<str>,
    threads: usize,
    memory: usize,
}

impl Common {
    fn open(args: &ReplayArgs) -> Result<Common, String> {
        let store_text = std::fs::read_to_string(&args.store)
            .map_err(|error| format!("{}: The file cannot be read: {error}.", args.store.display()))?;
        say_faults(&store_text, &args.store.display().to_string())?;
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Ok(Common {
            store_text: rows::resolve(&store_text).into(),
            threads: args.threads.map_or(cores, NonZeroUsize::get),
            memory: args.memory.saturating_mul(1 << 20),
        })
    }
}

/// A replay of visits that is about to begin.
struct Replay {
    common: Common,
    visits: Box<dyn Read + Send>,
    visits_name: String,
    explain: bool,
    pyramid: bool,
    bar: ProgressBar,
}

impl Replay {
    fn open(common: Common, file: &Path, args: &ReplayArgs) -> Result<Replay, String> {
        let (visits, size) = open_input(file)?;
        Ok(Replay {
            common,
            visits,
            visits_name: file.display().to_string(),
            explain: args.explain,
            pyramid: args.pyramid,
            bar: bar(size),
        })
    }

    /// The reader, the workers and this thread, which writes, pass chunks on to each other in the order of the file.
    ///
    /// Gives whether every line was a visit.
    fn run(self) -> Result<bool, String> {
        let begin = Instant::now();
        let threads = self.common.threads;
        let (mut inputs, mut outputs, mut workers) = (Vec::new(), Vec::new(), Vec::new());
        for worker in 0..threads {
            let (input, chunks) = mpsc::sync_channel(WAITING);
            let (outcomes, output) = mpsc::sync_channel(WAITING);
            inputs.push(input);
            outputs.push(output);
            workers.push(self.start_worker(worker, chunks, outcomes));
        }
        let mut writer = Writer { outputs, bar: self.bar.clone(), visits: self.visits_name.clone() };
        let (visits, name) = (self.visits, self.visits_name);
        let reader = thread::spawn(move || read(visits, &inputs));
        if let Err(error) = writer.run() {
            // The reader may still wait for its input.
            return may_be_closed(error).map(|()| true);
        }
        drop(writer);
        self.bar.finish_and_clear();
        let tally = sum(workers)?;
        if let Ok(Err(error)) = reader.join() {
            return Err(format!("{name}: The file cannot be read: {error}."));
        }
        if let Some(pyramid) = &tally.pyramid {
            io::stdout().write_all(pyramid.lines().as_bytes()).or_else(may_be_closed)?;
        }
        summarise(&tally, begin.elapsed(), threads);
        Ok(tally.bad_lines + tally.bad_events == 0)
    }

    fn start_worker(
        &self,
        worker: usize,
        chunks: Receiver<Arc<Chunk>>,
        outcomes: SyncSender<Outcome>,
    ) -> JoinHandle<Result<Tally, String>> {
        let store_text = Arc::clone(&self.common.store_text);
        let (explain, pyramid) = (self.explain, self.pyramid);
        let memory = self.common.memory / self.common.threads;
        thread::spawn(move || {
            Task { store_text: &store_text, worker, memory, explain, pyramid }.run(&chunks, &outcomes)
        })
    }
}

/// The good campaigns of a store file are replayed, as they would run in the shop.
fn say_faults(text: &str, file: &str) -> Result<(), String> {
    let (store, issues) = StoreFile::parse(text);
    if let Some(whole) = issues.iter().find(|issue| issue.path.is_empty()) {
        return Err(format!("{file}: {} Nothing of the file is used.", whole.message));
    }
    match store.left_out.len() {
        0 => {}
        1 => eprintln!(
            "{file}: One campaign or program has a fault and is left out; `barrio check {file}` says why."
        ),
        many => eprintln!(
            "{file}: {many} campaigns and programs have faults and are left out; `barrio check {file}` says why."
        ),
    }
    Ok(())
}

/// Whoever closed the pipe has seen enough.
fn may_be_closed(error: io::Error) -> Result<(), String> {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(format!("The output cannot be written: {error}.")),
    }
}

/// What is to be read, and how large it is where that is known.
fn open_input(file: &Path) -> Result<(Box<dyn Read + Send>, Option<u64>), String> {
    if file.as_os_str() == "-" {
        return Ok((Box::new(io::stdin()), None));
    }
    let opened =
        File::open(file).map_err(|error| format!("{}: The file cannot be read: {error}.", file.display()))?;
    let size = opened.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
    Ok((Box::new(opened), size))
}

/// A bar on stderr; it draws nothing where nobody watches.
fn bar(size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (
            ProgressBar::new(size),
            "{bar:30} {percent} %  {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left",
        ),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes}  {bytes_per_sec}"),
    };
    styled(bar, template)
}

/// The same for what is counted.
fn counting_bar(count: u64) -> ProgressBar {
    styled(ProgressBar::new(count), "{bar:30} {percent} %  {human_pos} of {human_len}  {eta} left")
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Reads to the end, or until nobody listens any more.
fn read(visits: Box<dyn Read + Send>, inputs: &[SyncSender<Arc<Chunk>>]) -> io::Result<()> {
    let mut chunks = Chunks::new(BufReader::with_capacity(READ, visits), inputs.len());
    while let Some(chunk) = chunks.next_chunk(|source| !source.buffer().is_empty())? {
        let chunk = Arc::new(chunk);
        for input in inputs {
            if input.send(Arc::clone(&chunk)).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Puts what the workers made of each chunk back in its order.
struct Writer {
    outputs: Vec<Receiver<Outcome>>,
    bar: ProgressBar,
    visits: String,
}

impl Writer {
    fn run(&mut self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        // A worker that has ended has no more to give; why it did is asked afterwards.
        while let Ok(outcomes) = self.outputs.iter().map(Receiver::recv).collect::<Result<Vec<_>, _>>() {
            self.say(&outcomes);
            out.write_all(&merged(&outcomes))?;
            out.flush()?;
            let size = outcomes.first().map_or(0, |outcome| outcome.chunk.size());
            self.bar.inc(size as u64);
        }
        Ok(())
    }

    fn say(&self, outcomes: &[Outcome]) {
        let mut faults: Vec<_> = outcomes.iter().flat_map(|outcome| &outcome.faults).collect();
        faults.sort_by_key(|(line, _)| *line);
        if !faults.is_empty() {
            self.bar.suspend(|| {
                for (line, sentence) in faults {
                    eprintln!("{}:{line}: {sentence}", self.visits);
                }
            });
        }
    }
}

/// The text of a chunk, line by line from the worker that has it.
fn merged(outcomes: &[Outcome]) -> Vec<u8> {
    let mut text = Vec::with_capacity(outcomes.iter().map(|outcome| outcome.text.len()).sum());
    let mut places: Vec<_> = outcomes.iter().map(|outcome| (0, outcome.ends.iter())).collect();
    let Some(first) = outcomes.first() else { return text };
    for worker in first.chunk.workers() {
        if let (Some(outcome), Some((from, ends))) = (outcomes.get(worker), places.get_mut(worker))
            && let Some(end) = ends.next()
        {
            text.extend_from_slice(outcome.text.get(*from..*end).unwrap_or_default());
            *from = *end;
        }
    }
    text
}

fn sum(workers: Vec<JoinHandle<Result<Tally, String>>>) -> Result<Tally, String> {
    let mut sum: Option<Tally> = None;
    for worker in workers {
        let tally =
            worker.join().map_err(|_| "A worker has failed; this is a fault of barrio.".to_owned())??;
        match &mut sum {
            Some(sum) => sum.add(&tally),
            None => sum = Some(tally),
        }
    }
    Ok(sum.unwrap_or_default())
}

fn summarise(tally: &Tally, time: Duration, threads: usize) {
    let Tally { visits, people, spilled, late, bad_lines, bad_events, .. } = tally;
    let seconds = time.as_secs_f64();
    let rate = *visits as f64 / seconds.max(1e-9);
    eprintln!("{}", tally.table());
    for table in [tally.programs.table(), tally.pyramid.as_ref().map(pyramid::Pyramid::table)] {
        table.iter().for_each(|table| eprintln!("{table}"));
    }
    eprintln!(
        "Visits: {visits}, people: {people}, seconds: {seconds:.2}, visits per second: {rate:.0}, threads: {threads}."
    );
    for (count, what) in [
        (spilled, "People put into a temporary file, which more --memory makes less"),
        (
            late,
            "Visits that begin before an earlier one of the same person ends, run in the order of the file all the same",
        ),
        (bad_lines, "Lines that hold no visit, passed over"),
        (bad_events, "Events without a time, passed over"),
    ] {
        if *count > 0 {
            eprintln!("{what}: {count}.");
        }
    }
}
