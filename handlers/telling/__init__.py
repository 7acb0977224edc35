"""What is told of what is asked, from the store: one line for the channel, the details for its thread.

answer   what is told     asked    a question with what it is looked up in     names    whom a typed name means
deals    of deals         people   of a person, or of a company's people
"""
