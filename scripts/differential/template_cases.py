"""The expressions and templates that both template engines evaluate; inputs only, see generate_template_cases.py."""

VARS = r"""
n: 5
zero: 0
neg: -7
big: 123456789012345678901234567890
f: 2.5
whole: 3.0
s: Hello
empty: ''
uni: "Zo\u00eb \U0001F600 stra\u00dfe"
lines: "one\ntwo\n\nthree\n"
csvtext: "a, b,c ,,d"
path: /etc/ansible/hosts.yml
t: true
nope: false
none_: null
date_: 2024-01-02
l: [3, 1, 2]
words: [banana, Apple, cherry, apple]
mixed: [1, two, 3.5, null, true]
nested: [[1, 2], [3, [4, 5]], 6]
emptyl: []
d: {b: 2, a: 1, c: {x: 10, y: [1, 2]}}
emptyd: {}
intkeys: {1: one, 2: two, true: yes}
lazy: "{{ n + 1 }}"
lazylist: ["{{ n }}", "x{{ s }}", {k: "{{ l }}"}]
lazydict: {a: "{{ n }}", b: {c: "{{ lazydict.a * 2 }}"}, u: "{{ not_there }}"}
undef_in: "{{ not_there }}"
text_undef: "x{{ not_there }}y"
loop_a: "{{ loop_b }}"
loop_b: "{{ loop_a }}"
broken: "{{ 1 / 0 }}"
syntaxbad: "{{ 1 + }}"
unsafe_: !unsafe "{{ n }}"
users:
  - {name: alice, uid: 1001, groups: [wheel, docker], shell: /bin/bash, active: true}
  - {name: bob, uid: 1002, groups: [docker], active: false}
  - {name: Carol, uid: 1000, groups: [], shell: /bin/zsh, active: true, ssh: {keys: [k1, k2]}}
hostvars_like: {h1: {ip: 10.0.0.1, vmid: 100}, h2: {ip: 10.0.0.2, vmid: 101}}
result_ok: {changed: false, rc: 0, stdout: "a\nb", stdout_lines: [a, b]}
result_changed: {changed: true, failed: false}
result_failed: {failed: true, msg: boom, rc: 2}
result_skipped: {skipped: true, changed: false}
result_loop: {results: [{changed: false, item: a}, {changed: true, item: b, failed: false}], changed: true}
result_unreach: {unreachable: true, msg: down}
jsontext: '{"a": [1, 2.0, null, true], "b": {"c": "d"}, "10": 1}'
yamltext: "a: 1\nb: [x, yes, 1.0]\nc: 0644\n"
b64: aGVsbG8gd29ybGQ=
indent_me: "line1\nline2\n\nline4"
html: "<b>bold & \"big\"</b>"
net0: {model: virtio, bridge: vmbr0, tag: 10}
disks: [{size: 32G, storage: local-lvm}, {size: 100G, storage: ceph}]
percent: "50%"
winpath: "C:\\Users\\me\\file.txt"
vmids: [100, 101, 105]
config: "net0: virtio=AA:BB:CC:DD:EE:FF,bridge=vmbr0"
"""

