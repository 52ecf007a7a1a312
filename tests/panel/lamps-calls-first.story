# A call's lamp goes before the line's.
0.0s line 1 backup
+0.3s call 1 incoming
expect lamp 1 fast
+1s hook up
expect answer 1
+0s call 1 up
expect audio to 1
expect lamp 1 on
+1s key hold
expect hold 1
expect audio to nobody
expect lamp 1 slow
+1s call 1 gone
expect lamp 1 on
+1s hook down
expect lamp 1 off
