using System.Text.Json.Nodes;

namespace StorageSample.Managing.Rest;

/// <summary>
/// Filters, order and page of a list, from the parameters of a request as in tastypie: <c>field</c>,
/// <c>field__lookup</c>, <c>order_by</c>, <c>limit</c> and <c>offset</c>. Unknown ones are rejected, since a client
/// could change all entries in the belief that it has those of its filter.
/// </summary>
internal sealed class RestFilter
{
    private const int LimitDefault = 20;
    private const string LookupSeparator = "__";

    private static readonly string[] TextLookups = ["exact", "in", "contains", "startswith", "endswith", "isnull"];
    private static readonly string[] OrderedLookups = ["exact", "in", "gt", "gte", "lt", "lte", "isnull"];
    private static readonly string[] FlagLookups = ["exact", "isnull"];

    private readonly List<Predicate<JsonObject>> _conditions = [];
    private readonly List<(string Field, RestFieldKind Kind, bool IsDescending)> _order = [];
    private readonly List<string> _problems = [];

    private RestFilter(RestRequest request, RestFields fields)
    {
        foreach ((string name, string value) in request.Query.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            switch (name)
            {
                case "limit":
                    Limit = ReadCount(name, value);
                    break;
                case "offset":
                    Offset = ReadCount(name, value);
                    break;
                case "format" when value == "json":
                    break;
                case "format":
                    _problems.Add("'format' is json");
                    break;
                case "order_by":
                    ReadOrder(value, request.Resource, fields);
                    break;
                case var _ when request.Repeated.Contains(name, StringComparer.Ordinal) && !IsList(name):
                    AddRepeated(name, value);
                    break;
                default:
                    ReadCondition(name, value, request.Resource, fields);
                    break;
            }
        }
    }

    public int Limit { get; } = LimitDefault;

    public int Offset { get; }

    /// <summary>True if the whole list is selected in its own order.</summary>
    public bool IsEmpty => _conditions.Count == 0 && _order.Count == 0;

    /// <summary>Reads the parameters of a request.</summary>
    /// <exception cref="RestError">A parameter is unknown or invalid. All of them are named.</exception>
    public static RestFilter Read(RestRequest request, RestFields fields)
    {
        RestFilter filter = new(request, fields);
        return filter._problems.Count > 0 ? throw new RestError(400, string.Join("; ", filter._problems)) : filter;
    }

    /// <summary>Rejects filters and order in a request that is not for a list.</summary>
    /// <exception cref="RestError">There is a parameter besides those of the page.</exception>
    public static void CheckNone(RestRequest request)
    {
        string[] names =
        [
            .. request
                .Query.Keys.Where(name => name is not ("limit" or "offset" or "format"))
                .Select(name => $"'{TextEscaping.Escape(name)}'")
                .Order(StringComparer.Ordinal),
        ];
        if (names.Length > 0)
        {
            throw new RestError(400, $"{request.Method} of {request.Resource} has no parameter {string.Join(", ", names)}");
        }
    }

    public bool Includes(JsonObject entry) => _conditions.TrueForAll(condition => condition(entry));

    /// <summary>Returns the selected entries in order.</summary>
    public IEnumerable<JsonObject> Apply(IEnumerable<JsonObject> entries)
    {
        IEnumerable<JsonObject> matches = entries.Where(Includes);
        return _order.Count == 0 ? matches : matches.Order(Comparer<JsonObject>.Create(Compare));
    }

    private int Compare(JsonObject? first, JsonObject? second)
    {
        foreach ((string field, RestFieldKind kind, bool isDescending) in _order)
        {
            IComparable? left = ReadValue(first?[field], kind);
            IComparable? right = ReadValue(second?[field], kind);

            // As in the database of the original, missing values are the largest.
            int order = (left, right) switch
            {
                (null, null) => 0,
                (null, _) => 1,
                (_, null) => -1,
                _ => CompareValues(left, right),
            };
            if (order != 0)
            {
                return isDescending ? -order : order;
            }
        }

        return 0;
    }

    private int ReadCount(string name, string text)
    {
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number >= 0)
        {
            return number;
        }

        if (text.Contains(',', StringComparison.Ordinal))
        {
            AddRepeated(name, text);
        }
        else
        {
            _problems.Add($"'{name}' is not a number of 0 or more");
        }

