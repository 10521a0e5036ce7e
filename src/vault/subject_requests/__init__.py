"""Rights requests: from receipt to a package that can be proven."""
