"""Numbers in French: thousands apart by a narrow no-break space, as texts have them; Django's own is a wide one."""

THOUSAND_SEPARATOR = "\u202f"
