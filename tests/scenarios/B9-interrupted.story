# B9, B14: resolutions that are interrupted by a stop, a lost network and a restart end all the same at the target with TLS.
server s at tls:192.0.2.1:5061
server t at tcp:192.0.2.2:5060
name _sips._tcp.pbx.example SRV 0 1 5061 one.example
name _sip._tcp.pbx.example SRV 0 1 5060 two.example
name one.example A s
name one.example answers after=500ms
name two.example A t
line 1 servers=pbx.example port=0 transport=naptr clock=0us jitter_percent=0 quarantine_s=0 keepalive_s=0
start line 1
at 200ms stop line 1
at 300ms start line 1
at 400ms network lost line 1
at 450ms network back line 1 families=ipv6
at 480ms network back line 1 families=ipv4
at 500ms snapshot line 1
at 600ms restart line 1 after 1s
at 10s register line 1
show sends,names,world,reports
until 20s
----
     0  locate        IDLE -> ASKING              server=pbx.example  until=10000  why=name_asked
     0  resolve       NAPTR pbx.example           query=1
     0  report        line REGISTERING            since=0  why=started
    20  answer        no such name                query=1
    20  locate        (ASKING)                    server=pbx.example  why=srv_asked
    20  resolve       SRV _sips._tcp.pbx.example  query=2
    20  resolve       SRV _sip._tcp.pbx.example   query=3
    20  resolve       SRV _sip._udp.pbx.example   query=4
    40  answer        0 1 5061 one.example        query=2  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A one.example               query=5
    40  resolve       AAAA one.example            query=6
    40  answer        0 1 5060 two.example        query=3  ttl=60
    40  locate        (ASKING)                    server=pbx.example  why=srv_found
    40  resolve       A two.example               query=7
    40  resolve       AAAA two.example            query=8
    40  answer        no such name                query=4
    60  answer        t                           query=7  ttl=60
    60  answer        no data                     query=8
   200  world         stop line 1
   200  locate        ASKING -> IDLE              server=pbx.example  why=stopped
   200  report        line DISABLED               since=200  why=stopped
   300  world         start line 1
   300  locate        IDLE -> ASKING              server=pbx.example  until=10300  why=name_asked
   300  resolve       NAPTR pbx.example           query=9
   300  report        line REGISTERING            since=300  why=started
   320  answer        no such name                query=9
   320  locate        (ASKING)                    server=pbx.example  why=srv_asked
   320  resolve       SRV _sips._tcp.pbx.example  query=10
   320  resolve       SRV _sip._tcp.pbx.example   query=11
   320  resolve       SRV _sip._udp.pbx.example   query=12
   320  answer        0 1 5061 one.example        query=10  ttl=59
   320  locate        (ASKING)                    server=pbx.example  why=srv_found
   320  resolve       A one.example               query=13
   320  resolve       AAAA one.example            query=14
   320  answer        0 1 5060 two.example        query=11  ttl=59
   320  locate        (ASKING)                    server=pbx.example  why=srv_found
   320  resolve       A two.example               query=15
   320  resolve       AAAA two.example            query=16
   320  answer        t                           query=15  ttl=59
   340  answer        no such name                query=12
   340  answer        no data                     query=16
   400  world         network lost line 1
   450  world         network back line 1 families=ipv6
   450  locate        (ASKING)                    server=pbx.example  until=10450  why=name_asked
   450  resolve       NAPTR pbx.example           query=17
   470  answer        no such name                query=17
   470  locate        (ASKING)                    server=pbx.example  why=srv_asked
   470  resolve       SRV _sips._tcp.pbx.example  query=18
   470  resolve       SRV _sip._tcp.pbx.example   query=19
   470  resolve       SRV _sip._udp.pbx.example   query=20
   470  answer        0 1 5061 one.example        query=18  ttl=59
   470  locate        (ASKING)                    server=pbx.example  why=srv_found
   470  resolve       AAAA one.example            query=21
   470  answer        0 1 5060 two.example        query=19  ttl=59
   470  locate        (ASKING)                    server=pbx.example  why=srv_found
   470  resolve       AAAA two.example            query=22
   480  world         network back line 1 families=ipv4
   480  locate        (ASKING)                    server=pbx.example  until=10480  why=name_asked
   480  resolve       NAPTR pbx.example           query=23
   490  answer        no such name                query=20
   490  late          DnsAnswered
   490  answer        no data                     query=22
   490  late          DnsAnswered
   500  world         snapshot line 1
   500  answer        no such name                query=23
   500  locate        (ASKING)                    server=pbx.example  why=srv_asked
   500  resolve       SRV _sips._tcp.pbx.example  query=24
   500  resolve       SRV _sip._tcp.pbx.example   query=25
   500  resolve       SRV _sip._udp.pbx.example   query=26
   500  answer        0 1 5061 one.example        query=24  ttl=59
   500  locate        (ASKING)                    server=pbx.example  why=srv_found
   500  resolve       A one.example               query=27
   500  answer        0 1 5060 two.example        query=25  ttl=59
   500  locate        (ASKING)                    server=pbx.example  why=srv_found
   500  resolve       A two.example               query=28
   500  answer        t                           query=28  ttl=59
   520  answer        no such name                query=26
   540  answer        s                           query=5  ttl=60
   540  late          DnsAnswered
   540  answer        no data                     query=6
   540  late          DnsAnswered
   540  answer        s                           query=13  ttl=60
   540  late          DnsAnswered
   540  answer        no data                     query=14
   540  late          DnsAnswered
   540  answer        no data                     query=21
   540  late          DnsAnswered
   540  answer        s                           query=27  ttl=60
   540  locate        (ASKING)                    server=pbx.example  why=downgrade_refused
   540  locate        ASKING -> KNOWN             server=pbx.example  until=59500  why=name_answered
   540  send          REGISTER to s               attempt=1  why=name_answered
   600  world         restart line 1 after 1s
  1600  world         the line runs again
  1600  send          REGISTER to s               attempt=2  why=first_candidate
  1660  report        line REGISTERED             server=pbx.example  at=s  since=1660  why=accepted
 10000  world         register line 1
 10000  send          REGISTER to s               attempt=3  why=first_candidate
 10020  report        request 1 accepted          server=pbx.example
