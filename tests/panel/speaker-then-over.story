# A handset that is put down on a busy tone ends it, on the speaker as well.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s key speaker
+1s call 1 gone
expect audio to nobody
expect tone busy
+1s hook down
expect off-hook no
expect tone none
