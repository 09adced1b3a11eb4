//! What `barrio check` warns of, and what it leaves alone.

use super::*;
use alloc::vec;

fn said(json: &str) -> Vec<String> {
    let (store, issues) = StoreFile::parse(json);
    assert_eq!(issues, vec![]);
    warnings(&store).into_iter().map(|issue| [issue.path.as_str(), ": ", &issue.message].concat()).collect()
}

fn audience(condition: &str) -> Vec<String> {
    said(&[r#"{"version":1,"audiences":{"a":"#, condition, "}}"].concat())
}

#[test]
fn audiences_that_nobody_can_meet() {
    for impossible in [
        r#"{"language":"es","$and":[{"language":"de"}]}"#,
        r#"{"country":{"$in":["ES","MX"],"$eq":"US"}}"#,
        r#"{"visit.number":{"$gt":3,"$lt":2}}"#,
        r#"{"visit.number":{"$gte":3,"$lt":3}}"#,
        r#"{"country":{"$eq":"US","$ne":"US"}}"#,
        r#"{"$or":[{"os":"iOS","$and":[{"os":"Android"}]}]}"#,
    ] {
        assert_eq!(
            audience(impossible),
            ["audiences.a: It contradicts itself: no visitor can be in it."],
            "{impossible}"
        );
    }
    for possible in [
        r#"{"visit.number":{"$gte":3,"$lte":3}}"#,
        r#"{"$or":[{"os":"iOS"},{"os":"Android"}]}"#,
        r#"{"country":{"$ne":"US"},"language":"es"}"#,
        "{}",
    ] {
        assert_eq!(audience(possible), [""; 0], "{possible}");
    }
    assert!(audience(r#"{"contry":"ES"}"#).concat().contains("`contry`, which is never known"));
}

#[test]
fn campaigns_that_will_surprise() {
    let said = said(
        r#"{"version":1,"store":{"locale":"en-US"},"campaigns":[{"id":"a","format":"form","content":{"es":{"blocks":[
            {"text":"{{ store.days }} {{ nobody }}"},{"field":"email","label":"x"},
            {"button":"y","do":"subscribe"},{"button":"z","do":{"show":"b"}},{"button":"c","do":"chat"}]}}}]}"#,
    );
    let expected = [
        "no content in the store's language, en-US",
        "{{ store.days }}, which is not under",
        "{{ nobody }}, which nobody",
        "no consent block",
        "no `channels`",
        "`b`, which is no campaign",
        "no CRM that works",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    assert!(said.iter().zip(expected).all(|(said, expected)| said.contains(expected)), "{said:#?}");
}

