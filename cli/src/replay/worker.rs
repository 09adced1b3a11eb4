//! A worker: replays the visits of its share of the people, chunk by chunk.

use std::io::Write as _;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

use barrio_engine::StoreFile;

use super::line::Visit;
use super::lines::Chunk;
use super::people::People;
use super::player::Player;
use super::pyramid::Pyramid;
use super::tally::Tally;

/// What a worker makes of a chunk.
pub(super) struct Outcome {
    pub chunk: Arc<Chunk>,
    /// What is printed, and where the text of each of its lines ends; a line without a visit prints nothing.
    pub text: Vec<u8>,
    pub ends: Vec<usize>,
    /// What is wrong, with the number of the line.
    pub faults: Vec<(usize, String)>,
}

/// What a worker does, and with what.
#[derive(Clone, Copy)]
pub(super) struct Task<'a> {
    pub store_text: &'a str,
    pub worker: usize,
    /// How much memory its people may take, in bytes.
    pub memory: usize,
    pub explain: bool,
    pub pyramid: bool,
}

impl Task<'_> {
    /// Works until there are no more chunks, or nobody wants the outcomes any more.
    ///
    /// # Errors
    /// A sentence where people cannot be put aside.
    pub fn run(self, chunks: &Receiver<Arc<Chunk>>, outcomes: &SyncSender<Outcome>) -> Result<Tally, String> {
        let mut worker = Worker::new(self);
        for chunk in chunks {
            let outcome = worker.replay(chunk).map_err(|error| {
                format!(
                    "The people who do not fit into the memory cannot be put into a temporary file: {error}."
                )
            })?;
            if outcomes.send(outcome).is_err() {
                break;
            }
        }
        worker.tally.people = worker.people.count;
        worker.tally.spilled = worker.people.spilled;
        Ok(worker.tally)
    }
}

struct Worker<'a> {
    task: Task<'a>,
    player: Player,
    people: People,
    tally: Tally,
}

impl<'a> Worker<'a> {
    fn new(task: Task<'a>) -> Worker<'a> {
        let (store, _) = StoreFile::parse(task.store_text);
        let player = Player::new(Rc::new(store));
        let mut tally = Tally::new(&player.explain());
        tally.pyramid = task.pyramid.then(Pyramid::default);
        Worker { task, player, people: People::new(task.memory), tally }
    }

    fn replay(&mut self, chunk: Arc<Chunk>) -> rusqlite::Result<Outcome> {
        let (mut text, mut ends, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for (number, line) in chunk.lines_of(self.task.worker) {
            let mut fault = |sentence| faults.push((number, sentence));
            match line.map(Visit::read_line) {
                None => {
                    self.tally.bad_lines += 1;
                    fault("The line is longer than 16 MB; it is passed over.".to_owned());
                }
                Some(Err(sentence)) => {
                    self.tally.bad_lines += 1;
                    fault(sentence);
                }
                Some(Ok(None)) => {}
                Some(Ok(Some(visit))) => {
                    self.visit(visit, line.map_or(0, <[u8]>::len), &mut text, &mut fault)?
                }
            }
            ends.push(text.len());
        }
        Ok(Outcome { chunk, text, ends, faults })
    }

    fn visit(
        &mut self,
        visit: Visit,
        length: usize,
        text: &mut Vec<u8>,
        fault: &mut impl FnMut(String),
    ) -> rusqlite::Result<()> {
        let unreadable = visit.events.iter().filter(|event| event.at.0.is_none()).count();
        if unreadable > 0 {
            self.tally.bad_events += unreadable as u64;
            fault(timeless(&visit));
        }
        let Some(begin) = visit.events.iter().find_map(|event| event.at.0) else {
            self.tally.bad_lines += 1;
            fault("The visit has no event with a time; it is passed over.".to_owned());
            return Ok(());
        };
        let id = visit.id.clone();
        let person = self.people.recall(&visit.person, length)?;
        self.tally.late += u64::from(person.last.is_some_and(|last| begin < last));
        self.player.play(visit, begin, person);
        let trace = self.task.explain.then(|| self.player.explain().get("campaigns").to_json());
        let (tally, shown) = (&mut self.tally, &self.player.shown);
        self.player.reasons(|place, reason| tally.count_stopped(place, shown, reason));
        tally.count_shown(shown, &mut person.seen);
        self.player.steps.iter().for_each(|step| tally.programs.count(step));
        tally.visits += 1;
        if let Some(pyramid) = &mut tally.pyramid
            && let Some(now) = self.player.standing(person.last.unwrap_or(begin))
        {
            pyramid.moved(&mut person.standing, now);
        }
        self.player.end(person);
        write(text, &id, &self.player, trace.as_deref());
        Ok(())
    }
}

fn timeless(visit: &Visit) -> String {
    let without = |event: &&super::line::Event| event.at.0.is_none();
    let names: Vec<_> = visit
        .events
        .iter()
        .filter(without)
        .take(3)
        .map(|event| format!("`{}`", event.event.escape_debug()))
        .collect();
    format!(
        "The time of {} cannot be read; what has no time such as 2026-11-22T10:00:00Z is passed over.",
        names.join(", ")
    )
}

/// Writes the line of a visit.
fn write(text: &mut Vec<u8>, id: &str, player: &Player, trace: Option<&str>) {
    // Writing into memory cannot fail.
    text.extend_from_slice(b"{\"visit\":");
    let _ = serde_json::to_writer(&mut *text, id);
    text.extend_from_slice(b",\"shown\":");
    let _ = serde_json::to_writer(&mut *text, &player.shown);
    let _ = write!(text, ",\"sent\":[{}]", player.sent);
    if let Some(trace) = trace {
        let _ = write!(text, ",\"trace\":{trace}");
    }
    text.extend_from_slice(b"}\n");
}
