# A call that rings back is ended by CANCEL.
0.0s call 1 incoming
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
+1s key cancel
expect hangup 1
expect bell off
