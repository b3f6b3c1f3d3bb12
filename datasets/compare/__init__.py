"""Comparing datasets: what stands side by side, and which of them hold the same data."""
