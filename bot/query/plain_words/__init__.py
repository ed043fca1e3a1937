"""Plain words: what they mean that are typed as people speak and not as a query. Pure; each reads it for itself.

| asked in words | read in |
|---|---|
| whose papers: `papers by Yann LeCun`, `Song Han's lab` | `by_whom`, by the table of `ways` |
| what goes first, or the paper of a name: `latest on kites`, `the LoRA paper` | `wish` |
| what is not wanted: `agents but not web agents` | `left_out`, for all the others |
| what a subscription would have to say: `RAG or retrieval`, `cs.CL agents` | `as_query` |
| which of the words say what about | `words` |

Which of these holds is decided in `bot.search.reader` and `foresight`, by what the library has: words that find
papers as they stand are a query.
"""
