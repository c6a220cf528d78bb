//! What survives the process: portals with their tokens, and events that wait.

use std::fmt;
use std::path::Path;

use redb::{Database, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Portals by `member_id`, as JSON.
const PORTALS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("portals");
/// Lines that are switched off, by `member_id`, connector (blank for all) and line.
const OFF: TableDefinition<'_, (&str, &str, &str), ()> = TableDefinition::new("off");
/// Events that wait, by number: `member_id` and the body without `auth`.
const QUEUE: TableDefinition<'_, u64, (&str, &[u8])> = TableDefinition::new("queue");
/// The events that came, by the hash of their body, and the hashes by number.
const SEEN: TableDefinition<'_, &[u8], u64> = TableDefinition::new("seen");
const ORDER: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("order");

/// So many events are remembered, to know them if they come again.
const REMEMBERED: u64 = 100_000;

/// A portal on which the application is installed. It has no `Debug`: nearly all of it is secret.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Portal {
    pub(crate) client_endpoint: String,
    pub(crate) server_endpoint: String,
    pub(crate) application_token: String,
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
}

/// An event that waits.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) number: u64,
    pub(crate) member_id: String,
    pub(crate) body: Vec<u8>,
}

/// Whether an event is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    First,
    Again,
}

/// The database.
pub(crate) struct Store(Database);

impl Store {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let database = Database::create(path)?;
        let write = database.begin_write()?;
        write.open_table(PORTALS)?;
        write.open_table(OFF)?;
        write.open_table(QUEUE)?;
        write.open_table(SEEN)?;
        write.open_table(ORDER)?;
        write.commit()?;
        Ok(Self(database))
    }

    pub(crate) fn portal(&self, member_id: &str) -> Result<Option<Portal>, StoreError> {
        let found = self.0.begin_read()?.open_table(PORTALS)?.get(member_id)?;
        found.map(|json| serde_json::from_slice(json.value()).map_err(StoreError::from)).transpose()
    }

    pub(crate) fn put_portal(&self, member_id: &str, portal: &Portal) -> Result<(), StoreError> {
        let write = self.0.begin_write()?;
        write.open_table(PORTALS)?.insert(member_id, serde_json::to_vec(portal)?.as_slice())?;
        Ok(write.commit()?)
    }

    pub(crate) fn forget_portal(&self, member_id: &str) -> Result<(), StoreError> {
        let write = self.0.begin_write()?;
        write.open_table(PORTALS)?.remove(member_id)?;
        Ok(write.commit()?)
    }

    /// Stores an event, unless it came before. When this returns it is on the disk.
    pub(crate) fn push(&self, member_id: &str, body: &[u8]) -> Result<Seen, StoreError> {
        let hash = Sha256::new().chain_update(member_id).chain_update([0]).chain_update(body).finalize();
        let hash = hash.as_slice();
        let write = self.0.begin_write()?;
        {
            let (mut seen, mut order) = (write.open_table(SEEN)?, write.open_table(ORDER)?);
            if seen.get(hash)?.is_some() {
                return Ok(Seen::Again);
            }
            let number = order.last()?.map_or(0, |(last, _)| last.value() + 1);
            write.open_table(QUEUE)?.insert(number, (member_id, body))?;
            seen.insert(hash, number)?;
            order.insert(number, hash)?;
            if let Some(old) = number.checked_sub(REMEMBERED)
                && let Some(forgotten) = order.remove(old)?
            {
                seen.remove(forgotten.value())?;
            }
        }
        write.commit()?;
        Ok(Seen::First)
    }

    /// The first event that waits from this number on.
    pub(crate) fn next(&self, from: u64) -> Result<Option<Job>, StoreError> {
        let queue = self.0.begin_read()?.open_table(QUEUE)?;
        let first = queue.range(from..)?.next().transpose()?;
        Ok(first.map(|(number, event)| {
            let (member_id, body) = event.value();
            Job { number: number.value(), member_id: member_id.to_owned(), body: body.to_owned() }
        }))
    }

    pub(crate) fn done(&self, number: u64) -> Result<(), StoreError> {
        let write = self.0.begin_write()?;
        write.open_table(QUEUE)?.remove(number)?;
        Ok(write.commit()?)
    }

    /// Switches a line off: of a connector, or of all if it is blank.
    pub(crate) fn switch_off(&self, member_id: &str, connector: &str, line: &str) -> Result<(), StoreError> {
        let write = self.0.begin_write()?;
        write.open_table(OFF)?.insert((member_id, connector, line), ())?;
        Ok(write.commit()?)
    }

    pub(crate) fn is_off(&self, member_id: &str, connector: &str, line: &str) -> Result<bool, StoreError> {
        let off = self.0.begin_read()?.open_table(OFF)?;
        Ok(off.get((member_id, connector, line))?.is_some() || off.get((member_id, "", line))?.is_some())
    }
}

/// How many events wait; nothing of what they say.
impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting = self.0.begin_read().ok().and_then(|read| read.open_table(QUEUE).ok()?.len().ok());
        f.debug_struct("Store").field("waiting", &waiting).finish()
    }
}

/// The database failed.
#[derive(Debug)]
pub struct StoreError(String);

impl StoreError {
    pub(crate) fn task(error: &tokio::task::JoinError) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the database of the handler failed: {}", self.0)
    }
}

impl std::error::Error for StoreError {}

macro_rules! from {
    ($($error:ty),*) => {
        $(impl From<$error> for StoreError {
            fn from(error: $error) -> Self {
                Self(error.to_string())
            }
        })*
    };
}

from!(
    redb::DatabaseError,
    redb::TransactionError,
    redb::TableError,
    redb::StorageError,
    redb::CommitError,
    serde_json::Error
);
