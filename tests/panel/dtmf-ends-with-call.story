# A key that is down when the call goes is not heard of again; when the far end holds us, it is let go.
0.0s call 1 incoming
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s digit 5 down
expect dtmf 1 5 down
+0.1s call 1 held
expect dtmf 1 5 up
expect audio to nobody
+0.1s digit 5 up
+0.1s call 1 up
expect audio to 1
+1s digit 6 down
expect dtmf 1 6 down
+0.1s call 1 gone
expect audio to nobody
+0.1s digit 6 up
expect tone busy
