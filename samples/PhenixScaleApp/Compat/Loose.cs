using System.Globalization;
using System.Numerics;
using System.Text;
using PhenixScaleApp.Documents;
using Scalewright.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>What an untyped value means in the reference's language: truth, text, membership, iteration.</summary>
internal static class Loose
{
    /// <summary>False for null, false, zero, and what is empty.</summary>
    public static bool IsTrue(Value? value) => value switch
    {
        null => false,
        MapValue map => map.Count > 0,
        ListValue list => list.Count > 0,
        ScalarValue { Kind: ScalarKind.Text } text => text.Text.Length > 0,
        ScalarValue { Kind: ScalarKind.Boolean } truth => truth.Text == "true",
        ScalarValue { Kind: ScalarKind.Integer } number => !number.ToInteger().IsZero,
        ScalarValue { Kind: ScalarKind.Number } number => number.Text is not ("0.0" or "-0.0"),
        _ => false,
    };

    /// <summary>True for null.</summary>
    public static bool IsNull(Value? value) => value is ScalarValue { Kind: ScalarKind.Null };

    /// <summary>The value as it appears in a formatted text.</summary>
    public static string Text(Value value) => value is ScalarValue { Kind: ScalarKind.Text } text ? text.Text : Quoted(value);

    /// <summary>The value as it appears inside of another: texts in quotes.</summary>
    public static string Quoted(Value value) => value switch
    {
        MapValue map => $"{{{string.Join(", ", map.Keys.Select((key, i) => $"{Quote(key)}: {Quoted(map.ValueAt(i))}"))}}}",
        ListValue list => $"[{string.Join(", ", Enumerable.Range(0, list.Count).Select(i => Quoted(list[i])))}]",
        ScalarValue { Kind: ScalarKind.Null } => "None",
        ScalarValue { Kind: ScalarKind.Boolean } truth => truth.Text == "true" ? "True" : "False",
        ScalarValue { Kind: ScalarKind.Number } number => number.Text switch { "NaN" => "nan", "Infinity" => "inf", "-Infinity" => "-inf", var text => text },
        ScalarValue { Kind: ScalarKind.Text } text => Quote(text.Text),
        ScalarValue scalar => scalar.Text,
        _ => Quoted(value.Expand()),
    };

    /// <summary>Name of the value's type in messages.</summary>
    public static string TypeName(Value value) => value switch
    {
        MapValue => "Box",
        ListValue => "BoxList",
        ScalarValue { Kind: ScalarKind.Null } => "NoneType",
        ScalarValue { Kind: ScalarKind.Boolean } => "bool",
        ScalarValue { Kind: ScalarKind.Integer } => "int",
        ScalarValue { Kind: ScalarKind.Number } => "float",
        _ => "str",
    };

    /// <summary>The test <c>key in value</c>.</summary>
    /// <exception cref="ReferenceException">The value can hold nothing.</exception>
    public static bool Contains(Value value, string key) => value switch
    {
        MapValue map => map.Has(key),
        ListValue list => Enumerable.Range(0, list.Count).Any(i => list[i] is ScalarValue { IsText: true } text && text.Text == key),
        ScalarValue { IsText: true } text => text.Text.Contains(key, StringComparison.Ordinal),
        _ => throw ReferenceException.WrongType($"argument of type '{TypeName(value)}' is not iterable"),
    };

    /// <summary>What a loop over the value meets: items, keys, or single characters.</summary>
    /// <exception cref="ReferenceException">The value cannot be iterated.</exception>
    public static IEnumerable<Value> Items(Value value) => value switch
    {
        MapValue map => map.Keys.Select(key => new ScalarValue(key)),
        ListValue list => Enumerable.Range(0, list.Count).Select(i => list[i]),
        ScalarValue { IsText: true } text => text.Text.EnumerateRunes().Select(rune => new ScalarValue(rune.ToString())),
        _ => throw ReferenceException.WrongType($"'{TypeName(value)}' object is not iterable"),
    };

    /// <summary>The member of a value: <c>value.key</c>.</summary>
    /// <exception cref="ReferenceException">The value is no map, or has no such key.</exception>
    public static Value Member(Value value, string key) =>
        AsMap(value, key).Get(key) ?? throw ReferenceException.MissingAttribute(key);

    /// <summary>The value as a map of which <c>.member</c> is asked.</summary>
    /// <exception cref="ReferenceException">The value is no map.</exception>
    public static MapValue AsMap(Value value, string member) => value as MapValue ?? throw ReferenceException.NoAttribute(value, member);

    /// <summary>The key's value, looked up with <c>get</c>; null when it is not there.</summary>
    /// <exception cref="ReferenceException">The value is no map.</exception>
    public static Value? Find(Value value, string key) => AsMap(value, "get").Get(key);

    /// <summary>The map of a key, looked up with <c>get</c> and an empty map as default.</summary>
    /// <exception cref="ReferenceException">The value, or what the key holds, is no map.</exception>
    public static MapValue Section(Value value, string key) => AsMap(Find(value, key) ?? new MapValue(), "get");

    /// <summary>The number of an integer, a truth value included.</summary>
    public static bool TryInteger(Value? value, out BigInteger number)
    {
        bool isInteger = value is ScalarValue { Kind: ScalarKind.Integer or ScalarKind.Boolean };
        number = isInteger ? ((ScalarValue)value!).ToInteger() : default;
        return isInteger;
    }

    /// <summary>True when two values are equal: numbers by value, texts by characters, maps and lists by content.</summary>
    public static bool AreEqual(Value left, Value right) => (left, right) switch
    {
        (ScalarValue { IsText: true } text, ScalarValue { IsText: true } other) => text.Text == other.Text,
        (ScalarValue { IsText: true }, _) or (_, ScalarValue { IsText: true }) => false,
        _ when TryInteger(left, out BigInteger number) && TryInteger(right, out BigInteger other) => number == other,
        _ => Quoted(left) == Quoted(right),
    };

    /// <summary>The value as a document node of the SDK, scalars as they appear in a formatted text.</summary>
    public static DocumentNode ToNode(Value value) => NodeConversion.ToNode(value, scalar => Text(scalar));

    private static string Quote(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        StringBuilder quoted = new();
        quoted.Append(quote);
        foreach (char character in text)
        {
            _ = character switch
            {
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                _ when character == quote => quoted.Append('\\').Append(character),
                _ when char.IsControl(character) => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append(quote).ToString();
    }
}
