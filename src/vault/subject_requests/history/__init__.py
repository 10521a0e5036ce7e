"""What happened to a request, and when it is due: entries that are only ever added, and the clock over them."""
