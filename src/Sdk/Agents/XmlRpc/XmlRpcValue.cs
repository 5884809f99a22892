namespace Scalewright.Agents.XmlRpc;

/// <summary>XML-RPC value. Reading it as another kind throws an <see cref="InvalidOperationException"/>.</summary>
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

    private XmlRpcValue(double number) => (Kind, _number) = (XmlRpcKind.Double, number);

    private XmlRpcValue(ValueList<byte> bytes) => (Kind, _bytes) = (XmlRpcKind.Base64, bytes);

    private XmlRpcValue(ValueList<XmlRpcValue> items) => (Kind, _items) = (XmlRpcKind.Array, items);

    private XmlRpcValue(ValueList<XmlRpcMember> members) => (Kind, _members) = (XmlRpcKind.Struct, members);

    /// <summary>The nil value.</summary>
    public static XmlRpcValue Nil { get; } = new(XmlRpcKind.Nil);

    /// <summary>Kind of the value.</summary>
    public XmlRpcKind Kind { get; }

    /// <summary>Whole number.</summary>
    public long Integer => Only(XmlRpcKind.Integer, _whole);

    /// <summary>Floating-point number. Converts a whole number.</summary>
    public double Double => Kind == XmlRpcKind.Integer ? _whole : Only(XmlRpcKind.Double, _number);

    /// <summary>Boolean value.</summary>
    public bool Boolean => Only(XmlRpcKind.Boolean, _whole != 0);

    /// <summary>Text.</summary>
    public string String => Only(XmlRpcKind.String, _text);

    /// <summary>Time as written, for example <c>20241125T21:11:46</c>.</summary>
    public string DateTime => Only(XmlRpcKind.DateTime, _text);

    /// <summary>The bytes.</summary>
    public ValueList<byte> Bytes => Only(XmlRpcKind.Base64, _bytes);

    /// <summary>Values of a list.</summary>
    public ValueList<XmlRpcValue> Items => Only(XmlRpcKind.Array, _items);

    /// <summary>Members of a map, in order.</summary>
    public ValueList<XmlRpcMember> Members => Only(XmlRpcKind.Struct, _members);

    /// <summary>Returns the value of a member; null if it does not exist.</summary>
    /// <param name="name">Name of the member. If it occurs more than once, the last one is returned.</param>
    public XmlRpcValue? this[string name] => Members.LastOrDefault(member => member.Name == name)?.Value;

    /// <summary>Creates a boolean.</summary>
    /// <param name="value">The value.</param>
    public static XmlRpcValue From(bool value) => new(XmlRpcKind.Boolean, value ? 1 : 0);

    /// <summary>Creates a whole number.</summary>
    /// <param name="value">The number. Beyond 32 bits it is sent as the extension <c>i8</c>, which some programs cannot
    /// read.</param>
    public static XmlRpcValue From(long value) => new(XmlRpcKind.Integer, value);

    /// <summary>Creates a floating-point number.</summary>
    /// <param name="value">The number.</param>
    public static XmlRpcValue From(double value) => new(value);

    /// <summary>Creates text; null becomes nil.</summary>
    /// <param name="value">The text.</param>
    public static XmlRpcValue From(string? value) => value is null ? Nil : new(XmlRpcKind.String, value);

    /// <summary>Creates a time.</summary>
    /// <param name="value">Text of the time, for example <c>20241125T21:11:46</c>.</param>
    public static XmlRpcValue FromDateTime(string value) => new(XmlRpcKind.DateTime, value);

    /// <summary>Creates bytes.</summary>
    /// <param name="value">The bytes.</param>
    public static XmlRpcValue FromBytes(ReadOnlySpan<byte> value) => new([.. value]);

    /// <summary>Creates a list.</summary>
    /// <param name="values">The values, in order.</param>
    public static XmlRpcValue FromArray(params IEnumerable<XmlRpcValue> values) => new([.. values]);

    /// <summary>Creates a map.</summary>
    /// <param name="members">The members, in order.</param>
    public static XmlRpcValue FromStruct(params IEnumerable<XmlRpcMember> members) => new([.. members]);

    /// <summary>Returns readable text: lists as <c>[1, 2]</c>, maps as <c>{a: 1}</c>, bytes as their count.</summary>
    public override string ToString() =>
        Kind switch
        {
            XmlRpcKind.Nil => "nil",
            XmlRpcKind.Integer => _whole.ToString(CultureInfo.InvariantCulture),
            XmlRpcKind.Double => _number.ToString("R", CultureInfo.InvariantCulture),
            XmlRpcKind.Boolean => _whole != 0 ? "true" : "false",
            XmlRpcKind.Base64 => string.Create(CultureInfo.InvariantCulture, $"{_bytes.Count} bytes"),
            XmlRpcKind.Array => $"[{string.Join(", ", _items)}]",
            XmlRpcKind.Struct => $"{{{string.Join(", ", _members.Select(member => $"{member.Name}: {member.Value}"))}}}",
            _ => _text,
        };

    private T Only<T>(XmlRpcKind kind, T value) =>
        Kind == kind ? value : throw new InvalidOperationException($"The value is of type {Kind}, not {kind}.");
}
