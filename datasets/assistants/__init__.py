"""What assistants read: pages as Markdown, /llms.txt, and the tools of the Model Context Protocol.

All of it says what the pages and the API say, with their words; nothing is worked out here.
"""
