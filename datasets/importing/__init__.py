"""What comes in from elsewhere: files of many formats and whole archives, read, matched, seen before it is written."""
