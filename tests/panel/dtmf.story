# Keys in a call go to the far end, one at a time, for as long as they are down.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s digit 5 down
expect dtmf 1 5 down
+0.2s digit 5 up
expect dtmf 1 5 up
+1s digit # down
expect dtmf 1 # down
+0.1s digit 1 down
expect dtmf 1 # up
expect dtmf 1 1 down
+0.1s digit # up
+0.1s key hold
expect dtmf 1 1 up
expect hold 1
expect audio to nobody
+0.1s digit 1 up
