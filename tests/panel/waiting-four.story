# Up to four calls a line: the fifth is refused as busy.
0.0s call 1 incoming
+0s call 2 incoming
+0s call 3 incoming
+0s call 4 incoming
expect row 5 "" 
+1s call 5 incoming
expect reject 5 486
+0.1s call 5 gone 486
+1s call 6 incoming line 2
expect lamp 2 fast
expect row 5 has "incoming"
