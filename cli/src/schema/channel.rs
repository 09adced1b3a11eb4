//! Ways to reach the store in the schema.

use schemars::JsonSchema;

/// A way to reach the store.
#[derive(JsonSchema)]
#[schemars(untagged)]
pub enum Channel {
    Provider(Provider),
    Number(Number),
    Telegram(Telegram),
    Messenger(Messenger),
    Line(Line),
    Email(Email),
}

/// A chat whose script you have on your pages. It serves where it is there and says that it is open.
#[derive(JsonSchema)]
pub struct Provider {
    /// Whose chat it is.
    #[schemars(rename = "type")]
    kind: ProviderKind,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum ProviderKind {
    Chatwoot,
    Crisp,
    Freshchat,
    Gorgias,
    Hubspot,
    Intercom,
    Livechat,
    Olark,
    Rocketchat,
    Tawk,
    Tidio,
    Zendesk,
}

/// A number to write to or to call.
#[derive(JsonSchema)]
pub struct Number {
    /// Which of the two.
    #[schemars(rename = "type")]
    kind: NumberKind,
    /// With the country's code, such as +1 312 555 0100.
    #[schemars(extend("examples" = ["+13125550100"]))]
    number: String,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum NumberKind {
    Whatsapp,
    Phone,
}

/// A Telegram account.
#[derive(JsonSchema)]
pub struct Telegram {
    /// telegram
    #[schemars(rename = "type", extend("const" = "telegram"))]
    kind: String,
    /// Its name, with or without @.
    user: String,
}

/// A page on Facebook that is written to in Messenger.
#[derive(JsonSchema)]
pub struct Messenger {
    /// messenger
    #[schemars(rename = "type", extend("const" = "messenger"))]
    kind: String,
    /// Its name in its address.
    page: String,
}

/// A LINE official account. It opens on phones; elsewhere LINE says so itself.
#[derive(JsonSchema)]
pub struct Line {
    /// line
    #[schemars(rename = "type", extend("const" = "line"))]
    kind: String,
    /// Its id, with or without @.
    id: String,
}

/// Mail, in the visitor's own program.
#[derive(JsonSchema)]
pub struct Email {
    /// email
    #[schemars(rename = "type", extend("const" = "email"))]
    kind: String,
    /// Where they write to, such as hello@shop.example.
    address: String,
}
