# B8, F3: a service that is said not to be there is what the report says.
name _sips._tcp.pbx.example SRV 0 0 0 .
name pbx.example A a
line 1 servers=pbx.example port=0 transport=naptr address_family=ipv4 jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
show sends,names,reports
until 3s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        no data                     query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        0 0 0 .                     query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=service_absent
    40  answer        no such name                query=3
    40  answer        no such name                query=4
    40  locate        ASKING -> NONE              server=pbx.example  why=no_service  cause=unresolved
    40  report        line FAILED                 since=40  next_try=52577  why=no_service  cause=unresolved
