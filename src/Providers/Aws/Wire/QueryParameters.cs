namespace Scalewright.Providers.AutoScaling.Wire;

/// <summary>The parameters of a request, those of the query string and of the form together.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> _all = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly QueryParameters? _above;

    /// <param name="pairs">Names and values, decoded; the first of a name counts.</param>
    public QueryParameters(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        foreach (KeyValuePair<string, string> pair in pairs)
        {
            _all.Add(pair);
            _values.TryAdd(pair.Key, pair.Value);
        }
    }

    /// <param name="above">Parameters that count before them; they are read with these.</param>
    public QueryParameters(IEnumerable<KeyValuePair<string, string>> pairs, QueryParameters above)
        : this(above.All.Concat(pairs)) => _above = above;

    /// <summary>All of them, in the order they came.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> All => _all;

    /// <summary>The value of a name; null when it did not come.</summary>
    public string? this[string name]
    {
        get
        {
            if (!_values.TryGetValue(name, out string? value))
            {
                return null;
            }

            _read.Add(name);
            _ = _above?[name];
            return value;
        }
    }

    /// <summary>Names of values that nobody asked for yet.</summary>
    public IEnumerable<string> Unread => _values.Keys.Where(name => !_read.Contains(name));

    /// <summary>Reads the query string, and the body where that is a form.</summary>
    /// <param name="maxCount">Maximum number of parameters; more are refused before one is decoded.</param>
    /// <exception cref="QueryFaultException">There are too many, a name comes twice, an escape is broken, or the bytes
    /// are not UTF-8.</exception>
    public static QueryParameters Of(QueryMessage message, int maxCount)
    {
        int separators = message.Query.AsSpan().Count('&') + message.Body.Span.Count((byte)'&');
        if (separators >= maxCount)
        {
            throw new QueryFaultException(WireFault.TooManyParameters(maxCount));
        }

        QueryParameters read = new([.. QueryText.Split(message.Query), .. QueryText.Split(FormOf(message))]);
        if (read._all.Count > read._values.Count)
        {
            string[] twice = [.. read._all.CountBy(pair => pair.Key).Where(name => name.Value > 1).Select(name => name.Key)];
            throw new QueryFaultException(WireFault.MalformedQueryString(
                $"'{Printable.Escape(twice[0])}' is given {(twice.Length > 1 ? "more than once, and so are others" : "more than once")}"));
        }

        return read;
    }

    /// <summary>The body as text; empty when there is none.</summary>
    public static string FormOf(QueryMessage message) =>
        message.Body.IsEmpty ? "" : Encoding.Latin1.GetString(message.Body.Span);

    /// <summary>The prefixes of the elements of a list, in the order of their numbers: <c>Tags.member.1</c> …</summary>
    /// <param name="list">The list with its word, as in <c>Tags.member</c>; EC2 has no word.</param>
    /// <exception cref="QueryFaultException">What stands for the number is none.</exception>
    public IEnumerable<string> ElementsOf(string list)
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
                throw new QueryFaultException(WireFault.MalformedQueryString(
                    $"'{Printable.Escape(name)}' has no number where an element of a list needs one"));
            }

            numbers[value] = number;
        }

        return numbers.Values.Select(number => prefix + number);
    }
}
