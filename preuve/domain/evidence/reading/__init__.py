"""Reading what strangers' tools wrote: each reader is bounded, streams where files grow, and knows places.

`head` first bytes, for recognition · `text` lines · `xml` streamed elements · `jsons` documents and lines ·
`yamls` documents with bounded aliases · `tables` CSV and XLSX rows · `archives` members · `moments` dates as
tools write them · `values` typed access to what JSON and YAML hold.
"""
