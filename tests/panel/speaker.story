# With the speaker on, the handset may be put down; lifting it takes over; the key alone ends the call.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s key speaker
expect speaker on
+1s hook down
expect speaker on
expect off-hook yes
+1s hook up
expect speaker off
+1s key speaker
+1s hook down
+1s key speaker
expect hangup 1
expect audio to nobody
expect off-hook no
