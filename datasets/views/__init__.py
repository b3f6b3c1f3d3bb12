"""The pages. Each view reads the request, asks search or the catalogue, and hands plain data to a template."""
