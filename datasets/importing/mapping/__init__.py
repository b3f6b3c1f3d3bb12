"""What printed texts mean: values in normal form, read or decided by people, and what waits for them."""
