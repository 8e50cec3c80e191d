"""The office database: peewee on SQLCipher, behind ``counter_app.ports.store``."""

from db.copies import restore
from db.store import SqlStore, create_store, open_store
from db.vault import Vault

__all__ = ["SqlStore", "Vault", "create_store", "open_store", "restore"]
