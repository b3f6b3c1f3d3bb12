"""Run tests that hold for any catalogue on that of fixtures/: python -m tests.on_todays_catalogue [pytest arguments].

All tests rest on a catalogue of their own (tests/catalogue), so that no fact that a curator corrects breaks one. Those
marked `todays` say nothing of single entries and run on both; what is `todays_alone` does not.
"""

import subprocess
import sys


def main() -> int:
    """Run pytest on today's catalogue, return its exit code."""
    command = [sys.executable, "-m", "pytest", "--ds", "tests.todays", "-m", "todays or todays_alone", *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
