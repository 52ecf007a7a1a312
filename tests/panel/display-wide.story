# Characters that are two cells wide are counted as two: the state stays whole on every display.
0.0s line 1 "株式会社ホールドファスト東京本社" backup
expect row 0 "1 株式会社ホールドファ on backup"
+1s call 1 incoming name "山田太郎山田太郎山田太郎山田太郎"
expect row 1 " 1 山田太郎山田太郎山田 incoming"
