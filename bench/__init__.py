"""The benchmark: a made-up catalogue of any size, a fixed mix of requests, and what answering them costs.

`python -m bench.run` does it all; README.md says how. Nothing here is part of the site.
"""
