"""Comparing datasets: which ones are meant, what stands side by side, the documents' own tables beside it, and which of
them hold the same data.

Knows nothing of requests; pages and exports loop over what is built here.
"""
