# Rack's parse_nested_query as a testee, the parser under Rails and Sinatra.

require 'json'
require 'rack'
require 'rack/query_parser'

PROFILES = %w[php-post php-parse-str default].freeze
HELLO = { name: 'Ruby Rack', version: Rack.release, protocol: 1, profiles: PROFILES }.freeze

def text(string)
  utf8 = string.dup.force_encoding('UTF-8')
  utf8.valid_encoding? ? utf8 : { hex: string.unpack1('H*') }
end

# PHP's rule for integer keys: Rack has strings alone, and lists where PHP has arrays.
def key(string)
  string.match?(/\A(0|-?[1-9][0-9]{0,14})\z/) ? string.to_i : text(string)
end

def node(value)
  case value
  when Hash then { array: value.map { |name, child| [key(name), node(child)] } }
  when Array then { array: value.each_with_index.map { |child, at| [at, node(child)] } }
  else text(value.to_s)
  end
end

def hello(options)
  return { unsupported: 'Rack has no such option' } if options['max_pairs'] || options['max_bytes']

  depth = options['max_depth'] || 64
  @parser = Rack::QueryParser.make_default(65_536, depth + 1)
  @separators = options['separators'] || '&'
  { hello: HELLO }
end

def answer(request)
  return hello(JSON.parse(request)['hello']) if request.start_with?('{"hello":')

  { tree: node(@parser.parse_nested_query(request, @separators)) }
rescue StandardError => e
  { error: { kind: e.class.name, offset: 0, path: '' } }
end

$stdin.binmode
$stdout.binmode
while (header = $stdin.read(4))&.bytesize == 4
  reply = JSON.generate(answer($stdin.read(header.unpack1('V')) || ''), max_nesting: 0)
  $stdout.write([reply.bytesize].pack('V'), reply)
  $stdout.flush
end
