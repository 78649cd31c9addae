"""The solution of 02_asgi_hello."""
