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
name _sip._udp.pbx.example SRV 1 5 5060 192.0.2.1, 1 5 5060 192.0.2.2, 1 5 5060 192.0.2.3, 1 5 5060 192.0.2.4, 1 5 5060 192.0.2.5, 1 5 5060 192.0.2.6, 1 5 5060 192.0.2.7, 1 5 5060 192.0.2.8, 1 5 5060 192.0.2.9, 1 5 5060 192.0.2.10, 1 5 5060 192.0.2.11, 1 5 5060 192.0.2.12, 1 5 5060 192.0.2.13, 1 5 5060 192.0.2.14, 1 5 5060 192.0.2.15, 1 5 5060 192.0.2.16, 1 5 5060 192.0.2.17, 1 5 5060 192.0.2.18 ttl=60
line 1 servers=pbx.example port=0 srv_order=heaviest_first address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 90s name _sip._udp.pbx.example SRV 1 5 5060 192.0.2.4, 1 5 5060 192.0.2.5, 1 5 5060 192.0.2.6, 1 5 5060 192.0.2.7, 1 5 5060 192.0.2.8, 1 5 5060 192.0.2.9, 1 5 5060 192.0.2.10, 1 5 5060 192.0.2.11, 1 5 5060 192.0.2.12, 1 5 5060 192.0.2.13, 1 5 5060 192.0.2.14, 1 5 5060 192.0.2.15, 1 5 5060 192.0.2.16, 1 5 5060 192.0.2.17, 1 5 5060 192.0.2.18, 1 5 5060 192.0.2.1, 1 5 5060 192.0.2.2, 1 5 5060 192.0.2.3 ttl=60
at 100s register line 1
at 190s name _sip._udp.pbx.example SRV 1 5 5060 192.0.2.10, 1 5 5060 192.0.2.11, 1 5 5060 192.0.2.12, 1 5 5060 192.0.2.13, 1 5 5060 192.0.2.14, 1 5 5060 192.0.2.15, 1 5 5060 192.0.2.16, 1 5 5060 192.0.2.17, 1 5 5060 192.0.2.18, 1 5 5060 192.0.2.1, 1 5 5060 192.0.2.2, 1 5 5060 192.0.2.3, 1 5 5060 192.0.2.4, 1 5 5060 192.0.2.5, 1 5 5060 192.0.2.6, 1 5 5060 192.0.2.7, 1 5 5060 192.0.2.8, 1 5 5060 192.0.2.9 ttl=60
at 200s register line 1
at 290s name _sip._udp.pbx.example SRV 1 5 5060 192.0.2.7, 1 5 5060 192.0.2.8, 1 5 5060 192.0.2.9, 1 5 5060 192.0.2.10, 1 5 5060 192.0.2.11, 1 5 5060 192.0.2.12, 1 5 5060 192.0.2.13, 1 5 5060 192.0.2.14, 1 5 5060 192.0.2.15, 1 5 5060 192.0.2.16, 1 5 5060 192.0.2.17, 1 5 5060 192.0.2.18, 1 5 5060 192.0.2.1, 1 5 5060 192.0.2.2, 1 5 5060 192.0.2.3, 1 5 5060 192.0.2.4, 1 5 5060 192.0.2.5, 1 5 5060 192.0.2.6 ttl=60
at 300s register line 1
at 390s name _sip._udp.pbx.example SRV 1 5 5060 192.0.2.1, 1 5 5060 192.0.2.2, 1 5 5060 192.0.2.3, 1 5 5060 192.0.2.4, 1 5 5060 192.0.2.5, 1 5 5060 192.0.2.6, 1 5 5060 192.0.2.7, 1 5 5060 192.0.2.8, 1 5 5060 192.0.2.9, 1 5 5060 192.0.2.10, 1 5 5060 192.0.2.11, 1 5 5060 192.0.2.12, 1 5 5060 192.0.2.13, 1 5 5060 192.0.2.14, 1 5 5060 192.0.2.15, 1 5 5060 192.0.2.16, 1 5 5060 192.0.2.17, 1 5 5060 192.0.2.18 ttl=60
at 400s register line 1
show sends
until 500s
----
    20  send          REGISTER to a               attempt=1  why=name_answered
100020  send          REGISTER to a               attempt=2  why=name_answered
200020  send          REGISTER to a               attempt=3  why=name_answered
300020  send          REGISTER to a               attempt=4  why=name_answered
400020  send          REGISTER to a               attempt=5  why=name_answered
