using Scalewright.Documents;

namespace Scalewright.Topologies.Storage;

/// <summary>Reads the fields of one map. Reports missing, invalid and unknown fields.</summary>
internal sealed class MapReader
{
    private const int FieldsOfMost = 8;
    private readonly DocumentNode _node;
    private readonly DocumentMap _map;
    private readonly ProblemList _problems;
    private readonly MapReader? _parent;
    private readonly string _name;

    // A map has few fields, so searching a list is faster than searching a set.
    private readonly List<string> _known;

    public MapReader(DocumentNode node, string path, ProblemList problems)
        : this(node, parent: null, path, problems) { }

    // Paths are built only for problems, which most maps do not have.
    private MapReader(DocumentNode node, MapReader? parent, string name, ProblemList problems)
    {
        (_node, _map, _parent, _name, _problems) = (node, node as DocumentMap ?? DocumentMap.Empty, parent, name, problems);
        _known = new List<string>(FieldsOfMost);
        if (!IsMap)
        {
            problems.AddError(ProblemCode.WrongType, node.Position, Path, $"{node.Description} is not a map", "use a map");
        }
    }

    /// <summary>False if the node is not a map, which is reported.</summary>
    public bool IsMap => _node is DocumentMap;

    public string Text(string key) => Find(key, isNeeded: true) is { } value ? ReadText(key, value, "a text") : "";

    public string OptionalText(string key) => Has(key) ? Text(key) : "";

    public bool Has(string key) => _map.TryGetEntry(key, out _);

    public long Number(string key, long max) =>
        Find(key, isNeeded: true) switch
        {
            null => 0L,
            DocumentScalar { ScalarKind: ScalarKind.Integer or ScalarKind.Number } scalar
                when long.TryParse(ScalarLiteral.ToInteger(scalar), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                    && number <= max => number,
            { } value => AddError(key, value, $"an integer from 0 to {max}", 0L),
        };

    public bool Flag(string key) =>
        Find(key, isNeeded: false) is { } value
        && (
            value is DocumentScalar { ScalarKind: ScalarKind.Boolean } flag
                ? ScalarLiteral.IsTrue(flag)
                : AddError(key, value, "true or false", fallback: false)
        );

    public Address? OptionalAddress(string key) => Find(key, isNeeded: false) is null ? null : RequiredAddress(key);

    public Address RequiredAddress(string key) =>
        Address.TryParse(Text(key), out Address address) ? address : Malformed<Address>(key, "an address");

    public Subnet Subnet(string key) =>
        Topologies.Subnet.TryParse(Text(key), out Subnet subnet) ? subnet : Malformed<Subnet>(key, "address/prefix");

    public NamePattern Pattern(string key)
    {
        string text = Text(key);
        try
        {
            return new NamePattern(text);
        }
        catch (FormatException exception)
        {
            _problems.AddError(
                ProblemCode.InvalidName,
                GetPosition(key),
                Join(key),
                exception.Message,
                "write a pattern such as {node}-c{number}"
            );
            return new NamePattern("");
        }
    }

    public DocumentNode? Value(string key) => Find(key, isNeeded: false);

    public MapReader Map(string key) => new(Find(key, isNeeded: true) ?? DocumentMap.Empty, this, key, _problems);

    /// <summary>Returns the elements of a list. Empty if the key is missing.</summary>
    public ValueList<T> List<T>(string key, Func<MapReader, T> read) =>
        Find(key, isNeeded: false) is null
            ? []
            : Items(key)
                .Select((item, i) => new MapReader(item, this, $"{key}[{i}]", _problems))
                .Where(item => item.IsMap)
                .Select(read)
                .ToValueList();

    public ValueList<string> Texts(string key) =>
        Find(key, isNeeded: false) is null ? [] : Items(key).Select(item => ReadText(key, item, "a list of texts")).ToValueList();

    public ValueMap<string> TextMap(string key) =>
        Find(key, isNeeded: false) switch
        {
            null => ValueMap<string>.Empty,
            DocumentMap map => map.Select(entry => KeyValuePair.Create(entry.Key, ReadText(key, entry.Value, "a map of texts")))
                .ToValueMap(),
            { } value => AddError(key, value, "a map of texts", ValueMap<string>.Empty),
        };

    /// <summary>Reports unread keys, which a newer version may use.</summary>
    public void EndMap()
    {
        for (int i = 0; i < _map.Count; i++)
        {
            DocumentEntry entry = _map[i];
            if (_known.Contains(entry.Key))
            {
                continue;
            }

            _problems.AddError(
                ProblemCode.UnknownField,
                entry.KeyPosition,
                Join(TextEscaping.Escape(entry.Key)),
                "is not known",
                $"use one of {string.Join(", ", _known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}"
            );
        }
    }

    public T AddError<T>(string key, DocumentNode value, string expected, T fallback)
    {
        _problems.AddError(ProblemCode.WrongType, value.Position, Join(key), $"{value.Description} is not {expected}", $"use {expected}");
        return fallback;
    }

    private string ReadText(string key, DocumentNode node, string expected) =>
        node is DocumentScalar { ScalarKind: ScalarKind.Text } text ? text.Text : AddError(key, node, expected, "");

    private IEnumerable<DocumentNode> Items(string key) =>
        Find(key, isNeeded: false) switch
        {
            null => [],
            DocumentList list => list,
            { } value => AddError<IEnumerable<DocumentNode>>(key, value, "a list", []),
        };

    private T Malformed<T>(string key, string expected)
        where T : struct
    {
        if (Has(key))
        {
            _problems.AddError(
                ProblemCode.InvalidAddress,
                GetPosition(key),
                Join(key),
                $"'{TextEscaping.Escape(Text(key))}' is not {expected}",
                $"use {expected}"
            );
        }

        return default;
    }

    private DocumentNode? Find(string key, bool isNeeded)
    {
        _known.Add(key);
        if (_map.TryGetEntry(key, out DocumentEntry entry))
        {
            return entry.Value;
        }

        if (isNeeded && IsMap)
        {
            _problems.AddError(ProblemCode.MissingField, _node.Position, Join(key), "is missing", "write it");
        }

        return null;
    }

    private TextPosition GetPosition(string key) => _map[key]?.Position ?? _node.Position;

    private string Path => _parent is null ? _name : _parent.Join(_name);

    private string Join(string key) => Path is { Length: > 0 } path ? $"{path}.{key}" : key;
}
