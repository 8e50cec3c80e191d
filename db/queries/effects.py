"""The effect of a case as its list tells it: the worst of its operations."""

from __future__ import annotations

from counter_app.domain.states import Effect

REVERSED = "EXISTS (SELECT 1 FROM reversal AS v WHERE v.case_id = c.case_id)"
#: The worst effect of a case is what must be told (architecture, effect).
BY_WEIGHT = (Effect.EFFECTIVE, Effect.PENDING, Effect.REVERSED, Effect.REFUSED)
WORST = f"""(CASE WHEN {REVERSED} THEN 2 ELSE (
    SELECT max(CASE o.effect WHEN 'refused' THEN 3 WHEN 'reversed' THEN 2
        WHEN 'pending' THEN 1 ELSE 0 END)
    FROM operation AS o WHERE o.case_id = c.case_id) END)
"""  # noqa: S608 - our own text
REFUSAL = """(SELECT o.refusal FROM operation AS o
    WHERE o.case_id = c.case_id AND o.effect = 'refused' ORDER BY o.id LIMIT 1)"""
#: Beside ``LEFT JOIN receipt AS r`` and the best print job ``j`` of it.
PRINTED = """CASE WHEN j.state IS NULL THEN r.printed_at IS NOT NULL
    ELSE j.state = 'printed' END"""
PAPERS = """
    LEFT JOIN receipt AS r ON r.case_id = c.case_id
    LEFT JOIN print_job AS j ON j.id = (
        SELECT id FROM print_job WHERE receipt_no = c.receipt_no
        ORDER BY state = 'printed' DESC, id DESC LIMIT 1)
"""
