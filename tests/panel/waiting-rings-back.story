# On-hook with a call waiting: the active one ends, the waiting one rings.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s call 2 incoming
+1s hook down
expect hangup 1
expect audio to nobody
expect bell on
+2s hook up
expect answer 2
