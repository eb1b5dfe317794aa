"""What was made before, so that it need not be made again. Knows neither issues nor pages, and makes nothing itself.

`store` keeps bytes by the digest of all that they were made of; `signs` tells whether files are as they were.
Deleting any of it costs time and nothing else.
"""
