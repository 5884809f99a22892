using Scalewright.Agents.XmlRpc;

namespace StorageSample;

/// <summary>Untrusted arguments of a remote-control call. Each access checks the type of the argument.</summary>
internal sealed class GivenArguments
{
    private readonly string _method;
    private readonly string[] _names;
    private readonly ValueList<XmlRpcValue> _values;

    /// <param name="method">Name of the method, for error messages.</param>
    /// <param name="requiredNames">Names of the required arguments, in order.</param>
    /// <param name="optionalNames">Names of the optional arguments, which follow the required ones.</param>
    /// <exception cref="SimulatorException">There are too few or too many arguments.</exception>
    public GivenArguments(string method, string[] requiredNames, string[] optionalNames, ValueList<XmlRpcValue> values)
    {
        (_method, _names, _values) = (method, [.. requiredNames, .. optionalNames], values);
        if (values.Count < requiredNames.Length || values.Count > _names.Length)
        {
            string usage = string.Join(", ", requiredNames.Concat(optionalNames.Select(name => $"[{name}]")));
            throw new SimulatorException($"{method}: has {Pluralizer.Format(values.Count, "argument")}, where {(usage.Length == 0 ? "none belongs" : $"({usage}) belongs")}");
        }
    }

    public string Text(int index) => GetValue(index, XmlRpcKind.String, "a text").String;

    /// <summary>Returns an optional Boolean argument. Default false.</summary>
    public bool Flag(int index) => index < _values.Count && GetValue(index, XmlRpcKind.Boolean, "true or false").Boolean;

    public int Count(int index, int min, int max)
    {
        string expected = $"a whole number from {min} to {max}";
        return GetValue(index, XmlRpcKind.Integer, expected).Integer is var count && count >= min && count <= max ? (int)count : throw Wrong(index, $"{count}", expected);
    }

    public IReadOnlyList<string> Texts(int index)
    {
        const string Expected = "a list of texts";
        ValueList<XmlRpcValue> items = GetValue(index, XmlRpcKind.Array, Expected).Items;
        return items.All(item => item.Kind == XmlRpcKind.String) ? [.. items.Select(item => item.String)] : throw Wrong(index, $"of type {items.First(item => item.Kind != XmlRpcKind.String).Kind} in the list", Expected);
    }

    public ValueList<XmlRpcMember> Members(int index, string expected) => GetValue(index, XmlRpcKind.Struct, expected).Members;

    public SimulatorException Wrong(int index, string found, string expected) => new($"{_method}: argument {index + 1} ({_names[index]}) is {found}, where {expected} belongs");

    private XmlRpcValue GetValue(int index, XmlRpcKind kind, string expected) => _values[index].Kind == kind ? _values[index] : throw Wrong(index, $"of type {_values[index].Kind}", expected);
}
