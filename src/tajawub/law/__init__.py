"""What binds two States on a day, what it asks, allows and forbids, and by when: dated data and a pure engine.

It holds no case and knows neither database nor clock: it is given a question, or an instant.
"""
