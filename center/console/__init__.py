"""The console in the browser for the city's supervisors, rendered by the server."""
