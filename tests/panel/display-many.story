# Calls that the display cannot show are counted; messages keep the last row.
0.0s call 1 incoming name "A"
+0s call 2 incoming name "B"
+0s call 3 incoming name "C"
+0s call 4 incoming name "D"
+0s call 5 incoming line 2 name "E"
expect row 5 " 2 E incoming"
+0s call 6 incoming line 2 name "F"
expect row 4 " 1 D incoming"
expect row 5 "and 2 more calls"
+1s line 2 messages 1
expect row 3 " 1 C incoming"
expect row 4 "and 3 more calls"
expect row 5 "1 new message"
