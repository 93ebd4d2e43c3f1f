"""`python -m bot`: refuses a machine it cannot run on before anything is imported that would only fail there."""

import sys

from bot.machine import machine_fault

if __name__ == "__main__":
    if fault := machine_fault():
        print(fault, file=sys.stderr)
        sys.exit(3)
    from bot.cli import main

    main()
