"""The command `cvault`: parses, calls a verb, prints. One module for each group of commands."""
