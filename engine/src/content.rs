//! `Content`: the words of a campaign in one language, checked, as the store file has them. `block.rs` knows what can
//! stand in it, `build.rs` makes it a `View`.

use alloc::string::String;
use alloc::vec::Vec;

use crate::block;
use crate::condition_reader::ConditionReader;
use crate::error::Report;
use crate::place::Place;
use crate::value::Value;

/// What a campaign says in one language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Content {
    /// BCP 47 tag.
    pub locale: String,
    /// Where it stands in the store file.
    path: String,
    /// An object without a fault: `blocks`; `thanks`, which take their place once a form or a survey is complete;
    /// `away`, where nobody can answer; `teaser`; the `steps` of a tour; the `layout` of a survey.
    pub body: Value,
}

/// Reads the contents of a campaign, one for each language.
pub(crate) fn read_all(place: &Place, conditions: &mut ConditionReader, report: &mut Report) -> Vec<Content> {
    let mut contents = Vec::new();
    for content in &place.entries(report) {
        contents.push(Content::read(content, conditions, report));
    }
    if contents.is_empty() {
        place.fault("There is nothing to show: put the content here by language, such as {\"en\": {\"blocks\": [ … ]}}.", report);
    }
    contents
}

impl Content {
    fn read(place: &Place, conditions: &mut ConditionReader, report: &mut Report) -> Content {
        let content = Content { locale: place.key.into(), path: place.path(), body: place.value.clone() };
        if conditions.whole {
            content.check(conditions, report);
        }
        content
    }

    /// Reports what is wrong with it.
    #[inline(never)]
    pub fn check(&self, conditions: &mut ConditionReader, report: &mut Report) {
        let before = report.faults;
        let place = Place::at(&self.path, &self.body);
        block::read(&place, block::CONTENT, "", conditions, report);
        if self.part("blocks").is_empty() && self.part("steps").is_empty() && report.faults == before {
            place
                .key("blocks")
                .fault("There is nothing to show: put blocks here, such as {\"text\": \"Hello\"}.", report);
        }
    }

    /// One of its lists, by its name; empty where it is absent.
    pub fn part(&self, name: &str) -> &[Value] {
        self.body.get(name).items()
    }
}
