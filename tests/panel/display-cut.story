# What is too long is cut between characters, and the state stays whole; bad bytes are question marks.
0.0s line 1 "Zürich, Empfang und Poststelle" backup
expect row 0 "1 Zürich, Empfang und on backup"
+1s call 1 incoming name "Łukasz Żółć-Brzęczyszczykiewicz"
expect row 1 " 1 Łukasz Żółć-Brzęczys incoming"
