def application(environ, start_response):
    # TODO: call start_response with the status "200 OK" and the header Content-Type: text/plain,
    #       then return the body Hello from WSGI! as an iterable of bytes.
    return []
