# Where the far end refuses to be held, audio stops here all the same, and comes back with HOLD.
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s key hold
expect hold 1
expect audio to nobody
+0.1s call 1 up
expect lamp 1 slow
expect row 1 has "on hold"
+1s key hold
expect resume 1
expect audio to 1
