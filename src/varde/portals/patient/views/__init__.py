"""The patient's views, one module per thing she does."""
