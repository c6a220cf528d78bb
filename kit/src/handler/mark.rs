//! What the effect of an event is known by.

use crate::portal::{Delivered, Delivery};

/// A message or another thing of which nobody else has heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// A text that stands in this event alone: a probe shows it.
    pub(crate) word: String,
    /// The delivery that is to be reported, if one is.
    pub(crate) report: Option<Report>,
}

/// What a report of a delivery has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) im_chat: String,
    pub(crate) im_message: String,
    pub(crate) chat: String,
}

impl Mark {
    /// Of something that needs no report.
    pub(crate) fn word(word: impl Into<String>) -> Self {
        Self { word: word.into(), report: None }
    }

    /// How many of these deliveries are of this message.
    pub(crate) fn reports(&self, deliveries: &[Delivery]) -> usize {
        self.find(deliveries).count()
    }

    /// The items that report this message.
    pub(crate) fn find<'d>(
        &'d self,
        deliveries: &'d [Delivery],
    ) -> impl Iterator<Item = (&'d Delivery, &'d Delivered)> {
        let is_mine = |message: &Delivered| {
            self.report.as_ref().is_some_and(|report| message.im_message.as_ref() == Some(&report.im_message))
        };
        deliveries.iter().flat_map(move |delivery| {
            delivery
                .messages
                .iter()
                .filter(move |message| is_mine(message))
                .map(move |message| (delivery, message))
        })
    }
}
