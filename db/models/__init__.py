"""Tables as peewee models; they never leave ``db`` and are bound to no database.

All tables are STRICT. What must not happen twice is a UNIQUE index here, not a
habit of the callers. References are checked at commit, so that rows of one
transaction may be written in any order. Triggers (append-only rows, tallies) live in
the migrations only.
"""

from db.models.business import (
    CaseTable,
    IntentTable,
    OperationTable,
    PrintJobTable,
    ReceiptTable,
)
from db.models.office import (
    AuditTable,
    IncarnationTable,
    OperatorTable,
    SettingTable,
    TallyTable,
)
from db.models.roll import (
    BlankTable,
    CardTable,
    HolderTable,
    NumberTable,
)

ALL_TABLES = (
    HolderTable,
    CardTable,
    BlankTable,
    NumberTable,
    CaseTable,
    OperationTable,
    IntentTable,
    ReceiptTable,
    PrintJobTable,
    AuditTable,
    OperatorTable,
    SettingTable,
    IncarnationTable,
    TallyTable,
)

__all__ = [
    "ALL_TABLES",
    "AuditTable",
    "BlankTable",
    "CardTable",
    "CaseTable",
    "HolderTable",
    "IncarnationTable",
    "IntentTable",
    "NumberTable",
    "OperationTable",
    "OperatorTable",
    "PrintJobTable",
    "ReceiptTable",
    "SettingTable",
    "TallyTable",
]
