"""Words and figures: texts in the reader's language, numbers, normal forms of names and addresses, what is asked."""
