"""The running process: its parts wired, its duties, its clock."""
