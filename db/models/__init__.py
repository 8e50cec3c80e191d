"""Tables as peewee models; they never leave ``db`` and are bound to no database.

All tables are STRICT. What must not happen twice is a UNIQUE index here, not a
habit of the callers. References are checked at commit, so that rows of one
transaction may be written in any order. Triggers (append-only rows, tallies) live in
the migrations only.
"""

from db.models.applying import (
    ApplicationBatchTable,
    ApplicationStepTable,
    ApplicationTable,
    CampaignPersonTable,
    CampaignTable,
    PhotoTable,
)
from db.models.business import (
    CaseTable,
    IntentTable,
    OperationTable,
    PrintJobTable,
    ReceiptTable,
)
from db.models.drafts import DraftTable
from db.models.office import (
    AuditTable,
    IncarnationTable,
    OperatorTable,
    SettingTable,
    TallyTable,
)
from db.models.photos import PhotoFindingTable, PhotoNightTable
from db.models.pins import CardPinTable
from db.models.roll import (
    BlankTable,
    CardTable,
    HolderTable,
    NumberTable,
)
from db.models.stock import (
    BlankBoxTable,
    ClosedDayTable,
    PaperCaseTable,
    ReversalTable,
    StockActTable,
    StockCountTable,
    StockMoveTable,
)
from db.models.sync import DepartedTable, ParcelTable, ReviewTable
from db.models.units import (
    UnitAgentTable,
    UnitBoxTable,
    UnitJobTable,
    UnitMarkTable,
    UnitPersonTable,
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
    CardPinTable,
    ReviewTable,
    DepartedTable,
    ParcelTable,
    StockActTable,
    StockMoveTable,
    StockCountTable,
    BlankBoxTable,
    ClosedDayTable,
    ReversalTable,
    PaperCaseTable,
    UnitJobTable,
    UnitPersonTable,
    UnitMarkTable,
    UnitBoxTable,
    UnitAgentTable,
    DraftTable,
    PhotoTable,
    PhotoFindingTable,
    PhotoNightTable,
    ApplicationTable,
    ApplicationStepTable,
    ApplicationBatchTable,
    CampaignTable,
    CampaignPersonTable,
)

__all__ = [
    "ALL_TABLES",
    "ApplicationBatchTable",
    "ApplicationStepTable",
    "ApplicationTable",
    "AuditTable",
    "BlankBoxTable",
    "BlankTable",
    "CampaignPersonTable",
    "CampaignTable",
    "CardPinTable",
    "CardTable",
    "CaseTable",
    "ClosedDayTable",
    "DepartedTable",
    "DraftTable",
    "HolderTable",
    "IncarnationTable",
    "IntentTable",
    "NumberTable",
    "OperationTable",
    "OperatorTable",
    "PaperCaseTable",
    "ParcelTable",
    "PhotoFindingTable",
    "PhotoNightTable",
    "PhotoTable",
    "PrintJobTable",
    "ReceiptTable",
    "ReversalTable",
    "ReviewTable",
    "SettingTable",
    "StockActTable",
    "StockCountTable",
    "StockMoveTable",
    "TallyTable",
    "UnitAgentTable",
    "UnitBoxTable",
    "UnitJobTable",
    "UnitMarkTable",
    "UnitPersonTable",
]
