"""Numbered migrations, run in order by :func:`db.schema.bring_up_to_date`."""
