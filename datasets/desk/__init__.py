"""The desk, where curators keep the catalogue true: what waits, what is missing, and the pages on which it is done.

Pages in the five languages, for those who have signed in to the admin. home is the first page. entry shows one entry
with all that is said of it; stating, judging, settling, status, naming, joining and wording change it. proposals,
suggestions, changes and bulk are about many. Whatever is changed goes through submitting: written at once, or proposed
by those who may not. Who may what is in doors.
"""
