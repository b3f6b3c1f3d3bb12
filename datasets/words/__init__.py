"""Words and figures: texts in the reader's language, numbers as people write them, folding, what addresses ask."""
