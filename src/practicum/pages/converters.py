"""URL parts that cannot hold anything but what we issue."""

from django.urls import register_converter


class CodeConverter:
    """A public code such as `APP-7K3M9QX2TD`."""

    regex = "[A-Z]{2,5}-[0-9A-Z]{4,20}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class KeyConverter:
    """A key from a pack such as `rate-optimization`."""

    regex = "[a-z0-9][a-z0-9-]{0,79}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register_converters() -> None:
    """Called once by the site's urls, before the rooms' urls are read."""
    register_converter(CodeConverter, "code")
    register_converter(KeyConverter, "key")
