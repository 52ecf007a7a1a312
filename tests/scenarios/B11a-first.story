# B11a: with static_first the phone's own records are used and DNS is not asked: SRV and addresses. Line 2, without it,
# takes what DNS says.
static _sip._udp.pbx.example SRV 0 1 5060 own.example ttl=600
static own.example A b ttl=600
name _sip._udp.pbx.example SRV 0 1 5060 one.example
name one.example A a
line 1 servers=pbx.example port=0 static_first=on address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
line 2 servers=pbx.example port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 1s start line 2
show sends,names
until 2s
----
     0  line 1  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  line 1  resolve       SRV _sip._udp.pbx.example   query=1
     0  line 1  answer        0 1 5060 own.example        query=1  ttl=600  static
     0  line 1  locate        (ASKING)                    server=pbx.example  why=static_used
     0  line 1  locate        (ASKING)                    server=pbx.example  why=srv_found
     0  line 1  resolve       A own.example               query=2
     0  line 1  answer        b                           query=2  ttl=600  static
     0  line 1  locate        (ASKING)                    server=pbx.example  why=static_used
     0  line 1  locate        ASKING -> KNOWN             server=pbx.example  until=600000  why=name_answered
     0  line 1  send          REGISTER to b               attempt=1  why=name_answered
  1000  line 2  locate        IDLE -> ASKING              server=pbx.example  until=11000  why=name_asked
  1000  line 2  resolve       SRV _sip._udp.pbx.example   query=1
  1020  line 2  answer        0 1 5060 one.example        query=1  ttl=60
  1020  line 2  locate        (ASKING)                    server=pbx.example  why=srv_found
  1020  line 2  resolve       A one.example               query=2
  1040  line 2  answer        a                           query=2  ttl=60
  1040  line 2  locate        ASKING -> KNOWN             server=pbx.example  until=61020  why=name_answered
  1040  line 2  send          REGISTER to a               attempt=1  why=name_answered
