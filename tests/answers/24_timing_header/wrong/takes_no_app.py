"""
Fault: it does not take the inner app.
Message: TimingMiddleware cannot be called as the task says.
"""


class TimingMiddleware:
    async def __call__(self, scope, receive, send):
        raise RuntimeError("no inner app")