OPERANDS = ["5", "-7", "0", "2.5", "3.0", "true", "none", "'ab'", "''", "[1, 2]", "(1, 2)", "{'a': 1}", "big", "undefd"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in", "and", "or"]

INPUTS = ["'Hello World'", "''", "'3.7'", "'0x1f'", "' 42 '", "5", "-3", "2.5", "3.0", "1e20", "1e-7", "true", "none", "[3, 1, 2]", "[]", "['b', 'A', 'a']",
          "{'b': 1, 'a': 2}", "{}", "(1, 2)", "range(3)", "uni", "lines", "users", "lazylist", "big", "undefd", "nested", "mixed", "date_"]
PLAIN_FILTERS = ["abs", "bool", "capitalize", "count", "length", "first", "last", "float", "int", "list", "lower", "upper", "title", "trim", "string", "reverse",
                 "sort", "sum", "min", "max", "unique", "flatten", "to_json", "to_nice_json", "to_yaml", "to_nice_yaml", "join(',')", "join", "dict2items", "items",
                 "dictsort", "b64encode", "hash('sha256')", "md5", "checksum", "quote", "type_debug", "default('D')", "default('D', true)", "wordcount", "escape",
                 "urlencode", "regex_escape", "regex_replace('[aeiou]', '*')", "regex_search('[a-z]+')", "regex_findall('[0-9a-z]')", "ternary('Y', 'N')", "to_uuid",
                 "center(20)", "indent", "truncate(8)", "filesizeformat", "human_readable", "round", "round(1)", "batch(2)", "slice(2)", "string | length",
                 "list | length", "map('string')", "map('upper')", "select", "reject", "zip([1, 2])", "product([1, 2])", "combine({'z': 9})", "union([9]) | sort",
                 "comment", "basename", "dirname", "splitext", "from_json", "from_yaml", "split", "log", "pow(2)", "root", "format", "tojson", "striptags"]
TESTS = ["defined", "undefined", "none", "boolean", "integer", "float", "number", "string", "mapping", "iterable", "sequence", "callable", "even", "odd", "lower",
         "upper", "true", "false", "truthy", "falsy", "truthy(convert_bool=true)", "in [1, 5, 'ab', none]", "eq 5", "gt 1", "divisibleby 2", "contains 1", "match('H')", "search('o')", "sameas none"]

STRING_SUBJECTS = ["'Hello World'", "''", "'a,b,,c'", "'  pad  '", "uni", "lines", "'ab12'", "'TITLE case'", "\"it's\""]
STRING_METHODS = ["capitalize()", "casefold()", "center(15, '*')", "count('l')", "encode()", "endswith('d')", "expandtabs(4)", "find('o')", "find('zz')", "format(1)", "index('l')",
                  "isalnum()", "isalpha()", "isascii()", "isdigit()", "isdecimal()", "isidentifier()", "islower()", "isnumeric()", "isspace()", "istitle()", "isupper()", "join(['x', 'y'])",
                  "ljust(14, '.')", "lower()", "lstrip()", "partition(',')", "removeprefix('He')", "removesuffix('ld')", "replace('l', 'L')", "replace('l', 'L', 1)", "replace('', '-')", "rfind('l')",
                  "rindex('l')", "rjust(14)", "rpartition(',')", "rsplit(',', 1)", "rsplit()", "rstrip()", "split()", "split(',')", "split(',', 1)", "split(None, 1)", "splitlines()", "splitlines(true)",
                  "startswith('H')", "startswith(('a', 'H'))", "strip()", "strip('Hd')", "swapcase()", "title()", "upper()", "zfill(14)", "nosuch()", "__class__", "isprintable()"]

EXPRESSIONS = r"""
1 + 2 * 3
(1 + 2) * 3
-2 ** 2
2 ** 3 ** 2
2 ** -1
7 // 2
-7 // 2
7 // -2
-7 % 3
7 % -3
7.5 % 2
-7.5 // 2
1 / 3
10 / 5
10 / 4
1e3
1.5e3
1_000
0x1f + 0b11 + 0o17
123456789 * 987654321 * 1000000007
big + 1
big // 3
big % 7
2 ** 100
2 ** 0.5
0.1 + 0.2
1e16
1e15
123456789.123456789
1.0
100.0 * 3
5 // 2.0
1e400
-0.0
0.0001
0.00001
1e22
'a' 'b' "c"
'a' * 3
3 * 'ab'
[1] * 3
'abc'[0]
'abc'[-1]
'abc'[1:]
'abc'[::-1]
'abcdef'[1:5:2]
'abcdef'[5:1:-2]
'abc'[10]
'abc'[10:]
l[0]
l[-1]
l[5]
l[1:]
l[::-1]
l[:-1]
l['x']
l.0
l.1
l[true]
d['a']
d.a
d.c.x
d['c']['y'][1]
d.c.y.0
d.zz
d['zz']
d.zz.yy
d['zz'] is defined
d.zz.yy is defined
d.zz.yy | default('x')
(d.zz | default({})).yy | default('deep')
d.keys
d.keys()
d.items()
d.values() | list
d.get('a')
d.get('q')
d.get('q', 7)
d.copy()
{'keys': 1}.keys
{'keys': 1}['keys']
{'items': [1]}.items | type_debug
intkeys[1]
intkeys[true]
intkeys[1.0]
intkeys['1'] | default('no')
intkeys
{1: 'a', 1.0: 'b', true: 'c'}
{'a': 1, 'a': 2}
{(1, 2): 'x'}
{[1]: 2}
[1, 2][0]
(1, 2)
(1,)
()
1, 2
[1, 2,]
{'a': 1,}
(1, 2)[0]
(1, 2) == [1, 2]
[1, 2] == [1.0, 2.0]
1 == 1.0
1 == true
true == 1
'1' == 1
none == none
none == false
[] == ()
{} == {}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}
1 < 2 < 3
1 < 3 < 2
3 > 2 > 1 > 0
1 < 2 == 2
1 != 2 != 1
'a' < 'b'
'a' < 'B'
'a' < 1
[1, 2] < [1, 3]
[1, 2] < [1, 2, 0]
(1, 2) < (1, 3)
none < 1
true < 2
1 in [1, 2]
'1' in [1, 2]
'a' in 'abc'
1 in 'abc'
'a' in d
'zz' not in d
none in [none]
1 in intkeys
1 not in [2]
not 1
not []
not not 'a'
not 1 == 2
true and 'x'
'' or 'y'
0 or none
1 and 0
none or [] or 'z'
undefd or 1
1 or undefd
0 and undefd
undefd and 1
not undefd
undefd
undefd.x
undefd.x.y | default('d')
undefd['x'] | default('d')
undefd | default
undefd | d(1)
undefd is defined
undefd is undefined
undefd.x is defined
undefd is not defined
undefd == 1
undefd in [1]
1 in undefd
[undefd]
[undefd, 1] | last
[undefd, 1] | length
[undefd, 1] | first
[undefd] | default('x')
[undefd, 1] | join
[undefd] | join | default('j')
{'a': undefd}
{'a': undefd}.b | default('q')
{'a': undefd, 'b': 2}.b
undefd ~ 'x'
undefd | upper
undefd | upper | default('U')
undefd | int
undefd + 1
undefd()
undefd.foo()
undefd.foo() | default('called')
s.foo() | default('nomethod')
s.nosuch | default('x')
n.x | default('x')
none_.x | default('x')
none_.x
none_ | default('x')
none_ | default('x', true)
empty | default('x')
empty | default('x', true)
empty | default('x', boolean=true)
zero | default(9, true)
nope | default('f', true)
undef_in | default('u')
undef_in is defined
text_undef | default('u')
text_undef is defined
lazydict.u | default('u')
lazydict.a
lazydict.b.c
lazydict
lazydict | length
lazydict.keys() | list
lazydict.items() | length
(lazydict | dict2items)[0]
lazydict | dict2items | map(attribute='key') | list
lazydict.get('a')
lazydict['b']
lazylist
lazylist[0]
lazylist[1]
lazylist[2].k
lazylist | first
lazylist | map('string') | join('|')
lazylist == [5, 'xHello', {'k': [3, 1, 2]}]
lazy
lazy + 1
lazy ~ ''
broken
broken | default('b')
broken is defined
syntaxbad
loop_a
unsafe_
unsafe_ | upper
unsafe_ ~ '{{ n }}'
'{{ n }}'
'a' if true else 'b'
'a' if false
'a' if false else 'b' if false else 'c'
('a' if false) is defined
('a' if false) | default('none')
[1, 2] if l else []
undefd if false else 2
2 if undefd else 3
2 if undefd is defined else 3
s ~ n ~ f ~ whole ~ t ~ none_ ~ l ~ d
'%s is %d and %.2f' % ('x', 5, 2.345)
'%s' % 5
'%s' % [1, 2]
'%(a)s-%(c)s' % d
'%05d|%-5d|%+d' % (42, 42, 42)
'%x %X %o %e %g' % (255, 255, 8, 12345.678, 0.00001234)
'%10.3f|' % 3.14159
'%r %r' % ('a', 1)
'%%' % ()
'%s %s' % ('a',)
'%d' % 'x'
'%s' % ()
'%c' % 65
'%5s|%-5s|' % ('a', 'b')
'{} {}'.format(1, 'a')
'{0} {1} {0}'.format('a', 'b')
'{a} {b}'.format(a=1, b=2)
'{:>5}|{:<5}|{:^5}'.format('a', 'b', 'c')
'{:05d} {:,} {:.2f} {:x} {:b} {:e} {:%}'.format(42, 1234567, 3.14159, 255, 5, 12345.6789, 0.25)
'{0[a]} {0[c][x]}'.format(d)
'{!r}'.format('x')
'{:*^10}'.format('mid')
'{:+d} {: d}'.format(5, 5)
'{'.format()
'{0}'.format()
"{:{w}}|".format('a', w=6)
5.bit_length()
n.bit_length()
f.is_integer()
whole.is_integer()
[1, 2, 2].count(2)
[1, 2].index(2)
[1, 2].index(9)
l.append(4)
l
l.sort()
d.update({'z': 1})
d
d.pop('a')
[3, 1].append(1) or 'none'
(1, 2).index(2)
range(5)
range(5) | list
range(1, 10, 3) | list
range(5, 0, -2) | list
range(0) | list
range(3) | length
range(10)[3]
range(10)[2:5] | list
range(3) | sum
range(3) | join(',')
range(3) | type_debug
range(3) ~ ''
5 in range(10)
dict(a=1, b=2)
dict([('a', 1), ('b', 2)])
dict({'a': 1}, b=2)
dict(l | zip(words))
dict(['ab', 'cd'])
namespace(a=1).a
namespace(a=1) | type_debug
lookup('env', 'NO_SUCH_VARIABLE_HERE')
lookup('env', 'NO_SUCH_VARIABLE_HERE', default='dflt')
lookup('env', 'NO_SUCH_VARIABLE_HERE', default=undef())
query('env', 'NO_SUCH_VARIABLE_HERE')
lookup('vars', 'n')
lookup('vars', 'lazy')
lookup('vars', 'not_there')
lookup('vars', 'not_there', default='dv')
lookup('vars', 'n', 's')
query('vars', 'n', 's')
lookup('ansible.builtin.vars', 'n')
lookup('dict', d)
query('dict', {'a': 1})
lookup('items', [1, [2, 3]], 4)
query('items', [1, [2, 3]], [4])
lookup('list', [1, 2], wantlist=true)
lookup('indexed_items', ['a', 'b'], wantlist=true)
query('nested', [1, 2], ['a', 'b'])
query('together', [1, 2, 3], ['a', 'b'])
query('sequence', '1-5')
query('sequence', '5')
query('sequence', 'start=1 end=10 stride=3')
query('sequence', '1-3:host%02d')
query('sequence', 'start=0x0f00 count=4 format=%04x')
query('sequence', '10-2/2')
query('sequence', start=1, end=3)
query('sequence', 'count=0')
query('sequence', 'foo')
query('subelements', users, 'groups')
query('subelements', users, 'ssh.keys', {'skip_missing': true}) | map('last')
query('subelements', users, 'ssh.keys')
lookup('nosuch_lookup', 1)
lookup('file', '/no/such/place/file')
lookup('file', '/no/such/place/file', errors='ignore')
query('file', '/no/such/place/file', errors='ignore')
lookup('pipe', 'echo hi')
lookup('pipe', 'printf "a\nb\n"')
query('lines', 'printf "a\nb\n"')
lookup('pipe', 'exit 3')
lookup('pipe', 'exit 3', errors='ignore')
lookup('first_found', ['/no/such/place', '/etc/passwd'])
lookup('first_found', '/no/such/place')
lookup('first_found', {'files': ['nope', 'passwd'], 'paths': ['/tmp', '/etc']})
lookup('first_found', ['/no/such/place'], skip=true)
query('first_found', ['/no/such/place'], skip=true)
lookup('fileglob', '/etc/pass*d')
lookup('random_choice', ['only'])
lookup('varnames', '^nes') | default('')
lookup(undefd, 1)
lookup('vars', undefd)
q('vars', 'n')
lookup('vars', '{{ "n" }}')
omit
[1, omit, 2]
{'a': omit, 'b': 1}
[1, omit] | length
[omit]
{'a': {'b': omit}}
omit is defined
omit | default('x')
'x' ~ omit
undefd | default(omit)
[undefd | default(omit), 1]
{'a': undefd | default(omit)}
(omit | string)
true | ternary('yes', 'no')
none | ternary('yes', 'no')
none | ternary('yes', 'no', 'null')
'x' | ternary('yes', undefd)
'' | ternary(undefd, 'no')
undefd | ternary(1, 2)
undefd | mandatory
n | mandatory
undefd | mandatory('need it')
none_ | mandatory
'yes' | bool
'Yes' | bool
'on' | bool
'1' | bool
'true ' | bool
'y' | bool
't' | bool
1 | bool
1.0 | bool
2 | bool
'no' | bool
'garbage' | bool
none | bool
[] | bool
'5' | int
'5.7' | int
' 5 ' | int
'x' | int
'x' | int(default=9)
'ff' | int(base=16)
'0xff' | int(base=16)
'0xff' | int(base=0)
'0b101' | int(0, 2)
'077' | int
'077' | int(base=8)
'1_000' | int
'1e3' | int
'-5.9' | int
2.9 | int
-2.9 | int
none | int
true | int
[] | int
'inf' | int
1e20 | int
'5.5' | float
'x' | float
'x' | float(1.5)
'1e3' | float
'inf' | float
'nan' | float | string
none | float
5 | float
'5' | float | int
2.5 | round
3.5 | round
2.675 | round(2)
1.005 | round(2)
2.45 | round(1)
-2.5 | round
42 | round
42 | round(1)
1234.567 | round(-2)
2.1 | round(0, 'ceil')
2.9 | round(0, 'floor')
2.15 | round(1, 'ceil')
5 | round(0, 'ceil')
'x' | round
2.5 | round | int
1e300 | round
[1, 2, 3] | sum
[0.1, 0.2] | sum
[] | sum
['a', 'b'] | sum(start='')
users | sum(attribute='uid')
[[1], [2]] | sum(start=[])
[1, 'a'] | sum
[3, 1, 2] | sort
[3, 1, 2] | sort(reverse=true)
words | sort
words | sort(case_sensitive=true)
words | sort(true)
users | sort(attribute='uid') | map(attribute='name')
users | sort(attribute='name') | map(attribute='name')
users | sort(attribute='active,uid') | map(attribute='name')
users | sort(attribute='active', reverse=true) | map(attribute='name')
[1, 'a'] | sort
['10', '9', '1'] | sort
[none, 1] | sort
[[2, 1], [1, 2]] | sort
{'b': 1, 'a': 2} | sort
'hello' | sort
[true, false, 2, 0] | sort
words | min
words | max
words | max(case_sensitive=true)
[] | max
[] | max | default('none')
users | max(attribute='uid')
[1, 2.5, 2] | max
'hello' | max
d | max
words | unique
words | unique(case_sensitive=true)
[1, 1.0, true, '1'] | unique
[[1], [1], [2]] | unique
users | unique(attribute='active') | map(attribute='name')
[{'a': 1}, {'a': 1}] | unique
words | groupby(0)
users | groupby('active')
users | groupby('active') | map(attribute='grouper')
(users | groupby('active'))[0].list | map(attribute='name')
(users | groupby('active'))[0][0]
users | groupby('shell', default='none') | map('first')
users | groupby('shell')
users | map(attribute='name') | list
users | map(attribute='shell') | list
users | map(attribute='shell', default='/bin/sh') | list
users | map(attribute='ssh.keys') | list
users | map(attribute='ssh.keys', default=[]) | list
users | map(attribute='groups.0', default='-') | list
users | map(attribute='groups') | flatten
users | map(attribute='nope') | select('defined') | list
users | map('dict2items') | map('length')
words | map('upper')
words | map('regex_replace', '^(.)', '<\\1>')
words | map('regex_replace', '^(.)', '<\1>') | list
words | map('length')
words | map('default', 'x')
['1', '2'] | map('int') | sum
[1, 2] | map('string') | join
l | map('nosuchfilter')
l | map()
l | map(attribute='x', foo=1)
l | map('extract', ['a', 'b', 'c', 'd'])
['h1', 'h2'] | map('extract', hostvars_like, 'ip') | list
['h1', 'h2'] | map('extract', hostvars_like, ['vmid'])
['h1', 'h3'] | map('extract', hostvars_like) | list
'a' | extract(d)
'c' | extract(d, 'x')
'c' | extract(d, ['y', 0])
'zz' | extract(d)
'zz' | extract(d) | default('no')
0 | extract(l)
users | selectattr('active') | map(attribute='name')
users | selectattr('shell') | map(attribute='name')
users | selectattr('shell', 'defined') | map(attribute='name')
users | selectattr('shell', 'undefined') | map(attribute='name')
users | selectattr('uid', '>', 1000) | map(attribute='name')
users | selectattr('uid', 'gt', 1000) | map(attribute='name')
users | selectattr('name', 'equalto', 'bob') | first
users | selectattr('name', 'match', '^[a-b]') | map(attribute='name')
users | selectattr('groups', 'contains', 'docker') | map(attribute='name')
users | selectattr('name', 'in', ['bob', 'Carol']) | map(attribute='uid')
users | selectattr('ssh.keys', 'defined') | map(attribute='name')
users | rejectattr('active') | map(attribute='name')
users | rejectattr('uid', 'eq', 1001) | map(attribute='name')
users | rejectattr('shell', 'defined') | map(attribute='name')
users | selectattr('nope', 'nosuchtest')
users | selectattr
users | selectattr('name', 'search', 'O', ignorecase=true) | map(attribute='name')
l | select('odd')
l | select('gt', 1)
l | select('>', 1) | list
l | reject('in', [1, 2])
[0, 1, '', none, 'a'] | select
[0, 1, '', none, 'a'] | reject
words | select('match', 'a', ignorecase=true)
words | reject('search', 'an')
[1, none, 2] | select('none')
mixed | select('string')
mixed | select('number') | list
mixed | reject('none') | map('string') | join(' ')
[undefd, 1] | select('defined') | list
d | dictsort
d | dictsort(by='value')
{'b': 2, 'A': 1} | dictsort
{'b': 2, 'A': 1} | dictsort(true)
{'b': 2, 'A': 1} | dictsort(by='value', reverse=true)
d | dict2items
{'a': 1} | dict2items(key_name='k', value_name='v')
d | dict2items | items2dict
[{'k': 'x', 'v': 1}] | items2dict(key_name='k', value_name='v')
[{'key': 'x'}] | items2dict
l | dict2items
d | items2dict
d | items | list
d | combine({'b': 3})
d | combine({'c': {'z': 1}})
d | combine({'c': {'z': 1}}, recursive=true)
d | combine({'c': {'y': [3]}}, recursive=true, list_merge='append')
{'a': [1, 2]} | combine({'a': [2, 3]}, list_merge='append')
{'a': [1, 2]} | combine({'a': [2, 3]}, list_merge='prepend')
{'a': [1, 2]} | combine({'a': [2, 3]}, list_merge='append_rp')
{'a': [1, 2]} | combine({'a': [2, 3]}, list_merge='prepend_rp')
{'a': [1, 2]} | combine({'a': [2, 3]}, list_merge='keep')
{'a': 1} | combine({'a': 2}, list_merge='bogus')
{'a': 1} | combine([{'b': 2}, {'c': 3}])
[{'a': 1}, {'b': 2}] | combine
[] | combine
{'a': 1} | combine(none)
{'a': 1} | combine('x')
{'a': 1} | combine({}, foo=1)
{'a': 1} | combine({'b': undefd})
d | combine({'a': omit})
nested | flatten
nested | flatten(levels=1)
nested | flatten(1)
[1, none, [2, 'null']] | flatten
[1, none] | flatten(skip_nulls=false)
'abc' | flatten
users | subelements('groups')
users | subelements('ssh.keys', skip_missing=true)
users | subelements('ssh.keys')
users | subelements(['groups']) | map('last')
[[1, 2], [3, 4]] | map('first')
[1, 2, 3] | zip(['a', 'b'])
[1, 2, 3] | zip(['a', 'b']) | list
[1, 2, 3] | zip_longest(['a'], fillvalue='-')
[1, 2] | zip([1], strict=true)
[1, 2] | product(['a', 'b'])
[1, 2] | product(['a'], ['x', 'y']) | map('join')
'ab' | product(repeat=2) | map('join') | list
[1, 2, 3] | permutations(2) | length
[1, 2, 3] | combinations(2)
[1, 2, 3] | permutations | first
[1, 2, 2, 3] | difference([2]) | sort
[1, 2] | union([2, 3]) | sort
[1, 2] | intersect([2, 3])
[1, 2] | symmetric_difference([2, 3]) | sort
[[1], [2]] | intersect([[2]])
[{'a': 1}] | union([{'a': 1}, {'b': 2}])
[{'a': 1}] | difference([{'a': 1}])
['a'] | union('bc') | sort
[1] | union
'a' | difference('b')
[3, 1] | union([2, 1]) | sort | join(',')
l | batch(2)
l | batch(2, 'x') | list
l | slice(2)
l | slice(2, 'x') | list
[1, 2, 3, 4, 5, 6, 7] | slice(3) | list
l | first
l | last
emptyl | first
emptyl | first | default('e')
emptyl | last | default('e')
'abc' | first
'abc' | last
d | first
d | last
l | reverse
'abc' | reverse
l | reverse | list
d | reverse | list
5 | reverse
l | join('-')
l | join
users | join(', ', attribute='name')
[1, none, true, 2.0] | join(',')
'abc' | join('-')
d | join
n | join
l | random is in l
1 | random
10 | random(seed='x')
10 | random(seed=42)
100 | random(start=50, seed='host1')
100 | random(0, 10, seed='abc')
1000000 | random(seed='node1')
['a', 'b', 'c', 'd'] | random(seed='s')
'abcdef' | random(seed='zz')
[1, 2, 3, 4, 5] | shuffle(seed='q')
words | shuffle(seed='inventory') | join(',')
[] | random
59 | random(seed='pve1.example.com')
2 ** 40 | random(seed='big')
(2 ** 40) | random(seed='big')
'abc' | shuffle(seed='1')
'hello' | regex_replace('l', 'L')
'hello' | regex_replace('(l+)', '[\\1]')
'hello' | regex_replace('(?P<x>l+)', '[\\g<x>]')
'hello' | regex_replace('^h', 'H', count=1)
'Hello' | regex_replace('h', 'J', ignorecase=true)
'a\nb' | regex_replace('^', '> ', multiline=true)
lines | regex_replace('^', '> ', multiline=true)
lines | regex_replace('$', '!')
'aaa' | regex_replace('a', 'b', count=2)
'aaa' | regex_replace('a', 'b', mandatory_count=2)
'abc' | regex_replace('x*', '-')
'abc' | regex_replace('b*', '-')
'foo.bar' | regex_replace('\\.', '_')
'foo.bar' | regex_replace('\.', '_')
config | regex_replace('^net0: ', '') | split(',')
config | regex_search('bridge=(\\w+)', '\\1')
config | regex_search('bridge=(\w+)', '\1') | first
config | regex_search('(?P<mac>[0-9A-F:]{17})', '\\g<mac>')
config | regex_search('zzz')
config | regex_search('zzz') is none
config | regex_search('zzz', '\\1')
config | regex_search('VMBR(\\d)', ignorecase=true)
'abc' | regex_search('b')
'abc' | regex_search('(a)(b)', '\\2', '\\1')
'abc' | regex_search('(a)|(z)', '\\2')
'abc' | regex_search('[')
'abc' | regex_search('(?i)B')
'abc' | regex_search('a', 'x')
'a1b22' | regex_findall('\\d+')
'a1b22' | regex_findall('([a-z])(\\d)')
'a1b22' | regex_findall('([a-z])\\d')
'A1' | regex_findall('a', ignorecase=true)
lines | regex_findall('^t\\w+', multiline=true)
uni | regex_findall('\\w+')
'x  y' | regex_replace('\\s+', ' ')
'a.b*c' | regex_escape
'a.b*c [x]' | regex_escape('posix_basic')
'10.0.0.1/24' | regex_replace('/.*$', '')
'foo_bar' | regex_replace('_(.)', '-\\1')
'2024-01-02' | regex_replace('(\\d+)-(\\d+)-(\\d+)', '\\3/\\2/\\1')
'abc' | regex_replace('(?<=a)b', 'X')
'abab' | regex_replace('(ab)\\1', 'X')
'tést' | regex_replace('\\w', '.')
'abc' is match('a')
'abc' is match('b')
'abc' is search('b')
'abc' is regex('C', ignorecase=true)
'abc' is regex('b', match_type='match')
'abc' is match('^abc$')
'abc\n' is match('^abc$')
5 is match('5')
'abc' is search
s | b64encode
b64 | b64decode
uni | b64encode
uni | b64encode | b64decode
'x' | b64decode
'aGk' | b64decode
'/+8=' | b64encode(urlsafe=true)
5 | b64encode
'abc' | hash('md5')
'abc' | hash
'abc' | hash('sha512')
'abc' | hash('nope')
'abc' | sha1
'abc' | md5
'abc' | checksum
'abc' | to_uuid
'abc' | to_uuid(namespace='11111111-2222-3333-4444-555555555555')
'secret' | password_hash('sha512', 'saltsalt')
'secret' | password_hash('sha256', 'saltsalt')
'secret' | password_hash('md5', 'saltsalt')
'secret' | password_hash('sha512', 'saltsalt', rounds=10000)
'secret' | password_hash('sha512', 'saltsalt', rounds=5000)
'secret' | password_hash(hashtype='sha256', salt='abc', rounds=2000)
'' | password_hash('sha512', 'saltsalt', rounds=1000)
uni | password_hash('sha512', 'saltsalt', rounds=1000)
'a-very-long-password-that-is-longer-than-sixty-four-bytes-for-sure-yes-it-is-now' | password_hash('sha512', 'saltsalt', rounds=1001)
'a-very-long-password-that-is-longer-than-sixty-four-bytes-for-sure-yes-it-is-now' | password_hash('sha256', 'saltstring16', rounds=1001)
'x' | password_hash('sha512', 'bad salt!')
'x' | password_hash('crc32')
'a b' | quote
"it's" | quote
'' | quote
none | quote
'plain-1.2/x' | quote
5 | quote
'a b&c=ü/é' | urlencode
{'a': 'b c', 'd': 'é&'} | urlencode
[('a', 1), ('b', 2)] | urlencode
'a%20b%2Fc+d' | urldecode
'http://user:pw@www.example.com:8080/p/a?q=1#frag' | urlsplit
'http://user:pw@www.example.com:8080/p/a?q=1#frag' | urlsplit('hostname')
'http://www.example.com/p' | urlsplit('port')
'http://www.example.com/p' | urlsplit('nope')
'mailto:x@y.z' | urlsplit
'/just/path?x=1' | urlsplit('path')
path | basename
path | dirname
path | splitext
path | dirname | basename
'/a/b/' | basename
'/a/b/' | dirname
'/' | dirname
'a' | dirname
'.bashrc' | splitext
'a.tar.gz' | splitext
'a.b/c' | splitext
['/etc', 'a', 'b'] | path_join
['/etc', '/a', 'b'] | path_join
['a/', 'b'] | path_join
'x' | path_join
['/a/b/c', '/a/b/d'] | commonpath
'/a/../b/./c//d' | normpath
'' | normpath
'/a/b' | relpath('/a/c')
winpath | win_basename
winpath | win_dirname
winpath | win_splitdrive
'$NO_SUCH_VAR/x' | expandvars
'/tmp' | realpath
d | to_json
d | to_json(indent=2)
d | to_json(sort_keys=true)
[1.0, 2.5, 1e20, none, true] | to_json
uni | to_json
uni | to_json(ensure_ascii=false)
intkeys | to_json
'a"b\\c' | to_json
lines | to_json
d | to_json(separators=(',', ':'))
d | to_nice_json
d | to_nice_json(indent=2)
d | to_nice_json(sort_keys=false)
[] | to_nice_json
{'a': [], 'b': {}} | to_nice_json
date_ | to_json
jsontext | from_json
'[1, 2' | from_json
'1.0' | from_json
'"x"' | from_json
'NaN' | from_json | string
none | from_json
jsontext | from_json | to_json
d | tojson
html | tojson
d | to_yaml
d | to_nice_yaml
d | to_nice_yaml(indent=2)
d | to_nice_yaml(sort_keys=false)
d | to_yaml(default_flow_style=false)
users | to_nice_yaml
users | to_nice_yaml(indent=2, width=1337)
users | to_yaml
lines | to_nice_yaml
['yes', 'no', '1', '1.0', 'null', '~', 'a: b', '- x', '#c', "it's", '', ' x', '0644', '1e3', '2024-01-02'] | to_nice_yaml
{'multi': lines, 'x': 'word ' * 30} | to_nice_yaml
s | to_nice_yaml
5 | to_yaml
none | to_yaml
[] | to_nice_yaml
{'a': [], 'b': {}, 'c': none, 'd': true, 'e': 1.0} | to_nice_yaml
uni | to_yaml
[[1, [2, 3]], {'a': [{'b': 1}]}] | to_nice_yaml
nested | to_yaml
yamltext | from_yaml
'a: [' | from_yaml
none | from_yaml
'--- 1\n--- 2\n' | from_yaml_all
"a: 1\n---\nb: 2\n" | from_yaml_all | list
5 | from_yaml
'{{ n }}' | from_yaml
'x: "{{ n }}"' | from_yaml
s | comment
lines | comment
s | comment('c')
s | comment('cblock')
lines | comment('xml')
s | comment('plain', prefix='##', postfix='##')
s | comment('erlang', decoration='%% ')
s | comment('plain', prefix_count=2, postfix_count=0)
s | comment('nope')
indent_me | indent
indent_me | indent(2)
indent_me | indent(2, true)
indent_me | indent(width=3, first=true, blank=true)
indent_me | indent('> ')
'' | indent
'one' | indent(4, first=true)
'hello world foo' | truncate(9)
'hello world foo' | truncate(9, true)
'hello world foo' | truncate(9, true, '..')
'hello world foo' | truncate(9, leeway=0)
'hello' | truncate(2)
'hello world' | title
"it's o'neil-smith (foo)" | title
'HELLO' | capitalize
'abc' | center(9)
'<b>' | escape
html | striptags
'a b  c' | wordcount
'the quick brown fox jumps over' | wordwrap(10)
'averyveryverylongword yes' | wordwrap(8)
'averyveryverylongword yes' | wordwrap(8, false)
'x-y-z long-word' | wordwrap(5)
{'class': 'a', 'id': none, 'x': 1} | xmlattr
'%s-%s' | format('a', 1)
'%(x)s' | format(x=5)
'%d' | format('a')
'a,b' | split(',')
csvtext | split(',') | map('trim') | select | list
'a b' | split
'a,b,c' | split(',', 1)
csvtext.split(',')[1] | trim
'  x ' | trim
'xxaxx' | trim('x')
'abc' | replace('b', 'X')
'aaa' | replace('a', 'b', 2)
5 | replace('5', '6')
1024 | human_readable
1048576 | human_readable
123456789 | human_readable
0 | human_readable
1536 | human_readable(unit='K')
10000000 | human_readable(isbits=true)
'x' | human_readable
'10M' | human_to_bytes
'1.5 GB' | human_to_bytes
'10' | human_to_bytes
'10' | human_to_bytes(default_unit='K')
'1Mb' | human_to_bytes
'1Mb' | human_to_bytes(isbits=true)
'1 kilobyte' | human_to_bytes
'x' | human_to_bytes
'32G' | human_to_bytes
disks | map(attribute='size') | map('human_to_bytes') | sum
13000 | filesizeformat
13000 | filesizeformat(true)
1 | filesizeformat
1e15 | filesizeformat
100 | log(10)
8 | log(2)
0 | log
16 | root
27 | root(3)
2 | pow(10)
2 | pow(0.5)
'2' | pow(2)
-4 | root
1 | log
'2024-01-02 03:04:05' | to_datetime
'2024-01-02' | to_datetime('%Y-%m-%d')
'bad' | to_datetime
('2024-01-03' | to_datetime('%Y-%m-%d') - '2024-01-01' | to_datetime('%Y-%m-%d')).days
(('2024-01-02 03:04:05' | to_datetime) - ('2024-01-01 00:00:00' | to_datetime)).total_seconds()
('2024-01-02 03:04:05' | to_datetime).strftime('%d.%m.%y')
('2024-01-02 03:04:05' | to_datetime).year
('2024-01-02 03:04:05' | to_datetime).isoformat()
('2024-01-02 03:04:05' | to_datetime) | string
('2024-01-02 03:04:05' | to_datetime).timestamp()
('2024-01-02T03:04:05Z' | to_datetime('%Y-%m-%dT%H:%M:%SZ'))
('2024-01-02' | to_datetime('%Y-%m-%d')) > ('2023-01-02' | to_datetime('%Y-%m-%d'))
'12 Mar 2023 4:05 PM' | to_datetime('%d %b %Y %I:%M %p')
'%Y-%m-%d %H:%M:%S' | strftime(0, utc=true)
'%Y-%m-%dT%H:%M:%SZ' | strftime(1700000000, true)
'%A %B %j %U %W %w %y %e %I %p' | strftime(1700000000, utc=true)
'%s' | strftime(1700000000)
'%Y' | strftime('x')
'%a %b %C %D %F %G %V %u %T %R %h %n%%' | strftime(1700000000, utc=true)
date_
date_ | string
date_ | type_debug
n | type_debug
f | type_debug
whole | type_debug
s | type_debug
l | type_debug
d | type_debug
t | type_debug
none_ | type_debug
big | type_debug
(1, 2) | type_debug
lazy | type_debug
undefd | type_debug
d.items() | type_debug
l | map('int') | type_debug
omit | type_debug
lookup | type_debug
[{'id': 1, 'v': 'a'}, {'id': 2, 'v': 'b'}] | rekey_on_member('id')
{'x': {'id': 'p'}, 'y': {'id': 'q'}} | rekey_on_member('id')
[{'id': 1}, {'id': 1}] | rekey_on_member('id')
[{'id': 1, 'a': 1}, {'id': 1, 'a': 2}] | rekey_on_member('id', duplicates='overwrite')
[{'id': 1}] | rekey_on_member('nope')
'x' | ansible.builtin.default('y')
undefd | ansible.builtin.default('y')
l | ansible.builtin.difference([1]) | sort
'abc' is ansible.builtin.match('a')
s | nosuchfilter
s is nosuchtest
s | ansible.builtin.nosuch
result_ok is succeeded
result_ok is success
result_ok is failed
result_ok is changed
result_changed is changed
result_changed is change
result_failed is failed
result_failed is failure
result_failed is not failed
result_failed is succeeded
result_skipped is skipped
result_skipped is skip
result_ok is skipped
result_loop is changed
result_loop.results | selectattr('changed') | map(attribute='item')
result_unreach is unreachable
result_unreach is reachable
result_ok is finished
result_ok is started
s is failed
'1.2.3' is version('1.2.4', '<')
'1.10' is version('1.9', '>')
'8.4.1' is version('8.4', '>=')
'1.2.3' is version('1.2.3')
'1.2' is version('1.2.0', '==')
'9.0-1' is version('8.4', 'ge')
'1.0a' is version('1.0', '<')
'1.2.3' is version('1.2', '!=')
'1.2.3' is version('x', 'bogus')
'1.2.3-rc1' is version('1.2.3', '<', version_type='semver')
'1.2.3' is version('1.2.4', '<', strict=true)
'1.2.3.4' is version('1.2.4', '<', strict=true)
'1.0.dev1' is version('1.0', '<', version_type='pep440')
'1.0.post1' is version('1.0', '>', version_type='pep440')
'1.0rc1' is version('1.0b2', '>', version_type='pep440')
'' is version('1.0')
5 is version('4', '>')
'1.a' is version('1.1', '<')
'6.8.12-1-pve' is version('6.5', '>')
[1, 2] is subset([1, 2, 3])
[1, 4] is subset([1, 2, 3])
[1, 2, 3] is superset([2])
[1, 2] is contains(1)
'abc' is contains('b')
d is contains('a')
[true, 1] is all
[0, 1] is any
[] is all
[] is any
'/etc' is directory
'/etc/passwd' is file
'/etc/passwd' is exists
'/no/such/place' is exists
'/etc' is abs
'etc' is abs
'/' is mount
'http://x.y/z' is url
'x' is url
'urn:isbn:1' is urn
'ftp://x' is uri
5 is even
5 is odd
5 is divisibleby 5
'a' is even
'abc' is string
5 is number
true is number
true is integer
1.0 is float
'abc' is iterable
5 is iterable
none is none
d is mapping
l is sequence
'a' is sequence
d is sequence
l is mapping
'ABC' is upper
'abc' is lower
5 is eq 5
5 is ==(5)
5 is lt 6
5 is in [5]
5 is not in [5]
'a' is in 'abc'
'x' is sameas 'x'
true is sameas true
'default' is filter
'nosuch' is filter
'defined' is test
s is callable
range is callable
'yes' is truthy
'no' is truthy(convert_bool=true)
'' is falsy
0 is truthy
undefd is truthy
'nan' | float is nan
5 is nan
'a\tb'
'a\nb'
"a\\b"
'\1'
'\x41'
"it\'s"
"say \"hi\""
'é'
n.__class__
s.__class__.__mro__
l.__len__()
n.__and__(4)
d.__contains__('a')
'a'.join(['x', 'y'])
','.join(l)
', '.join(words)
users[0].groups[0]
users[0]['name']
users[-1].ssh['keys'][0]
users | length
users | map(attribute='groups') | map('length') | list
users | map(attribute='groups') | sum(start=[]) | unique
vmids | map('string') | map('regex_replace', '^', 'vm') | list
vmids | max + 1
(vmids | max) + 1
(range(100, 110) | difference(vmids) | sort)[0]
net0 | dict2items | map(attribute='value') | join(',')
net0.items() | map('join', '=') | join(',')
hostvars_like['h1'].ip
hostvars_like | dict2items | map(attribute='value.ip')
hostvars_like | dict2items | selectattr('value.vmid', 'gt', 100) | map(attribute='key')
hostvars_like.values() | map(attribute='ip') | list
result_ok.stdout_lines | length > 1
result_ok.stdout.split('\n') | length
result_ok.rc == 0 and result_ok is not changed
(result_failed.msg | default('')) is search('boom')
result_failed.stderr | default(result_failed.msg)
'%02d' | format(n)
'%s' % lazy
n if n is defined and n > 3 else 0
words | select('match', '^a') | list | length == 1
(words | map('lower') | list) is subset(['apple', 'banana', 'cherry'])
[1, 2] + [3]
[1] + (2,)
(1,) + (2,)
'a' + 1
1 + '1'
none + 1
{} + {}
l + none_
-true
+true
-'a'
~n
- n
+ f
--5
not not true
[[1, 2], [3]] | map('join', ',') | list
[['a', 1], ['b', 2]] | map('last') | list
lookup('env', 'HOME') is string
undef() | default('u')
undef('my hint')
undef(hint='x') is defined
now() is defined
now(utc=true) | type_debug
now(fmt='%Y') | int > 2000
cycler('a', 'b').next()
joiner(',')()
varnames is defined
users | map(attribute='name') | map('regex_replace', '^(.*)$', '\\1@pve') | list
users | selectattr('shell', 'defined') | selectattr('shell', 'search', 'zsh') | map(attribute='uid') | first
(users | selectattr('name', 'equalto', 'nobody') | first).uid
(users | selectattr('name', 'equalto', 'nobody') | first | default({})).uid | default('none')
(users | selectattr('name', 'equalto', 'nobody') | list | length) == 0
users | items2dict(key_name='name', value_name='uid')
users | map('combine', {'extra': 1}) | map(attribute='extra') | list
users | map('dict2items') | first | map(attribute='key')
dict(users | map(attribute='name') | zip(users | map(attribute='uid')))
dict(words | map('upper') | zip(words))
[d, {'a': 9}] | combine(recursive=true)
{} | combine(d, {'c': {'x': 11}}, recursive=true)
[1, [2, [3, [4]]]] | flatten(levels=2)
(l + [4]) | select('gt', 2) | sort | join(' ')
l | map('multiply', 2)
['a', 'b'] | map('format', 1)
['%s-x', 'y%s'] | map('format', 'Z') | list
[[1, 2], [3]] | map('sum') | list
[[3, 1], [2]] | map('sort') | list
[{'a': {'b': 1}}, {'a': {}}] | map(attribute='a.b', default='-') | list
[{'a': {'b': 1}}, {'a': {}}] | map(attribute='a.b') | list
[{'a': 1}, {'b': 2}] | selectattr('a', 'defined') | list
[{'a': 1}, {'b': 2}] | selectattr('a') | list
[{'a': 1}, {'b': 2}] | rejectattr('a') | list
[{'a': 1}, {'b': 2}] | selectattr('a', 'eq', 1) | list
[{'a': 1}, {'b': 2}] | sort(attribute='a')
[{'a': 1}, {'b': 2}] | sum(attribute='a')
[{'a': 2}, {'a': 1}] | min(attribute='a')
[{'a': 'x'}, {'a': 'X'}] | unique(attribute='a')
[{'a': 'x'}, {'a': 'X'}] | groupby('a')
[{'a': 'x'}, {'a': 'X'}] | groupby('a', case_sensitive=true)
[0, false, 0.0, '', none] | unique | list
[1, 2, 3][-2:]
'hello'[-3:-1]
'hello'[::2]
l[1:2][0]
nested[1][1][0]
nested[1].1.0
users[0]['groups'][-1]
users.0.name
users[5] | default({}) | length
users[5].name | default('nouser')
users | first | dict2items | selectattr('key', 'in', ['name', 'uid']) | items2dict
(path | splitext)[1]
path | splitext | last
path.split('/')[-1].split('.')[0]
path | regex_replace('.*/([^/.]+)\\..*', '\\1')
'{{ s }}' is string
s is not none and s | length > 0
s in ['Hello', 'World'] and n not in [1, 2]
s == 'Hello' or undefd == 1
s != 'Hello' and undefd == 1
n is number and n is not float
n is even or n is odd
not (n > 3 and s == 'x')
n > 3 is true
n + 1 == 6 and n * 2 == 10
'a' < 'b' < 'c'
1 if undefd is not defined else 2
undefd is defined and undefd.x
(undefd | default([])) | length
(undefd | default({})).keys() | list
undefd.a.b.c is not defined
undefd.a['b'].c | default('deep')
d.c.nope.more | default('deep2')
d['c']['x'] | default(0) | int + 1
(d.c | default({})).x
(none_ | default({}, true)).x | default('nx')
none_ or 'fallback'
empty or none_ or s
'yes' if t else 'no'
'%s/%s' | format(path | dirname, s)
"{0}:{1}".format(server_missing | default('h'), n)
"%-10s|" | format('ab')
"%.3d" % 7
"%+.1e" % 12345.678
"%5.1f%%" % 99.55
"%i" % 3.99
"%s" % none
"%s %s" % [1, 2]
"{:>10.3f}".format(3.14159)
"{:08.2f}".format(-3.14159)
"{:#x} {:#o} {:#b}".format(255, 8, 5)
"{:,}".format(1234567.891)
"{:_}".format(1234567)
"{!s:>6}".format('ab')
"{:c}".format(65)
"{:s}".format(5)
"{:d}".format('x')
"{:.3}".format('abcdef')
"{:g} {:g}".format(1e10, 0.0001)
"{a[0]}{a[1]}".format(a=[1, 2])
'abc'.upper().lower().title()
'a-b_c'.replace('-', '_').split('_')
'  x '.strip() ~ '|'
'x=1;y=2'.split(';') | map('split', '=') | list
'x=1;y=2'.split(';') | map('split', '=') | items2dict
dict('x=1;y=2'.split(';') | map('split', '='))
'a' * n
[n] * 2
'abc' | list
'abc' | map('upper') | join
'abc' | batch(2) | map('join') | list
'2.5' | float + 1
'5' | int * 2
'5' * 2
5 ~ 5
1.0 ~ ''
(1.0 | string)
1e100
1.5e-10
100000000000000000.0
0.1 + 0.2 == 0.3
(0.1 + 0.2) | round(2)
10 // 3 ~ '/' ~ 10 % 3
-10 // 3
(-10) % 3
2 ** 10 ** 0
7 / 7
7.0 // 2
true + true
true * 3
false or none
'x' and ''
[] and 1
not ''
{} == []
none is defined
true is defined
'' is defined
emptyl is iterable
emptyd is mapping and not emptyd
d is not string
'1' | int is eq(1)
n is ge(5) and n is lt(6)
[1, 2] is sequence and [1, 2] is not mapping
'abc' is sequence
(1, 2) is sequence
range(2) is sequence
d.keys() is sequence
s is eq('Hello')
s is sameas s
none is sameas none
l is sameas l
'Hello' is match('hello', ignorecase=true)
lines is search('^two$', multiline=true)
lines is search('^two$')
'1.2.3' is version('1.2', 'ge') and '1.2.3' is version('1.3', 'lt')
result_loop.results | selectattr('changed', 'equalto', true) | list | length
result_loop.results | rejectattr('failed', 'defined') | map(attribute='item') | list
result_loop.results | selectattr('changed') | map(attribute='item') | join(',')
result_ok.stdout_lines | map('upper') | list
result_ok.stdout is search('b')
result_failed is failed and result_failed.rc == 2
hostvars_like | dict2items | map(attribute='value') | map(attribute='vmid') | max
hostvars_like | dictsort | map('first') | list
hostvars_like.keys() | map('extract', hostvars_like, 'ip') | list
['h1'] | map('extract', hostvars_like) | map(attribute='ip') | first
disks | map(attribute='size') | map('regex_replace', 'G$', '') | map('int') | sum
net0 | dictsort | map('join', '=') | join(',')
net0.items() | sort | map('join', ':') | list
'%s,%s' % (net0.model, net0.bridge)
(jsontext | from_json).a[1] | type_debug
(jsontext | from_json)['10']
yamltext | from_yaml | to_json
(yamltext | from_yaml).b[1]
d | to_json | from_json == d
d | to_yaml | from_yaml == d
d | to_nice_json | b64encode | b64decode | from_json
s | hash('sha1') | length
s | b64encode | hash('md5')
'a/b/c' | dirname | dirname
['a', 'b'] | join('/') | path_join
lookup('items', d.c.y)
lookup('dict', d.c).key | default('many')
query('dict', net0) | map(attribute='key') | list
query('nested', ['a', 'b'], l[:1]) | map('join', '-') | list
lookup('sequence', '1-3')
query('sequence', '0-4/2:%02x')
query('indexed_items', words)[0]
lookup('env', 'NO_SUCH_VARIABLE_HERE') | default('dd', true)
lookup('env', 'NO_SUCH_VARIABLE_HERE') == ''
(lookup('vars', 'd')).a
lookup('vars', 'lazydict').b.c
lookup('vars', 'undef_in', default='x')
lookup('vars', 'un' ~ 'i')
lookup('pipe', 'echo ' ~ s)
lookup('pipe', 'printf "%s" "a b"') | split
lookup('lines', 'printf "1\n2"')
lookup('file', '/etc/hostname') is string
'x' in lookup('pipe', 'echo xyz')
lookup('template', '/no/such/template.j2')
query('first_found', ['/no/such/place', undef_in | default('/etc/passwd')])
omit if nope else 'v'
[omit, omit] | list | length
{'a': omit} | length
{'k': omit if t else 1}
[1, undefd | default(omit)] | select | list
d | combine({'x': undefd | default(omit)})
undefd | default(none)
undefd | default(none) is none
undefd | default(undefd2) | default('second')
undefd | default(undefd2)
lazydict.u is defined
lazydict.u is not defined
lazydict.nope is defined
lazydict.b.c + lazydict.a
lazydict | dict2items | rejectattr('key', 'eq', 'u') | list
lazydict.b | to_json
lazylist | to_json
lazylist | length
lazylist[2:] | first
lazylist | select('string') | list
lazylist | map('type_debug') | list
'x' in lazylist
5 in lazylist
lazylist + [1]
lazydict == {}
unsafe_ == '{{ n }}'
unsafe_ | length
[unsafe_] | first
{'k': unsafe_}.k
uni[:3]
uni | length
uni[4]
uni | upper
uni | title
uni | capitalize
uni.encode('utf-8').hex()
uni | reverse
uni | list | length
uni | truncate(5, true, '')
uni | center(20)
uni | regex_search('stra\\w+')
uni | urlencode
uni | hash('sha1')
date_ ~ ''
date_ == date_
[date_] | to_yaml
big | string | length
big | to_json
big % 10 == 0
-big
big | abs
[big, 1] | max
big | int == big
'123456789012345678901234567890' | int == big
1e18 | int
(2 ** 53) + 1
9007199254740993
9007199254740993 - 1
0xffffffffffffffffff
1__0
1_0.5_0
.5
5.
0777
1e
'a
""".strip("\n").split("\n")

TEMPLATES = [
    "plain text", "", " ", "{{ n }}", " {{ n }}", "{{ n }} ", "{{ n }}\n", "{{ n }}\n\n", "a{{ n }}b", "{{ n }}{{ n }}", "{{ none_ }}", "x{{ none_ }}", "{{ none_ }}{{ n }}",
    "{{ '' }}", "{{ s }}{{ '' }}", "{{ l }}", "{{ l }}x", "[{{ n }}]", "{{ '[1, 2]' }}", "{{ \"{'a': 1}\" }}", "{{ d }} {{ t }} {{ f }} {{ whole }}", "{{ uni }}!", "{{ lines }}", "{{ lines }}x",
    "{# comment #}", "a{# comment #}b", "{# c #}{{ n }}", "{% if t %}yes{% endif %}", "{% if nope %}yes{% endif %}", "{% if nope %}a{% elif n > 3 %}b{% else %}c{% endif %}",
    "{% if t %}{{ n }}{% endif %}", "{% if t %}{{ l }}{% endif %}", "{% for i in l %}{{ i }}{% endfor %}", "{% for i in [7] %}{{ i }}{% endfor %}", "{% for i in [] %}x{% endfor %}", "{% for i in [] %}x{% else %}none{% endfor %}",
    "{% for i in l %}{{ i }},{% endfor %}", "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k in d %}{{ k }}{% endfor %}",
    "{% for i in l if i > 1 %}{{ i }} {{ loop.index }}/{{ loop.length }} {% endfor %}", "{% for i in l %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }} {% endfor %}",
    "{% for i in l %}{{ loop.previtem | default('-') }}<{{ i }}>{{ loop.nextitem | default('-') }} {% endfor %}", "{% for i in l %}{{ loop.cycle('a', 'b') }}{% endfor %}", "{% for i in [1, 1, 2] %}{{ loop.changed(i) }} {% endfor %}",
    "{% for i in nested recursive %}{% if i is iterable %}[{{ loop(i) }}]{% else %}{{ i }},{% endif %}{% endfor %}", "{% for a, b in [(1, 2), (3, 4)] %}{{ a + b }} {% endfor %}", "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}", "{% for i in 5 %}x{% endfor %}", "{% for i in undefd %}x{% endfor %}", "{% for c in 'abc' %}{{ c }}-{% endfor %}", "{% for i in range(3) %}{% for j in range(2) %}{{ loop.depth }}{{ i }}{{ j }} {% endfor %}{% endfor %}",
    "{% set x = 5 %}{{ x }}", "{% set x = 5 %}", "{% set x = [1] %}{{ x }}", "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set x %}text {{ n }}{% endset %}{{ x }}", "{% set x %}{{ n }}{% endset %}{{ x }}", "{% set x | upper %}text{% endset %}{{ x }}",
    "{% set x = 1 %}{% for i in l %}{% set x = i %}{% endfor %}{{ x }}", "{% set x = 1 %}{% if t %}{% set x = 2 %}{% endif %}{{ x }}", "{% set ns = namespace(c=0) %}{% for i in l %}{% set ns.c = ns.c + i %}{% endfor %}{{ ns.c }}",
    "{% set n = 9 %}{{ n }}", "{% set n = 9 %}{{ lazy }}", "{{ x }}{% set x = 1 %}", "{% for i in [1] %}{% set y = 3 %}{% endfor %}{{ y }}", "{% with a=1, b=2 %}{{ a + b }}{% endwith %}", "{% with n=1 %}{{ n }}{% endwith %}{{ n }}",
    "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(b=5, a=4) }}", "{% macro m() %}{{ 5 }}{% endmacro %}{{ m() }}", "{% macro m() %}{{ 5 }}{% endmacro %}{{ m() + 1 }}", "{% macro m() %}{% endmacro %}{{ m() }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}", "{% macro m(a) %}{{ a | default('x') }}{% endmacro %}{{ m() }}", "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, c=3) }}", "{% macro m() %}x{% endmacro %}{{ m(1) }}",
    "{% macro m() %}x{% endmacro %}{{ m(z=1) }}", "{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}body{% endcall %}", "{% macro m() %}{{ caller(7) }}{% endmacro %}{% call(x) m() %}got {{ x }}{% endcall %}",
    "{% macro fact(x) %}{{ 1 if x <= 1 else x * fact(x - 1) }}{% endmacro %}{{ fact(5) }}", "{% macro m(l) %}{% for i in l %}{{ i }}{% endfor %}{% endmacro %}{{ m([1, 2]) }}", "{% macro m() %}{{ n }}{% endmacro %}{% set n = 1 %}{{ m() }}", "{% macro m() %}a{% endmacro %}{{ m.name }}",
    "{% filter upper %}abc {{ s }}{% endfilter %}", "{% filter replace('a', 'b') | upper %}aaa{% endfilter %}", "{% raw %}{{ n }}{% endraw %}", "a{% raw %} {% if %} {% endraw %}b", "{%- raw -%}  x  {%- endraw -%}",
    "a {%- if t %} b {% endif %} c", "a {%- if t -%} b {%- endif -%} c", "a\n{% if t %}\nb\n{% endif %}\nc", "a\n  {% if t %}\n  b\n  {% endif %}\nc", "a\n  {%- if t %}\n  b\n  {%- endif %}\nc", "a\n{%+ if t %}\nb\n{% endif +%}\nc", "{{ n -}}  x", "x  {{- n }}",
    "x {#- c -#} y", "{% if t %}\n\nx{% endif %}\n", "x\n{# c #}\ny", "{{ n }}\n{{ n }}\n", "{% for i in l %}\n{{ i }}\n{% endfor %}\n", "{% for i in l -%}\n  {{ i }}\n{%- endfor %}", "{{ '{{' }}", "{{ '{%' }} x", "{{ \"}}\" }}", "{{ '#}' }}", "{ { n } }", "{{n}}", "{{n|string}}", "{{ n\n+ 1 }}",
    "{{ n }", "{{ n", "{% if t %}", "{% endif %}", "{% if %}x{% endif %}", "{{ }}", "{{ 1 + }}", "{{ (1 }}", "{{ 1) }}", "{{ [1, 2 }}", "{{ 'abc }}", "{% for i l %}{% endfor %}", "{% nosuch %}", "{% do l.append(1) %}", "{% break %}", "{{ a b }}", "{{ n | }}", "{{ n is }}", "{{ x..y }}", "{{ $x }}", "{% set = 1 %}",
    "{% for i in l %}{% endif %}", "{# unclosed", "{% raw %}x", "{{ n !}}", "{{ not }}", "{{ n not in l }}", "{{ n is not none }}", "{{ {} }}", "{{ {}}}", "{{ {'a': {'b': 1}}}}", "{{ {'a': 1}['a'] }}", "{% set x = {'a': 1} %}{{ x.a }}",
    "{% set l2 = [] %}{% for i in l %}{{ l2.append(i * 2) }}{% endfor %}{{ l2 }}", "{% set l2 = [] %}{% for i in l %}{% set _ = l2.append(i) %}{% endfor %}{{ l2 | join(',') }}", "{% set _ = l.append(9) %}{{ l }}", "{% set _ = d.update({'q': 1}) %}{{ d.q }}", "{% set d2 = dict(d) %}{% set _ = d2.update({'q': 1}) %}{{ d2.keys() | list }}{{ d.q | default('no') }}",
    "{% include 'nonexistent.j2' ignore missing %}", "{% include 'nonexistent.j2' %}", "{% include ['a.j2', 'b.j2'] ignore missing %}x", "{% import 'nonexistent.j2' as x %}", "{% extends 'nonexistent.j2' %}", "{% block b %}in{% endblock %}", "{% block b %}{{ n }}{% endblock %}", "{% block b %}{{ super() }}{% endblock %}", "{% block b %}1{% endblock b %}{{ self.b() }}",
    "{{ undefd }}", "x{{ undefd }}", "{{ undefd | default('') }}", "x{{ undefd | default(omit) }}", "{{ omit }}", "{{ omit }}{{ omit }}", "{{ s }}\\n{{ s }}", "{{ 'a\\nb' }}", "{{ \"a\\tb\" }}", "{% set x = 'a\\nb' %}{{ x }}", "{% set x = 'a\\\\b' %}{{ x }}", "{{ 'x' ~ '\\\\' }}", "{% if s is match('H\\w+') %}m{% endif %}",
    "{% if undefd %}x{% endif %}", "{% if undefd is defined %}x{% else %}y{% endif %}", "{% if l %}{{ l[0] }}{% endif %}", "{{ lazy }}/{{ lazylist[1] }}", "{{ broken }}", "x{{ broken }}", "{{ unsafe_ }}", "x{{ unsafe_ }}", "{{ [unsafe_, n] }}", "{{ {'a': unsafe_} }}",
    "#jinja2: trim_blocks:False\na\n{% if t %}\nb\n{% endif %}\n", "#jinja2: variable_start_string:'[%', variable_end_string:'%]'\n[% n %]", "#jinja2:lstrip_blocks: True\n  {% if t %}\nx\n  {% endif %}\n",
    "{% set x = n if n > 3 else 0 %}{{ x }}", "{{ loop }}", "{% for loop in [1] %}{{ loop }}{% endfor %}", "{% for n in [1] %}{{ n }}{{ lazy }}{% endfor %}", "{% for i in l | sort %}{{ i }}{% if not loop.last %}, {% endif %}{% endfor %}", "{% for u in users %}{{ u.name }}: {{ u.groups | join(' ') or 'none' }}\n{% endfor %}",
    "{% for u in users if u.active %}{{ loop.index }}{{ u.name }}{% endfor %}", "{% for u in users | selectattr('active') %}{{ u.name }}{% endfor %}", "{% for g, us in users | groupby('active') %}{{ g }}:{{ us | length }} {% endfor %}", "{% print(n) %}", "{% print n, s %}", "{{ n, s }}", "{% set x = 1, 2 %}{{ x }}",
    "{% set ns = namespace() %}{% set ns.a = 1 %}{{ ns.a }}{{ ns.b | default('u') }}", "{% set d.a = 5 %}", "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}", "{{ caller() }}", "{% call undefd() %}x{% endcall %}", "{{ 1 if t }}{{ 2 if nope }}", "a{{ 2 if nope }}", "{{ range(3) }}", "x{{ range(3) }}",
    "{{ lookup }}", "x{{ none_ is none }}", "{% trans %}x{% endtrans %}", "{{ namespace(a=1) }}", "{{ s | upper }} {{ s[::-1] }} {{ s[1:3] }}", "{{ 'a' if n > 3 else undefd }}", "{%if t%}x{%endif%}", "{{- n -}}", "  {{- n -}}  ", "line1\r\nline2 {{ n }}\r\n",
    "{% for k, v in d | dictsort %}{{ k }}:{{ v }}{{ '' if loop.last else ',' }}{% endfor %}", "{% for u in users %}{% if u.active %}{{ u.name }}{% elif u.uid > 1000 %}({{ u.name }}){% else %}-{% endif %}{% endfor %}", "{% for i in l %}{% set last = loop.last %}{{ i }}{{ last }}{% endfor %}",
    "{% for row in l | batch(2, '-') %}{{ row | join('|') }}\n{% endfor %}", "{% for i in [] %}{% else %}{{ n }}{% endfor %}", "{% for x in [1, 2, 3] if x is odd %}{{ loop.length }}{% endfor %}", "{% for i in [1,2] %}{% for j in [3,4] %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}", "{% for i in l %}{{ loop.nosuch }}{% endfor %}",
    "{% set items = [] %}{% for u in users if u.active %}{{ items.append(u.name) or '' }}{% endfor %}{{ items | join(',') }}", "{% set out = {} %}{% for u in users %}{% set _ = out.update({u.name: u.uid}) %}{% endfor %}{{ out }}", "{%- set out = [] -%}\n{%- for i in l -%}\n{%- set _ = out.append({'v': i}) -%}\n{%- endfor -%}\n{{ out }}", "{% set x = [1, 2] %}{{ x.pop() }}{{ x }}", "{% set x = 'a' %}{% set x = x ~ 'b' %}{{ x }}",
    "{% set ns = namespace(found=false) %}{% for u in users %}{% if u.name == 'bob' %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.found }}", "{% set ns = namespace(items=[]) %}{% for i in l %}{% set ns.items = ns.items + [i * 2] %}{% endfor %}{{ ns.items }}", "{% if n == 5 %}{{ true }}{% else %}{{ false }}{% endif %}", "{% if n == 5 -%} {{ 'x' }} {%- endif %}",
    "\n{{ n }}", "\n\n{{ l }}\n", "{{ l }}\n", "{{ d.c }}\n\n", " {{ l }}", "{% if t %}{{ l }}{% endif %}\n", "{{ n }}{# x #}", "{# x #}{{ l }}{# y #}", "{{ none_ }}{{ none_ }}", "{{ none_ }}x", "{% set a = 1 %}\n{% set b = 2 %}\n{{ a + b }}", "{% set a = 1 %}\n{{ l }}", "{% set a = 1 -%}\n{{ l }}", "{% set a = 1 %}{{ l }}", "{% set y %}{{ l }}{% endset %}{{ y }}", "{% set y %}{{ l }} {% endset %}{{ y | type_debug }}",
    "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(l) }}", "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(l) | type_debug }}", "{% macro m(x) -%}\n  {{ x }}\n{%- endmacro %}{{ m(1) }}{{ m(2) }}", "{% macro m(x, y=x) %}{{ x }}{{ y }}{% endmacro %}{{ m(1) }}", "{% macro m(*a) %}{% endmacro %}", "{% macro outer() %}{% macro inner() %}I{% endmacro %}{{ inner() }}{% endmacro %}{{ outer() }}", "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}", "{% for i in l %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}",
    "{{ 'a\\'b' }}", "{{ \"a\\\"b\" }}", "{% set z = 'it\\'s' %}{{ z }}", "{{ '\\\\' }}", "{{ '\\d+' }}", "{% set p = '\\d+' %}{{ p }}", "{{ 'tab\\there' }}", "{{ '\\u00e9' }}", "{% set p = '\\u00e9' %}{{ p }}", "{{ 'a' 'b' ~ 'c' }}", "{{ '%}' }}", "{{ '}}' ~ '{{' }}", "{{ {'a': '}}'} }}", "{{ [{'a': 1}][0].a }}", "{{ {'x': {'y': {}}} }}", "{{ \"{% raw %}\" }}",
    "{%raw%}{{x}}{%endraw%}", "{% raw -%}  {{ x }}  {%- endraw %}", "{#- a -#}  {{ n }}  {#- b -#}", "{{ n }}  {%- if t %}  x{% endif %}", "a{% if t %}b{% endif %}\n\nc", "{% for i in l %}\n\n{{ i }}{% endfor %}", "{%- for i in l %}\n- {{ i }}\n{%- endfor %}\n", "{% for i in l %}{{ i }}{{ ', ' if not loop.last }}{% endfor %}", "{% for i in l %}{{ ', ' if not loop.first else '' }}{{ i }}{% endfor %}", "{{ ', ' if nope }}x",
    "{% with %}{% set qq = 1 %}{{ qq }}{% endwith %}{{ qq | default('gone') }}", "{% with a = n, b = a | default('noa') %}{{ a }}{{ b }}{% endwith %}", "{% filter indent(2, true) %}a\nb{% endfilter %}", "{% filter trim %}  x  {% endfilter %}|", "{% filter nosuchfilter %}x{% endfilter %}", "{% set x | trim | upper %}  x  {% endset %}{{ x }}|", "{% call(u) undefd_macro() %}x{% endcall %}", "{% if x is defined %}{% set x = 2 %}{% endif %}{{ x | default('d') }}", "{% if nope %}{{ undefd }}{% endif %}ok", "{% if t or undefd %}ok{% endif %}", "{{ undefd if nope else 'ok' }}", "{% for i in undefd | default([]) %}{{ i }}{% endfor %}ok",
    "{{ lookup('pipe', 'echo {{ s }}') }}", "{{ lookup('vars', '{{ \\'n\\' }}') }}", "{{ query('items', ['{{ n }}', 'b']) }}", "{{ '{{ n }}' | length }}", "{{ ['{{ n }}'] }}", "{{ 'x{{ n }}y' ~ 'z' }}", "{{ lazylist | map('upper') | list }}", "{{ lazydict.items() | list | length }}",
    "{% set l = [9] %}{{ l }}{{ lazylist[2].k }}", "{% set s = 'local' %}{{ lazylist[1] }}{{ s }}", "{% for n in [7] %}{{ lookup('vars', 'n') }}{% endfor %}", "{% set v = 3 %}{{ lookup('vars', 'v', default='none') }}", "{{ vars is defined }}", "{% set x = d %}{{ x.c.y | first }}", "{% set x, y = l[:2] %}{{ x }}{{ y }}", "{% set (x, y) = (1, 2) %}{{ x }}{{ y }}", "{% set x = 1, %}{{ x }}",
]

CONDITIONS = [
    "n == 5", "n", "s", "l", "emptyl", "none_", "true", "True", "false", "not nope", "n > 3 and s == 'Hello'", "n > 3 or undefd", "undefd", "undefd is defined", "undefd is not defined", "undefd == 1", "not undefd",
    "l | length > 0", "l | length", "emptyl | length == 0", "'a' in d", "d.a == 1 and d.b == 2", "s is match('H')", "s is search('\\w+')", "s is match('^H\\w+$')", "'x' ~ s == 'xHello'", "lazy == 6", "lazy", "undef_in", "undef_in is defined", "broken", "broken is defined",
    "'{{ n }}' == '5'", "\"{{ s }}\" == 'Hello'", "{{ n == 5 }}", "{{ n }}", "{{ nope }}", "{{ s }}", "{{ undefd }}", "{{ 'n == 5' }}", "", "   ", "n ==", "n = 5", "(n == 5", "n == 5)", "result_ok is succeeded", "result_failed is failed", "result_failed is not failed", "result_ok is changed", "result_ok.rc != 0",
    "result_failed.rc | default(0) != 0", "t | bool", "'yes' | bool", "'no' | bool", "n | bool", "t", "t == true", "t is true", "none_ is none", "not none_", "(n == 5) == true", "n in [1, 5]", "n not in [1, 5]", "users | selectattr('active') | list", "users | selectattr('active') | list | length == 2",
    "n is version('4', '>')", "lookup('vars', 'n') == 5", "lookup('pipe', 'echo yes') == 'yes'", "lookup('pipe', 'echo true') | bool", "date_ is defined", "hostvars_like.h1.ip == '10.0.0.1'", "hostvars_like['h1']['nope'] is defined", "'h3' in hostvars_like", "n > 3 if t else false", "[true, false]", "1 < n < 10", "0", "1", "''", "'a'", "n is divisibleby 5",
    "s | regex_search('l+')", "s | regex_search('l+') is not none", "s | regex_search('z') is none", "s == \"it's\"", "result_ok.stdout_lines | select('match', 'a') | list | length == 1", "{% if t %}true{% endif %}", "n == 5 # comment", "n == 5 and\n t", "not (n > 3)", "n is nosuchtest", "n | nosuchfilter", "'a\\nb' == \"a\\nb\"",
]
CONDITIONS_RAW = [True, False, None, 5, [], ["n == 5", "t"], ["n == 5", "nope"], {"a": 1}, 1.5]
