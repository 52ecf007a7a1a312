# An idle line's lamp: dark on primary, one wink in three seconds on backup, two moving, three failed.
0.0s line 1 backup
+0s line 2 moving
expect lamp 1 on
expect lamp 2 on
+0.25s
expect lamp 1 off
expect lamp 2 off
+0.25s
expect lamp 1 off
expect lamp 2 on
+0.25s
expect lamp 2 off
+0.25s
expect lamp 1 off
expect lamp 2 off
3s line 1 failed
+0s line 2 primary
expect lamp 1 on
expect lamp 2 off
+0.5s
expect lamp 1 on
+0.5s
expect lamp 1 on
+0.25s
expect lamp 1 off
+1.7s
expect lamp 1 off
6.1s
expect lamp 1 on
