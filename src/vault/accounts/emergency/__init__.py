"""Break-glass access: a role for a short time, with a reason, told to everybody who watches, and reviewed."""
