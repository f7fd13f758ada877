"""The HTTP interface: read-only, versioned, the same sandbox and limits as everywhere else."""

from warehouse.api.app import create_api

__all__ = ["create_api"]
