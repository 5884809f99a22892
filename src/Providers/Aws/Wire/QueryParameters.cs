namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>Parameters of a request, from query string and form.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _all = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly QueryParameters? _overrides;

    /// <param name="pairs">Decoded names and values; the first value of a name wins.</param>
    public QueryParameters(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        foreach (KeyValuePair<string, string> pair in pairs)
        {
            _all.Add(pair);
            _values.TryAdd(pair.Key, pair.Value);
        }
    }

    /// <param name="overrides">Parameters with precedence; they are marked as read together with these.</param>
    public QueryParameters(IEnumerable<KeyValuePair<string, string>> pairs, QueryParameters overrides)
        : this(overrides.All.Concat(pairs)) => _overrides = overrides;

    /// <summary>All parameters, in order of arrival.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => _all;

    /// <summary>Value of a name; null if it is missing.</summary>
    public string? this[string name]
    {
        get
        {
            if (!_values.TryGetValue(name, out string? value))
            {
                return null;
            }

            _read.Add(name);
            _ = _overrides?[name];
            return value;
        }
    }

    /// <summary>Names of values that were not read yet.</summary>
    public IEnumerable<string> Unread => _values.Keys.Where(name => !_read.Contains(name));

    /// <summary>Reads the query string, and the body if it is a form.</summary>
    /// <param name="maxCount">Maximum number of parameters, checked before decoding.</param>
    /// <exception cref="QueryErrorException">There are too many parameters, a name repeats, an escape is malformed, or
    /// the bytes are not UTF-8.</exception>
    public static QueryParameters Parse(QueryRequest message, int maxCount)
    {
        int separators = message.Query.AsSpan().Count('&') + message.Body.Span.Count((byte)'&');
        if (separators >= maxCount)
        {
            throw new QueryErrorException(QueryError.TooManyParameters(maxCount));
        }

        QueryParameters read = new([.. PercentEncoding.Split(message.Query), .. PercentEncoding.Split(GetForm(message))]);
        if (read._all.Count > read._values.Count)
        {
            string[] duplicates = [.. read._all.CountBy(pair => pair.Key).Where(name => name.Value > 1).Select(name => name.Key)];
            throw new QueryErrorException(
                QueryError.MalformedQueryString(
                    $"'{TextEscaping.Escape(duplicates[0])}' is given "
                        + $"{(duplicates.Length > 1 ? "more than once, and so are others" : "more than once")}"
                )
            );
        }

        return read;
    }

    public static string GetForm(QueryRequest message) => message.Body.IsEmpty ? "" : Encoding.Latin1.GetString(message.Body.Span);

    /// <summary>Returns the prefixes of list elements, ordered by number: <c>Tags.member.1</c> …</summary>
    /// <param name="list">Parameter name of the list, for example <c>Tags.member</c>; EC2 has no suffix.</param>
    /// <exception cref="QueryErrorException">A list index is not a number.</exception>
    public IEnumerable<string> GetElements(string list)
    {
        string prefix = list + ".";
        SortedDictionary<int, string> numbers = [];
        foreach (string name in _values.Keys)
        {
            if (!name.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            int end = name.IndexOf('.', prefix.Length);
            string number = end < 0 ? name[prefix.Length..] : name[prefix.Length..end];
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                throw new QueryErrorException(
                    QueryError.MalformedQueryString($"'{TextEscaping.Escape(name)}' lacks the index of a list element")
                );
            }

            numbers[value] = number;
        }

        return numbers.Values.Select(number => prefix + number);
    }
}
