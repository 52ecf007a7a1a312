# Line keys hold the call on one line and take the other's: to and fro.
0.0s call 1 incoming line 1
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
+1s call 2 incoming line 2
+1s line-key 2
expect hold 1
expect answer 2
expect audio to nobody
+0.1s call 1 held
+0s call 2 up
expect audio to 2
expect lamp 1 slow
expect lamp 2 on
+5s line-key 1
expect hold 2
expect resume 1
expect audio to nobody
+0.1s call 2 held
+0s call 1 up
expect audio to 1
expect lamp 1 on
expect lamp 2 slow
