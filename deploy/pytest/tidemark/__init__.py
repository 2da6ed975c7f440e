"""Tidemark for Python: marks of tests, growth within a test, and a monitor over the two programs."""

from tidemark.marks import Marks
from tidemark.memory import Growth
from tidemark.monitor import Leak, MemoryMonitor

__all__ = ["Growth", "Leak", "Marks", "MemoryMonitor"]
