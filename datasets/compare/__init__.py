"""Comparing datasets: which ones are meant, the comparison as plain data, and the documents' own tables beside it.

Knows nothing of requests; pages and exports loop over what is built here.
"""
