"""A link or a pasted text becomes an `Article`.

links      which addresses are opened at all, and which of them are the same article
addresses  which IP addresses are public
gates      names are looked up and sockets opened only towards those
fetch      the page behind a link: capped in time, size and redirects
inflate    gzip and deflate with an upper limit
charsets   bytes to text
markup     pages that would stall an HTML parser
prose      clean paragraphs
datelines  dates that stand alone on a line
walls      pages that hold something else than an article
page       the article in a page
"""
