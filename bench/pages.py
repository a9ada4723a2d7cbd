"""The whole application, pages included, as it is served."""

from varde.asgi import application

app = application
