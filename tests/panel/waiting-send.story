# SEND answers the call that waits; DELETE refuses it.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s call 2 incoming
+1s key delete
expect reject 2 486
expect tone none
+1s call 3 incoming
+1s key send
expect hold 1
expect answer 3
expect audio to nobody
