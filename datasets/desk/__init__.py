"""The desk, where curators keep the catalogue true: what waits, what is missing, and the pages on which it is done.

Pages in the five languages, for those who have signed in to the admin; who may what is in doors. Whatever is changed
goes through submitting: written at once, or proposed by those who may not.

- The first page is home, from what is waiting, lacking and doubles.
- One entry: entry shows it with all that is said of it; stating, judging, publishing, naming, joining and wording
  change it. terms completes what is typed.
- Files that come in: receiving and how they are read, incoming with its rows in words (foretelling), and meanings of
  their texts.
- What came in: proposals, with differences in words and revising; suggestions; what the check of links found (linked).
- All of it: changes, with undoing; bulk; tables.
"""
