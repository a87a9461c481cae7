"""The arithmetic of Headway. Pure: see README.md for the contract."""
