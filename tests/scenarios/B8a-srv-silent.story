# B8a: a resolution has 10 s, however many questions it is: SRV takes 8 s, the address never comes, and b is tried at
# 10 s.
name _sip._udp.pbx.example SRV 0 1 5060 one.example
name _sip._udp.pbx.example SRV answers after=8s
name one.example is silent
line 1 servers=pbx.example,b pbx.example.port=0 address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,moves
until 20s
----
     0  registration  OFF -> REGISTERING          why=started
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       SRV _sip._udp.pbx.example   query=1
  8000  answer        0 1 5060 one.example        query=1  ttl=60
  8000  locate        (ASKING)                    server=pbx.example  why=srv_found
  8000  resolve       A one.example               query=2
 10000  locate        ASKING -> NONE              server=pbx.example  why=name_unknown  cause=unresolved
 10000  send          REGISTER to b               attempt=1  why=name_answered
 10020  registration  REGISTERING -> REGISTERED   server=b  refresh=3519020  why=accepted  cause=unresolved
 10020  failback      HOME -> AWAY                probe=130020  why=probe_waits