        return 0;
    }

    // Only the values of a list may also be given one by one.
    private static bool IsList(string name) => name.EndsWith(LookupSeparator + "in", StringComparison.Ordinal);

    private void AddRepeated(string name, string values) =>
        _problems.Add($"'{TextEscaping.Escape(name)}' is given more than once: {TextEscaping.Escape(values)}");

    private void ReadOrder(string value, string resource, RestFields fields)
    {
        foreach (string part in value.Split(','))
        {
            string field = part.StartsWith('-') ? part[1..] : part;
            if (fields.Find(field) is { } kind)
            {
                _order.Add((field, kind, part.StartsWith('-')));
            }
            else
            {
                _problems.Add(DescribeUnknown(field, resource, fields, "be ordered by"));
            }
        }
    }

    private void ReadCondition(string name, string value, string resource, RestFields fields)
    {
        int end = name.IndexOf(LookupSeparator, StringComparison.Ordinal);
        string field = end < 0 ? name : name[..end];
        if (fields.Find(field) is not { } kind)
        {
            _problems.Add(DescribeUnknown(field, resource, fields, "be filtered by"));
            return;
        }

        string lookup = end < 0 ? "exact" : name[(end + LookupSeparator.Length)..];
        string[] lookups = kind switch
        {
            RestFieldKind.Text => TextLookups,
            RestFieldKind.Flag => FlagLookups,
            _ => OrderedLookups,
        };
        if (!lookups.Contains(lookup, StringComparer.Ordinal))
        {
            _problems.Add($"'{TextEscaping.Escape(lookup)}' is not a filter of '{field}'; use one of {string.Join(", ", lookups)}");
            return;
        }

        if (lookup == "isnull")
        {
            if (ParseFlag(value) is { } isNull)
            {
                _conditions.Add(entry => (entry[field] is null) == isNull);
            }
            else
            {
                _problems.Add($"'{name}' is true or false");
            }

            return;
        }

        // As in tastypie, None is the missing value.
        bool isEquality = lookup is "exact" or "in";
        string[] texts = lookup == "in" ? value.Split(',') : [value];
        IComparable?[] values = Array.ConvertAll(texts, text =>
            isEquality && text is ("None" or "none" or "nil") ? null : Parse(name, text, kind)
        );
        _conditions.Add(entry => Matches(ReadValue(entry[field], kind), lookup, values));
    }

    private static string DescribeUnknown(string field, string resource, RestFields fields, string use) =>
        $"'{TextEscaping.Escape(field)}' is nothing that {resource} can {use}; use one of {fields.Names}";

    /// <summary>Parses the value of a condition; null after a problem.</summary>
    private IComparable? Parse(string name, string text, RestFieldKind kind)
    {
        (IComparable? value, string expected) = kind switch
        {
            RestFieldKind.Number => (ParseNumber(text), "a whole number"),
            RestFieldKind.Flag => (ParseFlag(text), "true or false"),
            RestFieldKind.Time => (ParseTime(text), "a time, as 2030-01-31T12:00:00Z"),
            _ => ((IComparable?)text, ""),
        };
        if (value is null)
        {
            _problems.Add($"'{name}' is {expected}, not '{TextEscaping.Escape(text)}'");
        }

        return value;
    }

    private static bool Matches(IComparable? actual, string lookup, IComparable?[] values)
    {
        if (lookup is "exact" or "in")
        {
            return Array.Exists(values, value => Equals(actual, value));
        }

        if (actual is null || values[0] is not { } bound)
        {
            return false;
        }

        return lookup switch
        {
            "contains" => ((string)actual).Contains((string)bound, StringComparison.Ordinal),
            "startswith" => ((string)actual).StartsWith((string)bound, StringComparison.Ordinal),
            "endswith" => ((string)actual).EndsWith((string)bound, StringComparison.Ordinal),
            "gt" => CompareValues(actual, bound) > 0,
            "gte" => CompareValues(actual, bound) >= 0,
            "lt" => CompareValues(actual, bound) < 0,
            _ => CompareValues(actual, bound) <= 0,
        };
    }

    private static int CompareValues(IComparable first, IComparable second) =>
        first is string text ? string.CompareOrdinal(text, (string)second) : first.CompareTo(second);

    private static IComparable? ReadValue(JsonNode? node, RestFieldKind kind) =>
        node is null
            ? null
            : kind switch
            {
                RestFieldKind.Number => ParseNumber(node.ToJsonString()),
                RestFieldKind.Flag => node.GetValue<bool>(),
                RestFieldKind.Time => ParseTime(node.GetValue<string>()),
                _ => node.GetValue<string>(),
            };

    private static long? ParseNumber(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static bool? ParseFlag(string text) =>
        text switch
        {
            "true" or "True" or "1" => true,
            "false" or "False" or "0" => false,
            _ => null,
        };

    private static DateTimeOffset? ParseTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}

/// <summary>Kind of the values of a field that lists can be filtered and ordered by.</summary>
internal enum RestFieldKind
{
    Text,
    Number,
    Flag,
    Time,
}

/// <summary>Fields of a resource that lists can be filtered and ordered by: all but lists.</summary>
internal sealed class RestFields
{
    private readonly Dictionary<string, RestFieldKind> _kinds = new(StringComparer.Ordinal);

    /// <param name="texts">Names, separated by blanks, as in the other lists.</param>
    public RestFields(string texts, string numbers = "", string flags = "", string times = "")
    {
        Add(numbers, RestFieldKind.Number);
        Add(texts, RestFieldKind.Text);
        Add(flags, RestFieldKind.Flag);
        Add(times, RestFieldKind.Time);
    }

    /// <summary>Names, separated by commas.</summary>
    public string Names => string.Join(", ", _kinds.Keys);

    public RestFieldKind? Find(string name) => _kinds.TryGetValue(name, out RestFieldKind kind) ? kind : null;

    private void Add(string names, RestFieldKind kind)
    {
        foreach (string name in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _kinds.Add(name, kind);
        }
    }
}
