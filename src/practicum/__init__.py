"""Practicum runs a professional certification programme, from the application to a verifiable credential."""

__version__ = "0.1.0"
