"""The API for programs: reading alone, JSON, one file for each family of addresses.

An unknown parameter or value gives 400 with the parameter and what to write. `lang` says in which language names,
summaries, messages and addresses are, and as whose numbers are read; without it they are in English and addresses of
entries name no language.
"""