/// What is said of one campaign of this format with this content in English, in a store where all else is well.
fn said_of(format: &str, content: &str) -> Vec<String> {
    said(
        &[
            r#"{"version":1,"agents":[{"name":"Ana","languages":"en"}],"channels":[{"type":"crisp"}],
            "crm":[{"type":"segment","url":"/collect"}],
            "campaigns":[{"id":"a","#,
            format,
            r#","content":{"en":"#,
            content,
            "}}]}",
        ]
        .concat(),
    )
}

/// Each says exactly one thing, in which these words stand.
fn says(cases: &[(&str, &str, &str)]) {
    for (format, content, expected) in cases {
        let format = ["\"format\":\"", format, "\""].concat();
        let said = said_of(&format, content);
        assert!(matches!(said.as_slice(), [one] if one.contains(expected)), "{content}: {said:#?}");
    }
}

#[test]
fn names_of_every_branch() {
    let text = "{% if cart.value > nope.a and nope.b %}{{ nope.c | default: \\\"x\\\" }}{% elsif nope.d %}{{ country }}\
                {% else %}{%- case nope.e -%}{% when 1 %}{{ nope.f }}{% endcase %}{% endif %}";
    let said = said_of(r#""format":"card""#, &[r#"{"blocks":[{"text":""#, text, r#""}]}"#].concat());
    let named: Vec<bool> = ["a", "b", "c", "d", "e", "f"]
        .iter()
        .map(|name| said.iter().any(|one| one.contains(&["{{ nope.", name, " }}"].concat())))
        .collect();
    assert_eq!((named, said.len()), (vec![true; 6], 6), "{said:#?}");
}

#[test]
fn formats_that_lack_what_they_live_of() {
    says(&[
        ("survey", r#"{"blocks":[{"text":"x"}]}"#, "content.en: This survey asks nothing"),
        ("checklist", r#"{"blocks":[{"text":"x"}]}"#, "no task"),
        ("form", r#"{"blocks":[{"text":"x"}]}"#, "no field"),
        ("chat", r#"{"blocks":[{"text":"x"}]}"#, "no button"),
        ("preferences", r#"{"blocks":[{"text":"x"}]}"#, "Nothing can be saved"),
        ("tour", r#"{"blocks":[{"text":"x"}]}"#, "no `steps`"),
        ("tour", r#"{"steps":[{"blocks":[{"text":"x"}]}]}"#, "No step has an `anchor`"),
        (
            "card",
            r#"{"blocks":[{"question":"text","name":"q","text":"x"}]}"#,
            "blocks[0]: A question is only asked",
        ),
        ("card", r#"{"blocks":[{"task":"x","name":"q","event":"e"}]}"#, "A task is only"),
        (
            "card",
            r#"{"blocks":[{"text":"x"}],"away":[{"text":"x"}]}"#,
            "en.away: Nothing here opens the chat",
        ),
        ("card", r#"{"blocks":[{"text":"x"}],"steps":[{"blocks":[{"text":"x"}]}]}"#, "en.steps: Only a tour"),
    ]);
    assert_eq!(
        said_of(r#""format":"tour""#, r#"{"steps":[{"anchor":"b","blocks":[{"text":"x"}]}]}"#),
        [""; 0]
    );
}

#[test]
fn questions_that_lead_astray() {
    let survey = |blocks: &str| [r#"{"blocks":["#, blocks, "]}"].concat();
    for (blocks, expected) in [
        (
            r#"{"question":"nps","name":"a","text":"x"},{"question":"nps","name":"a","text":"x"}"#,
            "blocks[1]: Another question above has the name `a`",
        ),
        (
            r#"{"question":"nps","name":"a","text":"x","next":[{"when":{"$lt":7},"go":"b"}]}"#,
            "next[0]: It goes to `b`, which is no question",
        ),
        (
            r#"{"question":"nps","name":"a","text":"x","next":[{"when":{"$lt":7},"go":"a"}]}"#,
            "It goes back to `a`",
        ),
        (
            r#"{"question":"nps","name":"a","text":"x","next":[{"go":"end"},{"when":1,"go":"end"}]}"#,
            "next[1]: The rule above",
        ),
        (
            r#"{"question":"nps","name":"a","text":"x","next":[{"go":"end"}]},{"question":"text","name":"b","text":"x"}"#,
            "blocks[1]: No answer leads",
        ),
        (
            r#"{"question":"nps","name":"a","text":"x"},{"coupon":"A"}"#,
            "blocks[1]: This code is shown before",
        ),
        (
            r#"{"question":"nps","name":"a","text":"{{ answers.b }}"}"#,
            "{{ answers.b }}, which no question asks",
        ),
        (
            r#"{"question":"single","name":"a","text":"x","options":["r","r"]}"#,
            "Two options have the value `r`",
        ),
        (r#"{"question":"picture","name":"a","text":"x","options":["r"]}"#, "has no `image`"),
    ] {
        says(&[("survey", &survey(blocks), expected)]);
    }
    let good = survey(
        r#"{"question":"nps","name":"a","text":"x","next":[{"when":{"$lte":6},"go":"why"},{"go":"end"}]},
        {"question":"text","name":"why","text":"{{ answers.a }}, {{ answers.a.other }}?"}"#,
    );
    assert_eq!(said_of(r#""format":"survey""#, &good), [""; 0]);
    let at_once = r#"{"layout":"page","blocks":[{"question":"nps","name":"a","text":"x","next":[{"go":"end"}]},{"question":"text","name":"b","text":"x"}]}"#;
    assert_eq!(said_of(r#""format":"survey""#, at_once), [""; 0]);
}

#[test]
fn languages_that_ask_something_else() {
    let store = |es: &str| {
        let parts = [
            r#"{"version":1,"campaigns":[{"id":"a","format":"survey","content":{"en":{"blocks":[
            {"question":"single","name":"how","text":"x","options":["Ad",{"value":"friend","label":"A friend"}]},
            {"question":"text","name":"why","text":"x"}]},"es":{"blocks":["#,
            es,
            "]}}}]}",
        ];
        said(&parts.concat())
    };
    let how = r#"{"question":"single","name":"how","text":"x","options":[{"value":"friend","label":"y"},{"value":"Ad","label":"z"}]}"#;
    let why = r#",{"question":"text","name":"why","text":"x"}"#;
    assert_eq!(store(&[how, why].concat()), [""; 0]);
    let lacking = store(how);
    assert_eq!(lacking.len(), 1);
    assert!(lacking.concat().contains("content.es: The question `why` of en is not here"), "{lacking:?}");
    let translated = store(&[&how.replace("\"friend\"", "\"amigo\""), why].concat());
    assert!(
        translated.concat().contains("es.blocks[0]: Its options have other values than in en"),
        "{translated:?}"
    );
}

#[test]
fn forms_that_nobody_can_answer() {
    says(&[
        (
            "form",
            r#"{"blocks":[{"field":"text","label":"x"},{"consent":"marketing","text":"x"},{"button":"x","do":"subscribe"}]}"#,
            "en.blocks: A button does subscribe, but there is no field for an email",
        ),
        (
            "form",
            r#"{"blocks":[{"field":"textarea","name":"message","label":"x"},{"button":"x","do":"message"}]}"#,
            "nobody can answer it",
        ),
        (
            "form",
            r#"{"blocks":[{"field":"email","label":"x"},{"field":"email","label":"x"},{"button":"x","do":"message"}]}"#,
            "blocks[1]: Another field above has the name `email`",
        ),
        (
            "preferences",
            r#"{"blocks":[{"field":"select","name":"pause","label":"x","options":["30d",{"value":"long","label":"y"}]},{"button":"x","do":"prefer"}]}"#,
            "`long` pauses nothing",
        ),
        ("card", r#"{"blocks":[{"image":"/a.png","width":1,"height":1}]}"#, "no `alt`"),
        ("card", r#"{"blocks":[{"image":"/a.png","alt":""}]}"#, "no `width` and `height`"),
    ]);
}

#[test]
fn chats_that_nobody_answers() {
    let chat = |agents: &str, away: &str| {
        said(
            &[
                r#"{"version":1,"channels":[{"type":"crisp"}],"crm":[{"type":"segment","url":"/c"}],"agents":["#,
                agents,
                r#"],"campaigns":[{"id":"a","format":"chat","content":{"en":{"blocks":[{"button":"x","do":"chat"}]"#,
                away,
                "}}}]}",
            ]
            .concat(),
        )
    };
    let at_times = r#"{"name":"Ana","languages":"en","hours":"09:00-17:00"}"#;
    assert!(chat(at_times, "").concat().contains("There is no `away`"));
    assert!(
        chat(r#"{"name":"Ana","languages":"es"}"#, "").concat().contains("None of the `agents` speaks en")
    );
    assert!(chat("", "").concat().contains("None of the `agents` speaks en"));
    assert_eq!(chat(r#"{"name":"Ana","languages":"en"}"#, ""), [""; 0]);
    let away = r#","away":[{"field":"email","label":"x"},{"button":"x","do":"message"}]"#;
    assert_eq!(chat(at_times, away), [""; 0]);
    let mute = chat(at_times, r#","away":[{"field":"email","label":"x"}]"#).concat();
    assert!(mute.contains("no button that does message"), "{mute}");
}

#[test]
fn channels_and_words_that_nobody_knows() {
    let said = said(
        r#"{"version":1,"channels":[{"type":"crispy"},{"type":"whatsapp"},{"type":"line","id":"a"},{"type":"tidio"}],
        "words":{"eu":{"close":"Itxi","shut":"Itxi"}}}"#,
    );
    let expected = [
        "channels[0]: barrio knows no channel `crispy`",
        "channels[1]: A channel of this type needs `number`",
        "words.eu.shut: ",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    assert!(said.iter().zip(expected).all(|(said, expected)| said.starts_with(expected)), "{said:#?}");
}

#[test]
fn names_are_found_in_every_branch() {
    let source = "{% if country == one %}{{ 'now' | date: two }}{% elsif three.size > 1 %}{% case four %}{% when five %}[a](/{{ six }}){% endcase %}{% endif %}";
    let known = ["country", "one", "now", "two", "three.size", "three", "four", "five", "six"];
    assert_eq!(names(source).into_iter().collect::<BTreeSet<_>>(), known.map(String::from).into());
}

#[test]
fn programs_that_will_surprise() {
    let of = |program: &str| {
        said(
            &[
                r#"{"version":1,"campaigns":[
                {"id":"a","format":"card","content":{"en":{"blocks":[{"text":"x"}]}}},
                {"id":"m","format":"card","trigger":"manual","content":{"en":{"blocks":[{"text":"x"}]}}}],
                "programs":[{"id":"p","#,
                program,
                "}]}",
            ]
            .concat(),
        )
    };
    for (program, expected) in [
        (
            r#""steps":[{"id":"x","show":"a","after":"2d"},{"id":"y","tag":"t","after":"1d","if":{"abroad":true}}]"#,
            "programs[0](p).steps(y).after: A step above it is due later",
        ),
        (
            r#""steps":[{"id":"x","show":"a"},{"id":"y","tag":"t"}]"#,
            "programs[0](p).steps(x): A step below it is due no later",
        ),
        (
            r#""steps":[{"id":"x","show":"a"},{"id":"y","show":"a","after":"1d"}]"#,
            "steps(y).show: Another step above shows",
        ),
        (r#""steps":[{"id":"x","show":"m"}]"#, "steps(x).show: This campaign has the trigger manual"),
        (r#""steps":[{"id":"x","show":"a","expires":"0s"}]"#, "steps(x).expires: It is over as soon"),
        (
            r#""again":"1d","steps":[{"id":"x","show":"a","unless":{"abroad":true}}]"#,
            "steps(x): The last step waits",
        ),
        (r#""exit":{"nope":1},"steps":[{"id":"x","show":"a"}]"#, "programs[0](p).exit: It asks for `nope`"),
        (
            r#""steps":[{"id":"x","show":"a","if":{"os":"iOS","$and":[{"os":"Android"}]}}]"#,
            "steps(x).if: It contradicts itself",
        ),
    ] {
        let said = of(program);
        assert!(matches!(said.as_slice(), [one] if one.contains(expected)), "{program}: {said:#?}");
    }
    let good = r#""again":"90d","enter":{"audience":{"tags":{"$nin":["t"]},"programs.p":{"$exists":false}}},"exit":{"did":{"event":"purchase"}},
        "steps":[{"id":"x","show":"a","unless":{"abroad":true}},{"id":"y","tag":"t","after":"1d","if":{"abroad":true},"expires":"9d"}]"#;
    assert_eq!(of(good), [""; 0]);
}
