"""Every operation as a value: what is sent, and what is understood of the answer. No network here.

An operation stands here once, with its description; both clients take it from here, so that neither can do what the
other cannot.
"""
