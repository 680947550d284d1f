//! The databases of a target, each for one test at a time.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aksara_driver::{Connection, DatabaseUrl, DriverError};
use aksara_generate::Database;
use aksara_verify::ScratchServer;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::failure::failed;
use crate::target::{Place, Server, Target};
use crate::{Failure, database_of, server_url, with_database};

/// The databases of a target that no test has at the moment.
pub(crate) struct Rooms {
    pub(crate) target: &'static Target,
    idle: Mutex<Vec<Room>>,
    made: AtomicUsize,
}

impl Rooms {
    pub(crate) fn of(target: &'static Target) -> Arc<Self> {
        Arc::new(Self {
            target,
            idle: Mutex::default(),
            made: AtomicUsize::new(0),
        })
    }

    /// Runs something with a database that nothing else has meanwhile. Does nothing where there is no server.
    pub(crate) fn with(&self, run: impl FnOnce(&Room) -> Result<(), Failure>) -> Result<(), Failure> {
        let Some(home) = self.home()? else {
            return Ok(());
        };
        let idle = self.idle().pop();
        let room = match idle {
            Some(room) => room,
            None => Room::new(self.target, home)?,
        };
        let held = Held {
            rooms: self,
            room: Some(room),
        };
        held.room.as_ref().map_or(Ok(()), run)
    }

    /// Drops every database.
    pub(crate) fn remove(&self) -> Result<(), Failure> {
        let rooms = std::mem::take(&mut *self.idle());
        let removed = rooms.iter().try_for_each(Room::remove);
        removed.map_err(failed("dropping a database"))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Room>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more database; `None` where its server is not there.
    fn home(&self) -> Result<Option<Home>, Failure> {
        match self.target.place {
            Place::Files { url, scratch } => Ok(Some(Home::Folder { url, scratch })),
            Place::Server(server) => {
                let Some(url) = server_url(server.variable).map_err(Failure::new)? else {
                    return Ok(None);
                };
                let number = self.made.fetch_add(1, Ordering::Relaxed);
                let name = format!("aksara_suite_{}_{number}", std::process::id());
                let parse = |url: &str| DatabaseUrl::parse(url).map_err(failed("reading the URL"));
                Ok(Some(Home::Server {
                    server,
                    url: parse(&url)?,
                    database: parse(&with_database(&url, &name))?,
                    name,
                }))
            }
        }
    }
}

/// A database in use, which is given back also where its test panics.
struct Held<'a> {
    rooms: &'a Rooms,
    room: Option<Room>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.rooms.idle().extend(self.room.take());
    }
}

/// The place of a database.
enum Home {
    Folder {
        url: fn(&std::path::Path) -> DatabaseUrl,
        scratch: fn() -> DatabaseUrl,
    },
    Server {
        server: Server,
        url: DatabaseUrl,
        database: DatabaseUrl,
        name: String,
    },
}

/// A database that one test has.
pub(crate) struct Room {
    pub(crate) target: &'static Target,
    home: Home,
    folder: TempDir,
    runtime: Runtime,
    /// How often the database was made.
    made: Cell<usize>,
    /// Its URL, once it has been made.
    current: RefCell<Option<DatabaseUrl>>,
}

impl Room {
    fn new(target: &'static Target, home: Home) -> Result<Self, Failure> {
        Ok(Self {
            target,
            home,
            folder: tempfile::tempdir().map_err(failed("making a folder"))?,
            runtime: Runtime::new().map_err(failed("starting"))?,
            made: Cell::new(0),
            current: RefCell::new(None),
        })
    }

    pub(crate) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// A connection to the database with nothing in it.
    pub(crate) async fn fresh(&self) -> Result<Box<dyn Connection>, DriverError> {
        match &self.home {
            Home::Folder { url, .. } => self.connect(&url(&self.next_file())).await,
            Home::Server {
                server,
                database,
                url,
                name,
            } => match server.clear {
                Some(clear) if self.made.get() > 0 => {
                    let mut connection = self.connect(database).await?;
                    connection.execute(clear).await?;
                    Ok(connection)
                }
                _ => {
                    self.execute(url, &(server.make)(name)).await?;
                    self.connect(database).await
                }
            },
        }
    }

    /// One more connection to the database that was made last.
    pub(crate) async fn again(&self) -> Result<Box<dyn Connection>, DriverError> {
        let current = self.current.borrow().clone();
        match current {
            Some(url) => self.target.driver.connect(&url).await,
            None => self.fresh().await,
        }
    }

    fn next_file(&self) -> PathBuf {
        self.folder.path().join(format!("app {}.db", self.made.get()))
    }

    async fn connect(&self, url: &DatabaseUrl) -> Result<Box<dyn Connection>, DriverError> {
        self.made.set(self.made.get() + 1);
        self.current.replace(Some(url.clone()));
        self.target.driver.connect(url).await
    }

    async fn execute(&self, url: &DatabaseUrl, statements: &[String]) -> Result<(), DriverError> {
        let mut server = self.target.driver.connect(url).await?;
        for statement in statements {
            server.execute(statement).await?;
        }
        server.close().await
    }

    fn remove(&self) -> Result<(), DriverError> {
        match &self.home {
            Home::Server {
                server, url, name, ..
            } => self.block_on(self.execute(url, &[(server.drop)(name)])),
            Home::Folder { .. } => Ok(()),
        }
    }

    /// The features that generated histories may use.
    pub(crate) fn scope(&self) -> Result<Database, Failure> {
        let connection = self.block_on(self.fresh()).map_err(failed("connecting"))?;
        Ok(database_of(&*connection, self.target.words))
    }

    /// The server, for scratch databases.
    pub(crate) fn scratch(&self) -> ScratchServer {
        let url = match &self.home {
            Home::Folder { scratch, .. } => scratch(),
            Home::Server { url, .. } => url.clone(),
        };
        ScratchServer {
            driver: self.target.driver,
            url,
        }
    }

    /// The client's command for the database that was made last.
    pub(crate) fn client_command(&self) -> Option<Command> {
        let current = self.current.borrow();
        current.as_ref().map(self.target.client.command)
    }
}
