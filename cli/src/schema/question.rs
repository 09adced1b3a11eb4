//! Questions and fields in the schema: all that a visitor can fill in.

use schemars::JsonSchema;

use super::Condition;
use super::action::Action;
use super::relation::Tags;

/// A question of a survey.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Question {
    /// What kind of answer it asks for.
    question: QuestionKind,
    /// The key of its answer, in what is sent, in {{ answers.NAME }} and in `go`. Each name once in a language, and
    /// the same in all languages.
    #[schemars(extend("examples" = ["score"]))]
    name: String,
    /// What is asked.
    text: String,
    /// A line below it that helps to answer.
    hint: Option<String>,
    /// Whether one must answer to go on; no if nothing is said.
    required: Option<bool>,
    /// single, multi, picture, ranking: what there is to choose from.
    options: Option<Vec<OptionOrText>>,
    /// single, multi, picture: an answer in one's own words too. true, or the words that offer it.
    other: Option<Other>,
    /// rating: how many steps; 5 if nothing is said.
    #[schemars(range(min = 2, max = 11))]
    steps: Option<u8>,
    /// rating: what the steps look like; stars if nothing is said.
    style: Option<RatingStyle>,
    /// What the lowest step means.
    #[schemars(extend("examples" = ["Not at all"]))]
    low: Option<String>,
    /// What the highest step means.
    #[schemars(extend("examples" = ["Certainly"]))]
    high: Option<String>,
    /// picture: several may be chosen.
    multiple: Option<bool>,
    /// text, email: shown while it is empty. It is no label.
    placeholder: Option<String>,
    /// Where it goes on by the answer: the first rule that holds. Without one, with the question below.
    next: Option<Vec<Rule>>,
    tags: Option<Tags>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum QuestionKind {
    /// How likely one is to recommend: 0 to 10.
    Nps,
    /// 2 to 11 steps, as stars, faces or numbers; the answer is 1 to the number of steps.
    Rating,
    /// How satisfied one is: 1 to 5.
    Csat,
    /// How easy it was: 1 to 7.
    Ces,
    /// One of the options.
    Single,
    /// Any number of the options.
    Multi,
    /// In one's own words.
    Text,
    /// One of several pictures, or more with multiple.
    Picture,
    /// The options in an order.
    Ranking,
    /// An email address.
    Email,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum RatingStyle {
    Stars,
    Faces,
    Numbers,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Other {
    Yes(bool),
    Words(String),
}

/// Where a survey goes on.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Rule {
    /// What the answer must be, such as {"$lte": 6} or {"$in": ["a"]}. Without it the rule always holds.
    #[schemars(extend("examples" = [{ "$lte": 6 }, { "$in": ["a", "b"] }]))]
    when: Option<AnswerOrOperators>,
    /// The name of a question, or end.
    go: Option<String>,
    /// What happens besides, such as {"show": "help"}.
    #[schemars(rename = "do")]
    action: Option<Action>,
}

/// The answer itself, or the operators of a condition.
#[derive(JsonSchema)]
#[schemars(untagged)]
enum AnswerOrOperators {
    Text(String),
    Number(f64),
    Truth(bool),
    Operators(Condition),
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum OptionOrText {
    Text(String),
    Option(Choice),
}

/// Something to choose.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Choice {
    /// What is kept and sent; the same in all languages.
    value: String,
    /// What is shown; the value if nothing is said.
    label: Option<String>,
    /// What is shown, another name of label.
    text: Option<String>,
    /// picture: the address of the picture.
    image: Option<String>,
}

/// Something to fill in.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Field {
    /// What is filled in.
    field: FieldKind,
    /// Its name in what is sent; that of its kind if nothing is said.
    name: Option<String>,
    /// What stands above it, always.
    label: String,
    /// Shown while it is empty. It is no label.
    placeholder: Option<String>,
    /// An email must be filled in if nothing is said, others need not.
    required: Option<bool>,
    /// select, choices: what there is to choose from. Those of a field named pause are durations, such as 30d.
    options: Option<Vec<OptionOrText>>,
    tags: Option<Tags>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
enum FieldKind {
    /// An email address.
    Email,
    /// A telephone number, with a list of countries.
    Phone,
    /// One line.
    Text,
    /// Several lines.
    Textarea,
    /// One of the options, in a list that opens.
    Select,
    /// Any number of the options, each with a box to tick.
    Choices,
    /// A box to tick. It is no consent: that is a block of its own.
    Checkbox,
    /// A day, such as a birthday.
    Date,
}
