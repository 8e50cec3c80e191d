"""The office database: peewee on SQLCipher, behind ``counter_app.ports.store``."""

from db.drivers import load_mapper

load_mapper()  # before anything else here asks for it

from db.copies import restore  # noqa: E402
from db.store import SqlStore, create_store, open_store  # noqa: E402
from db.vault import Vault  # noqa: E402

__all__ = ["SqlStore", "Vault", "create_store", "open_store", "restore"]
