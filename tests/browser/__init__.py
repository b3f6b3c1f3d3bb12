"""The pages in a real browser: pictures in every language and width, and what scripts add. See README.md here."""
