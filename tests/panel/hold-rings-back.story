# On-hook with a call on hold: it rings back, and lifting takes it.
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s key hold
expect hold 1
expect audio to nobody
+0s call 1 held
+1s hook down
expect bell on
expect lamp 1 fast
+2s hook up
expect resume 1
expect bell off
+0s call 1 up
expect audio to 1
