# B7, B10: eighteen records of equal weight, and a resolver that rotates them: the same sixteen are followed each time.
server a answers REGISTER 200
server b answers REGISTER 200
server c answers REGISTER 200
server d answers REGISTER 200
server e answers REGISTER 200
server f answers REGISTER 200
server g answers REGISTER 200
server h answers REGISTER 200
server i answers REGISTER 200
server j answers REGISTER 200
server k answers REGISTER 200
server l answers REGISTER 200
server m answers REGISTER 200
server n answers REGISTER 200
server o answers REGISTER 200
server p answers REGISTER 200
name _sip._udp.pbx.example SRV 1 5 5060 h01.example, 1 5 5060 h02.example, 1 5 5060 h03.example, 1 5 5060 h04.example, 1 5 5060 h05.example, 1 5 5060 h06.example, 1 5 5060 h07.example, 1 5 5060 h08.example, 1 5 5060 h09.example, 1 5 5060 h10.example, 1 5 5060 h11.example, 1 5 5060 h12.example, 1 5 5060 h13.example, 1 5 5060 h14.example, 1 5 5060 h15.example, 1 5 5060 h16.example, 1 5 5060 h17.example, 1 5 5060 h18.example ttl=60
name h01.example A 192.0.2.1
name h02.example A 192.0.2.2
name h03.example A 192.0.2.3
name h04.example A 192.0.2.4
name h05.example A 192.0.2.5
name h06.example A 192.0.2.6
name h07.example A 192.0.2.7
name h08.example A 192.0.2.8
name h09.example A 192.0.2.9
name h10.example A 192.0.2.10
name h11.example A 192.0.2.11
name h12.example A 192.0.2.12
name h13.example A 192.0.2.13
name h14.example A 192.0.2.14
name h15.example A 192.0.2.15
name h16.example A 192.0.2.16
name h17.example A 192.0.2.17
name h18.example A 192.0.2.18
line 1 servers=pbx.example port=0 srv_order=heaviest_first address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name _sip._udp.pbx.example SRV 1 5 5060 h04.example, 1 5 5060 h05.example, 1 5 5060 h06.example, 1 5 5060 h07.example, 1 5 5060 h08.example, 1 5 5060 h09.example, 1 5 5060 h10.example, 1 5 5060 h11.example, 1 5 5060 h12.example, 1 5 5060 h13.example, 1 5 5060 h14.example, 1 5 5060 h15.example, 1 5 5060 h16.example, 1 5 5060 h17.example, 1 5 5060 h18.example, 1 5 5060 h01.example, 1 5 5060 h02.example, 1 5 5060 h03.example ttl=60
at 100s register line 1
at 190s name _sip._udp.pbx.example SRV 1 5 5060 h10.example, 1 5 5060 h11.example, 1 5 5060 h12.example, 1 5 5060 h13.example, 1 5 5060 h14.example, 1 5 5060 h15.example, 1 5 5060 h16.example, 1 5 5060 h17.example, 1 5 5060 h18.example, 1 5 5060 h01.example, 1 5 5060 h02.example, 1 5 5060 h03.example, 1 5 5060 h04.example, 1 5 5060 h05.example, 1 5 5060 h06.example, 1 5 5060 h07.example, 1 5 5060 h08.example, 1 5 5060 h09.example ttl=60
at 200s register line 1
at 290s name _sip._udp.pbx.example SRV 1 5 5060 h07.example, 1 5 5060 h08.example, 1 5 5060 h09.example, 1 5 5060 h10.example, 1 5 5060 h11.example, 1 5 5060 h12.example, 1 5 5060 h13.example, 1 5 5060 h14.example, 1 5 5060 h15.example, 1 5 5060 h16.example, 1 5 5060 h17.example, 1 5 5060 h18.example, 1 5 5060 h01.example, 1 5 5060 h02.example, 1 5 5060 h03.example, 1 5 5060 h04.example, 1 5 5060 h05.example, 1 5 5060 h06.example ttl=60
at 300s register line 1
at 390s name _sip._udp.pbx.example SRV 1 5 5060 h01.example, 1 5 5060 h02.example, 1 5 5060 h03.example, 1 5 5060 h04.example, 1 5 5060 h05.example, 1 5 5060 h06.example, 1 5 5060 h07.example, 1 5 5060 h08.example, 1 5 5060 h09.example, 1 5 5060 h10.example, 1 5 5060 h11.example, 1 5 5060 h12.example, 1 5 5060 h13.example, 1 5 5060 h14.example, 1 5 5060 h15.example, 1 5 5060 h16.example, 1 5 5060 h17.example, 1 5 5060 h18.example ttl=60
at 400s register line 1
show sends
until 500s
----
    40  send          REGISTER to a               attempt=1  why=name_answered
100040  send          REGISTER to a               attempt=2  why=name_answered
200040  send          REGISTER to a               attempt=3  why=name_answered
300040  send          REGISTER to a               attempt=4  why=name_answered
400040  send          REGISTER to a               attempt=5  why=name_answered
