# SEND, the speaker key and the line's key answer too, on the speaker.
0.0s call 1 incoming
+1s key send
expect answer 1
expect speaker on
+0s call 1 up
expect audio to 1
+1s key speaker
expect hangup 1
expect audio to nobody
+1s call 2 incoming line 2
+1s line-key 2
expect answer 2
expect speaker on
+0s call 2 up
expect audio to 2
