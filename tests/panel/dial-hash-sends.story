# The # key sends what is whole, and is no part of it.
0.0s hook up
+1s digits 5551
expect nothing
+1s digit #
expect dial line 1 "5551"
