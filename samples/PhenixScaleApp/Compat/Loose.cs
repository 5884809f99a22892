using System.Globalization;
using System.Numerics;
using System.Text;
using PhenixScaleApp.Documents;
using Scalewright.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>Python's semantics of untyped values: truth, text, membership, iteration.</summary>
internal static class Loose
{
    /// <summary>False for null, false, zero and empty values.</summary>
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

    public static bool IsNull(Value? value) => value is ScalarValue { Kind: ScalarKind.Null };

    /// <summary>The value as it appears in a formatted text.</summary>
    public static string Text(Value value) => value switch
    {
        ScalarValue { Kind: ScalarKind.Text } text => text.Text,
        ScalarValue { Kind: ScalarKind.Timestamp } time => TimeText.Formatted(time.Text),
        _ => Quoted(value),
    };

    /// <summary>The value as it appears inside of another: texts in quotes.</summary>
    public static string Quoted(Value value) => value switch
    {
        MapValue map => $"{{{string.Join(", ", Enumerable.Range(0, map.Count).Select(i => $"{Quoted(map.KeyValueAt(i))}: {Quoted(map.ValueAt(i))}"))}}}",
        ListValue list => $"[{string.Join(", ", Enumerable.Range(0, list.Count).Select(i => Quoted(list[i])))}]",
        ScalarValue { Kind: ScalarKind.Null } => "None",
        ScalarValue { Kind: ScalarKind.Boolean } truth => truth.Text == "true" ? "True" : "False",
        ScalarValue { Kind: ScalarKind.Number } number => number.Text switch { "NaN" => "nan", "Infinity" => "inf", "-Infinity" => "-inf", var text => text },
        ScalarValue { Kind: ScalarKind.Text } text => Quote(text.Text),
        ScalarValue { Kind: ScalarKind.Timestamp } time => TimeText.Quoted(time.Text),
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
    /// <exception cref="ReferenceException">The value is not a container.</exception>
    public static bool Contains(Value value, string key) => value switch
    {
        MapValue map => map.Has(key),
        ListValue list => Enumerable.Range(0, list.Count).Any(i => list[i] is ScalarValue { IsText: true } text && text.Text == key),
        ScalarValue { IsText: true } text => text.Text.Contains(key, StringComparison.Ordinal),
        _ => throw ReferenceException.WrongType($"argument of type '{TypeName(value)}' is not iterable"),
    };

    /// <summary>Elements of a loop over the value: items, keys, or single characters.</summary>
    /// <exception cref="ReferenceException">The value cannot be iterated.</exception>
    public static IEnumerable<Value> Items(Value value) => value switch
    {
        MapValue map => Enumerable.Range(0, map.Count).Select(map.KeyValueAt),
        ListValue list => Enumerable.Range(0, list.Count).Select(i => list[i]),
        ScalarValue { IsText: true } text => text.Text.EnumerateRunes().Select(rune => new ScalarValue(rune.ToString())),
        _ => throw ReferenceException.WrongType($"'{TypeName(value)}' object is not iterable"),
    };

    /// <summary>The member of a value: <c>value.key</c>.</summary>
    /// <exception cref="ReferenceException">The value is not a map, or lacks the key.</exception>
    public static Value Member(Value value, string key) =>
        Attributes.Find(AsMap(value, key), key) ?? throw ReferenceException.MissingAttribute(key);

    /// <summary>The member of a value: <c>value["key"]</c>.</summary>
    /// <exception cref="ReferenceException">The value is not a map, or lacks the key.</exception>
    public static Value Index(Value value, string key) => value switch
    {
        MapValue map => map.Get(key) ?? throw ReferenceException.MissingKey(key),
        ListValue => throw ReferenceException.WrongType("list indices must be integers or slices, not str"),
        ScalarValue { IsText: true } => throw ReferenceException.WrongType("string indices must be integers, not 'str'"),
        _ => throw ReferenceException.WrongType($"'{TypeName(value)}' object is not subscriptable"),
    };

    /// <summary>The value as a map, for access to <c>.member</c>.</summary>
    /// <exception cref="ReferenceException">The value is not a map.</exception>
    public static MapValue AsMap(Value value, string member) => value as MapValue ?? throw ReferenceException.NoAttribute(value, member);

    /// <summary>Value of a key by <c>get</c>; null if it is missing.</summary>
    /// <exception cref="ReferenceException">The value is not a map.</exception>
    public static Value? Find(Value value, string key) => AsMap(value, "get").Get(key);

    /// <summary>Map of a key by <c>get</c>; an empty map if it is missing.</summary>
    /// <exception cref="ReferenceException">The value, or the value of the key, is not a map.</exception>
    public static MapValue Section(Value value, string key) => AsMap(Find(value, key) ?? new MapValue(), "get");

    /// <summary>Number of an integer or a boolean.</summary>
    public static bool TryInteger(Value? value, out BigInteger number)
    {
        bool isInteger = value is ScalarValue { Kind: ScalarKind.Integer or ScalarKind.Boolean };
        number = isInteger ? ((ScalarValue)value!).ToInteger() : default;
        return isInteger;
    }

    /// <summary>Whole number of a value: a number without its fraction, or the digits of a text.</summary>
    /// <exception cref="ReferenceException">The value is not a number.</exception>
    public static BigInteger ToInteger(Value value) => value switch
    {
        _ when TryInteger(value, out BigInteger integer) => integer,
        ScalarValue { Kind: ScalarKind.Number } number => IntegerText.FromFloat(number.Text)
            ?? throw new ReferenceException("OverflowError", $"cannot convert float {Text(number)} to integer"),
        ScalarValue { IsText: true } text => IntegerText.Parse(text.Text)
            ?? throw new ReferenceException("ValueError", $"invalid literal for int() with base 10: {Quoted(text)}"),
        _ => throw ReferenceException.WrongType($"int() argument must be a string, a bytes-like object or a real number, not '{TypeName(value)}'"),
    };

    /// <summary>Compares two values: numbers by value, texts by characters, maps and lists by content.</summary>
    public static bool AreEqual(Value left, Value right) => (left, right) switch
    {
        (ScalarValue { IsText: true } text, ScalarValue { IsText: true } other) => text.Text == other.Text,
        (ScalarValue { IsText: true }, _) or (_, ScalarValue { IsText: true }) => false,
        _ when TryInteger(left, out BigInteger number) && TryInteger(right, out BigInteger other) => number == other,
        _ => Quoted(left) == Quoted(right),
    };

    /// <summary>Converts the value to a document node of the SDK, with scalars as in a formatted text.</summary>
    public static DocumentNode ToNode(Value value) => NodeConversion.ToNode(value, scalar => Text(scalar));

    private static string Quote(string text)
    {
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        StringBuilder quoted = new();
        quoted.Append(quote);
        for (int i = 0; i < text.Length; i++)
        {
            int character = Rune.TryGetRuneAt(text, i, out Rune rune) ? rune.Value : text[i];
            i += character > char.MaxValue ? 1 : 0;
            _ = character switch
            {
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                _ when character == quote => quoted.Append('\\').Append(quote),
                _ when IsPrintable(character) => quoted.Append(char.ConvertFromUtf32(character)),
                <= 0xFF => quoted.Append(CultureInfo.InvariantCulture, $"\\x{character:x2}"),
                <= char.MaxValue => quoted.Append(CultureInfo.InvariantCulture, $"\\u{character:x4}"),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{character:x8}"),
            };
        }

        return quoted.Append(quote).ToString();
    }

    private static bool IsPrintable(int character) => character == ' '
        || CharUnicodeInfo.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
