import sys

from preuve.cli import main

if __name__ == "__main__":
    sys.exit(main())
