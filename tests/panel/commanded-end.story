# And one that is ended past the panel: silent while it ends, gone when it has.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s call 1 ending
expect audio to nobody
expect row 1 has "ending"
+1s call 1 gone
expect tone busy
