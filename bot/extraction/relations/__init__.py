"""Who buys, sells, funds or merges with whom: clues of single sentences, put together into deals."""
