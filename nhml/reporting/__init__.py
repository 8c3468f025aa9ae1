"""What people read: figures and words."""
