"""What is wrong with a file as a whole."""


class BadSheet(Exception):
    """The file cannot be read. `row` counts as a spreadsheet does; 0 is the file."""

    def __init__(self, row: int, message: str, mend: str, field: str = "") -> None:
        super().__init__(message)
        self.row, self.message, self.mend, self.field = row, message, mend, field
