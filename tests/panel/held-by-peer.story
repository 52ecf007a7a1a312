# Held by the far end: what it plays is heard, and the display says so.
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s call 1 held-by-peer
expect row 1 ">1 Bob held by peer 0:05"
+1s key hold
expect hold 1
expect audio to nobody
