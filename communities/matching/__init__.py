"""Who could help with a question: what is asked, who comes into view, why, and in which order.

``ask`` says what is looked for, ``candidates`` chooses some hundreds by index, ``words`` and ``reasons`` weigh those,
``page`` prepares what a page shows.
"""
