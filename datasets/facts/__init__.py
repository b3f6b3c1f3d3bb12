"""Facts about datasets: columns and keys, rights, sums, cards; datasets as the public reads them."""
