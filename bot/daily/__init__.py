"""The Daily Papers as readers page through them: days, weeks and months, what trends, and a paper's story."""
