namespace Scalewright.Agents.XmlRpc;

/// <summary>A value of XML-RPC. Asking for another kind than it has throws an <see cref="InvalidOperationException"/> that says so.</summary>
public sealed record XmlRpcValue
{
    private readonly long _whole;
    private readonly double _number;
    private readonly string _text = "";
    private readonly ValueList<byte> _bytes = [];
    private readonly ValueList<XmlRpcValue> _items = [];
    private readonly ValueList<XmlRpcMember> _members = [];

    private XmlRpcValue(XmlRpcKind kind) => Kind = kind;

    private XmlRpcValue(XmlRpcKind kind, string text) => (Kind, _text) = (kind, text);

    private XmlRpcValue(XmlRpcKind kind, long whole) => (Kind, _whole) = (kind, whole);

    private XmlRpcValue(double number) => (Kind, _number) = (XmlRpcKind.Number, number);

    private XmlRpcValue(ValueList<byte> bytes) => (Kind, _bytes) = (XmlRpcKind.Bytes, bytes);

    private XmlRpcValue(ValueList<XmlRpcValue> items) => (Kind, _items) = (XmlRpcKind.List, items);

    private XmlRpcValue(ValueList<XmlRpcMember> members) => (Kind, _members) = (XmlRpcKind.Map, members);

    /// <summary>Nothing.</summary>
    public static XmlRpcValue Nil { get; } = new(XmlRpcKind.Nil);

    /// <summary>What it is.</summary>
    public XmlRpcKind Kind { get; }

    /// <summary>The whole number.</summary>
    public long Whole => Only(XmlRpcKind.Whole, _whole);

    /// <summary>The number; a whole one as well.</summary>
    public double Number => Kind == XmlRpcKind.Whole ? _whole : Only(XmlRpcKind.Number, _number);

    /// <summary>True or false.</summary>
    public bool Boolean => Only(XmlRpcKind.Boolean, _whole != 0);

    /// <summary>The text.</summary>
    public string Text => Only(XmlRpcKind.Text, _text);

    /// <summary>The time as it was written, as in <c>20241125T21:11:46</c>.</summary>
    public string Time => Only(XmlRpcKind.Time, _text);

    /// <summary>The bytes.</summary>
    public ValueList<byte> Bytes => Only(XmlRpcKind.Bytes, _bytes);

    /// <summary>The values of a list.</summary>
    public ValueList<XmlRpcValue> Items => Only(XmlRpcKind.List, _items);

    /// <summary>The members of a map, in their order.</summary>
    public ValueList<XmlRpcMember> Members => Only(XmlRpcKind.Map, _members);

    /// <summary>The value of a member; null when there is none.</summary>
    /// <param name="name">Its name; of two with one name, the last counts.</param>
    public XmlRpcValue? this[string name] => Members.LastOrDefault(member => member.Name == name)?.Value;

    /// <summary>True or false.</summary>
    /// <param name="value">Which.</param>
    public static XmlRpcValue Of(bool value) => new(XmlRpcKind.Boolean, value ? 1 : 0);

    /// <summary>A whole number; beyond 32 bits only by the extension <c>i8</c>, which not everyone reads.</summary>
    /// <param name="value">The number.</param>
    public static XmlRpcValue Of(long value) => new(XmlRpcKind.Whole, value);

    /// <summary>A floating-point number.</summary>
    /// <param name="value">The number.</param>
    public static XmlRpcValue Of(double value) => new(value);

    /// <summary>Text; null is nil.</summary>
    /// <param name="value">The text.</param>
    public static XmlRpcValue Of(string? value) => value is null ? Nil : new(XmlRpcKind.Text, value);

    /// <summary>A time.</summary>
    /// <param name="value">As it shall be written, as in <c>20241125T21:11:46</c>.</param>
    public static XmlRpcValue OfTime(string value) => new(XmlRpcKind.Time, value);

    /// <summary>Bytes.</summary>
    /// <param name="value">The bytes.</param>
    public static XmlRpcValue OfBytes(ReadOnlySpan<byte> value) => new([.. value]);

    /// <summary>Values in order.</summary>
    /// <param name="values">The values.</param>
    public static XmlRpcValue OfList(params IEnumerable<XmlRpcValue> values) => new([.. values]);

    /// <summary>Named values in order.</summary>
    /// <param name="members">The members.</param>
    public static XmlRpcValue OfMap(params IEnumerable<XmlRpcMember> members) => new([.. members]);

    /// <summary>The value as a person reads it: texts as they are, lists as <c>[1, 2]</c>, maps as <c>{a: 1}</c>, bytes by their count.</summary>
    public override string ToString() => Kind switch
    {
        XmlRpcKind.Nil => "nil",
        XmlRpcKind.Whole => _whole.ToString(CultureInfo.InvariantCulture),
        XmlRpcKind.Number => _number.ToString("R", CultureInfo.InvariantCulture),
        XmlRpcKind.Boolean => _whole != 0 ? "true" : "false",
        XmlRpcKind.Bytes => string.Create(CultureInfo.InvariantCulture, $"{_bytes.Count} bytes"),
        XmlRpcKind.List => $"[{string.Join(", ", _items)}]",
        XmlRpcKind.Map => $"{{{string.Join(", ", _members.Select(member => $"{member.Name}: {member.Value}"))}}}",
        _ => _text,
    };

    private T Only<T>(XmlRpcKind kind, T value) => Kind == kind ? value : throw new InvalidOperationException($"The value is a {Kind}, not a {kind}.");
}
