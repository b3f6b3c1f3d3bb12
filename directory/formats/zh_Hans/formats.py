"""Numbers in simplified Chinese: thousands apart, as CLDR has it for `zh`; Django has no separator at all."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
