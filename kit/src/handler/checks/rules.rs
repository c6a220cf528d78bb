//! The sentences that checks follow from, by the title of the page in the documentation (August 2026) or of the place.

use crate::handler::check::Rule;

const fn rule(source: &'static str, sentence: &'static str) -> Rule {
    Rule { sentence, source }
}

const EVENTS: &str = "Events: Overview of Methods and Events";

pub(super) const FORM: Rule =
    rule(EVENTS, "Bitrix24 sends a request with content-type application/x-www-form-urlencoded");
pub(super) const SAME_KEYS: Rule = rule(EVENTS, "The set of top-level keys is the same for all events");
pub(super) const NO_RETRIES: Rule = rule(EVENTS, "No retries");
pub(super) const SLOW: Rule =
    rule(EVENTS, "If the handler responds slowly, the server reduces the frequency of calls");
pub(super) const LOAD: Rule = rule(EVENTS, "Load cannot be regulated");
pub(super) const MAIN_WAY: Rule = rule(
    EVENTS,
    "The application_token key is the main way to make sure that the request came from Bitrix24",
);
pub(super) const QUICKLY: Rule = rule(
    "Performance",
    "The handler immediately responds to Bitrix24 that the request has been accepted and retains the request data in your queue",
);
pub(super) const STATUS_200: Rule = rule("Tutorials: chat-bots", "The platform expects a 200 response");
pub(super) const DIALOG: Rule =
    rule("When Creating a Dialog OnImConnectorDialogStart", "DATA: Object with dialog data");
pub(super) const DIALOG_SAMPLE: Rule =
    rule("When Creating a Dialog OnImConnectorDialogStart", "Data is sent as a POST request");
pub(super) const DIALOG_CLOSED: Rule =
    rule("OnImConnectorDialogFinish", "closed: mark indicating if the dialog is closed");
pub(super) const TOKENS: Rule = rule(
    "When Creating a Dialog OnImConnectorDialogStart",
    "Authorization tokens are not always passed to the event handler. Always check the contents of the auth key in the code",
);
pub(super) const SENT_AS_ARRAY: Rule = rule("OnImConnectorMessageAdd", "MESSAGES: Array of messages");
pub(super) const FILES: Rule = rule(
    "what portals send (module imconnector)",
    "message.files[] with name, type, mime, link, size; text is blank",
);
pub(super) const DELIVERY: Rule = rule(
    "OnImConnectorMessageAdd",
    "After processing the event, call the imconnector.send.status.delivery method to mark the message as delivered",
);
pub(super) const DELIVERY_SHAPE: Rule =
    rule("imconnector.send.status.delivery", "message.id: an array, even for a single message");
pub(super) const ONE_VALUE: Rule =
    rule("OnImConnectorMessageUpdate (legacy page)", "provide for the case that a single value comes");
pub(super) const DELETED: Rule = rule("OnImConnectorMessageDelete", "An array of messages that were deleted");
pub(super) const STATUS_DELETE: Rule =
    rule("OnImConnectorStatusDelete", "data: {\"connector\": \"myconnector\", \"line\": 107}");
pub(super) const LINE_DELETE: Rule =
    rule("OnImConnectorLineDelete", "data integer: Identifier of the deleted open line");
pub(super) const UNTRUSTED: Rule = rule(
    "Incoming and Outgoing Webhooks",
    "If the values do not match, the request cannot be considered trusted",
);
pub(super) const MUST_ENSURE: Rule = rule(
    "Security in Handlers",
    "The application developer in event handlers must ensure that the handler is being called by Bitrix24",
);
pub(super) const TOP_LEVEL: Rule = rule(
    "Event Formats for imbot.v2",
    "use the application_token from the top level of auth, not from data.bot.auth",
);
pub(super) const VERIFY_INSTALL: Rule = rule(
    "Security in Handlers",
    "the handler can verify the validity of the received access_token and then store the application_token",
);
pub(super) const UNINSTALL: Rule = rule(
    "Security in Handlers",
    "in the case of OnAppUninstall, verifying the application_token against the stored value becomes the only way",
);
pub(super) const ENDPOINTS: Rule = rule(
    "b24jssdk, pull request 452",
    "a forged client_endpoint takes data, a forged server_endpoint takes the client_secret",
);
pub(super) const UPDATE: Rule =
    rule("Event After Application Update OnAppUpdate", "transmits the updated application_token");
pub(super) const TEXT: Rule =
    rule("Event Formats for imbot.v2", "all scalar values are transmitted as strings");
pub(super) const EXTERNAL_ID: Rule =
    rule("OnImConnectorMessageAdd", "chat.id: string, chat in the external system");
pub(super) const PHP_ORDER: Rule =
    rule("PHP, http_build_query", "null and empty arrays leave nothing behind, so indices have gaps");
pub(super) const MAX_INPUT_VARS: Rule =
    rule("PHP, max_input_vars", "further input variables are cut from the request; auth comes last");
pub(super) const STATUS_LETTER: Rule = rule("Simplified OAuth 2.0", "The status value is informational");
pub(super) const OWN_CONNECTORS: Rule = rule(
    "what portals send (module imconnector)",
    "an application gets the events of all its connectors and lines at one address",
);
pub(super) const PER_PORTAL: Rule =
    rule("what portals send (module rest)", "application_token is constant for a portal and an application");
pub(super) const ON_APP_TEST: Rule = rule(
    "How to Test Your Handler for Processing Bitrix24 Events",
    "event=ONAPPTEST with data[QUERY], accessible from an external network for GET and POST requests",
);
pub(super) const NO_LOGS: Rule = rule(
    "How to Test Your Handler for Processing Bitrix24 Events",
    "Do not save authorization tokens from the auth block to public logs",
);
pub(super) const ANYONE: Rule =
    rule("Incoming and Outgoing Webhooks", "the address is public, so anyone can send anything to it");
pub(super) const HTTP: Rule = rule("RFC 9112", "a message is what its bytes are, however they arrive");
pub(super) const UPDATED: Rule =
    rule("OnImConnectorMessageUpdate", "message.id: array of external identifiers");
