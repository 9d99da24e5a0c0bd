"""Tables in and out: CSV and XLSX, read with limits and written so that no cell becomes a formula.

read_table    bytes -> rows of texts, or `BadSheet`
write_table   rows of texts -> bytes
"""

from practicum.admissions.sheets.read import BYTES_AT_MOST, ROWS_AT_MOST, BadSheet, read_table
from practicum.admissions.sheets.write import FORMATS, MEDIA_TYPES, write_table

__all__ = ["BYTES_AT_MOST", "FORMATS", "MEDIA_TYPES", "ROWS_AT_MOST", "BadSheet", "read_table", "write_table"]
