//! The widget's own words, by language. What a store says itself stands in its store file.

use crate::locale;

/// The words of one language.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub close: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub on_duty: &'static str,
    pub required: &'static str,
    pub invalid_email: &'static str,
    pub invalid_phone: &'static str,
    pub too_long: &'static str,
    pub agree: &'static str,
}

/// English, which also serves where a language is missing.
static ENGLISH: Words = Words {
    close: "Close",
    copy: "Copy",
    copied: "Copied",
    on_duty: "Online now",
    required: "Please fill this in.",
    invalid_email: "This does not look like an email address. Please check it.",
    invalid_phone: "This does not look like a phone number. Please check it.",
    too_long: "This is too long. Please shorten it.",
    agree: "Please tick this box if you agree.",
};

static SPANISH: Words = Words {
    close: "Cerrar",
    copy: "Copiar",
    copied: "Copiado",
    on_duty: "En línea ahora",
    required: "Rellena este campo, por favor.",
    invalid_email: "Esto no parece una dirección de correo. Revísala, por favor.",
    invalid_phone: "Esto no parece un número de teléfono. Revísalo, por favor.",
    too_long: "Esto es demasiado largo. Acórtalo, por favor.",
    agree: "Marca esta casilla si estás de acuerdo, por favor.",
};

/// The words for content in this language.
pub(crate) fn of(tag: &str) -> &'static Words {
    match locale::language(tag) {
        "es" => &SPANISH,
        _ => &ENGLISH,
    }
}
