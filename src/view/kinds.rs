//! The kinds of content as data: which elements each becomes. A new kind is a new template here, not new code.
//!
//! A line is an element: its tag, then words separated by spaces. A line indented by one space more stands in it.
//!
//! | word | means |
//! |---|---|
//! | `name=value` | an attribute |
//! | `name=@other` | an attribute, with the value of the node's attribute `other`; none where the node has none |
//! | `name=!other` | the same, but without it the whole element is left out |
//! | `name=#x` | an attribute with an id of this node's own; the same letter gives the same id |
//! | `name=$` | an attribute with the number of the node's action, where it has one |
//! | `*` | the node's text |
//! | `@other` | the node's attribute as words |
//! | `~other` | the first letters of the name in that attribute |
//! | `^other` | the names of the languages whose tags are in that attribute |

use barrio_engine::{Kind, Node};

/// What a node becomes.
pub fn template(node: &Node) -> &'static str {
    let has = |name| node.attribute(name).is_some();
    match node.kind {
        Kind::Heading => HEADING,
        Kind::Text => "p class=text id=#t *",
        Kind::Image => IMAGE,
        Kind::Button if has("href") => {
            "a class=button data-style=@style data-action=$ rel=noopener href=@href *"
        }
        Kind::Button if has("submit") => "button class=button data-style=@style data-action=$ type=submit *",
        Kind::Button => "button class=button data-style=@style data-action=$ type=button *",
        Kind::Coupon => COUPON,
        Kind::Agent => AGENT,
        Kind::Field => FIELD,
        Kind::Consent => CONSENT,
    }
}

/// It can hold the focus, so that a dialog opens, and changes, at its first words.
const HEADING: &str = "h2 class=heading id=#h tabindex=-1 *";

const IMAGE: &str =
    "img class=image loading=lazy decoding=async alt= alt=@alt width=@width height=@height src=!src";

/// In a page from right to left a code is still read from left to right.
const COUPON: &str = "\
div class=coupon
 code id=#k dir=ltr @code
 button class=copy type=button aria-describedby=#k data-code=@code data-word=@copied data-action=$ @copy";

/// The initials stand behind the picture: they are what remains where it is absent or does not load.
const AGENT: &str = "\
div class=agent
 span class=avatar aria-hidden=true ~name
  img alt= width=48 height=48 src=!avatar
 div
  p
   strong @name
   span class=tongues ^languages
  p class=says *";

const FIELD: &str = "\
div class=field
 label for=#c *
 input id=#c name=@name type=@type inputmode=@type autocomplete=@autocomplete placeholder=@placeholder required=@required aria-describedby=#e
 p class=error id=#e";

const CONSENT: &str = "\
div class=consent
 input id=#c name=@name type=checkbox required=@required aria-describedby=#e
 label for=#c *
 p class=error id=#e";

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 6] = [HEADING, IMAGE, COUPON, AGENT, FIELD, CONSENT];

    fn depth(line: &str) -> usize {
        line.len() - line.trim_start().len()
    }

    #[test]
    fn every_line_stands_in_the_one_above_or_beside_it() {
        for template in ALL {
            let depths: Vec<usize> = template.lines().map(depth).collect();
            assert_eq!(depths.first(), Some(&0), "{template}");
            assert!(depths.iter().skip(1).all(|depth| *depth > 0), "one root: {template}");
            assert!(
                depths.iter().zip(depths.iter().skip(1)).all(|(above, below)| *below <= above + 1),
                "{template}"
            );
        }
    }

    #[test]
    fn every_word_is_one_of_the_table() {
        for template in ALL {
            for word in template.lines().flat_map(|line| line.trim_start().split(' ').skip(1)) {
                let content = word == "*" || (word.len() > 1 && word.starts_with(['@', '~', '^']));
                assert!(word.contains('=') || content, "{word} in {template}");
            }
        }
    }

    /// A line that is left out takes nothing with it.
    #[test]
    fn what_can_be_left_out_holds_nothing() {
        for template in ALL {
            let lines: Vec<&str> = template.lines().collect();
            for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
                assert!(!line.contains("=!") || depth(next) <= depth(line), "{line}");
            }
        }
    }
}
