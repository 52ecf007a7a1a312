# The far end hangs up: busy tone at the ear; the speaker goes off by itself.
0.0s call 1 incoming name "Bob"
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+5s call 1 gone
expect audio to nobody
expect tone busy
expect row 1 "the call has ended"
+1s hook down
+1s call 2 incoming
+1s key speaker
expect answer 2
expect speaker on
+0s call 2 up
expect audio to 2
+5s call 2 gone
expect audio to nobody
expect speaker off
expect tone none
