"""Who buys, sells, funds or merges with whom: clues found sentence by sentence, put together into the article's deals."""
