using System.Globalization;
using System.Numerics;
using PhenixScaleApp.Documents;
using Scalewright.Documents;

namespace PhenixScaleApp.Compat;

/// <summary>Reads the typed fields of a profile, and collects their problems.</summary>
/// <param name="title">Name of the record in messages.</param>
internal sealed class FieldCheck(MapValue profile, string title)
{
    private const int DigitsMax = 4300;
    private readonly List<string> _mistakes = [];
    private readonly MapValue _fields = Named(profile);

    /// <summary>Reads an integer: an integer, a boolean, a number without fraction, or the text of one.</summary>
    /// <param name="missing">Default value.</param>
    /// <param name="least">Minimum; null for no minimum.</param>
    public BigInteger Integer(string key, int missing, int? least)
    {
        Value? value = _fields.Get(key);
        BigInteger number = missing;
        if (value is not null && !TryCoerce(value, out number))
        {
            Note(key, value is ScalarValue { IsText: true }
                ? "Input should be a valid integer, unable to parse string as an integer"
                : "Input should be a valid integer");
        }
        else if (value is not null && number < least)
        {
            Note(key, $"Input should be greater than or equal to {least}");
        }

        return number;
    }

    /// <summary>Reads a text. Values of other types are not converted.</summary>
    public string Text(string key, string missing)
    {
        Value? value = _fields.Get(key);
        if (value is not (null or ScalarValue { IsText: true }))
        {
            Note(key, "Input should be a valid string");
        }

        return (value as ScalarValue)?.Text ?? missing;
    }

    public MapValue Map(string key)
    {
        Value? value = _fields.Get(key);
        if (value is not (null or MapValue))
        {
            Note(key, "Input should be a valid dictionary");
        }

        MapValue map = value as MapValue ?? new MapValue();
        foreach (ScalarValue name in Enumerable.Range(0, map.Count).Select(map.KeyValueAt).Where(name => !name.IsText))
        {
            string place = Loose.TryInteger(name, out BigInteger number) ? number.ToString(CultureInfo.InvariantCulture) : Loose.Quoted(name);
            string shown = place.Contains('.', StringComparison.Ordinal) ? $"`{place}`" : place;
            _mistakes.Add($"\n{key}.{shown}.[key]\n  Input should be a valid string [input_value={Loose.Quoted(name)}]");
        }

        return map;
    }

    /// <summary>Completes the check.</summary>
    /// <exception cref="ReferenceException">A field is invalid. The message lists all of them.</exception>
    public void Done()
    {
        if (_mistakes.Count > 0)
        {
            throw Mistake(string.Concat(_mistakes), _mistakes.Count);
        }
    }

    /// <summary>Creates an error of the whole record.</summary>
    public ReferenceException Refuse(string message) => Mistake($"\n  Value error, {message}", 1);

    private void Note(string key, string message) => _mistakes.Add($"\n{key}\n  {message} [input_value={Loose.Quoted(_fields.Get(key)!)}]");

    private ReferenceException Mistake(string lines, int count) =>
        new("ValidationError", $"{count} validation error{(count == 1 ? "" : "s")} for {title}{lines}");

    private static MapValue Named(MapValue fields) => Enumerable.Range(0, fields.Count).All(i => fields.KeyValueAt(i).IsText)
        ? fields
        : throw ReferenceException.WrongType("keywords must be strings");

    private static bool TryCoerce(Value value, out BigInteger number)
    {
        number = default;
        switch (value)
        {
            case ScalarValue { Kind: ScalarKind.Integer or ScalarKind.Boolean } integer:
                number = integer.ToInteger();
                return true;
            case ScalarValue { Kind: ScalarKind.Number } fraction:
                bool isWhole = double.TryParse(fraction.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real)
                    && double.IsInteger(real) && Math.Abs(real) < long.MaxValue;
                number = isWhole ? new BigInteger(real) : default;
                return isWhole;
            case ScalarValue { IsText: true } text:
                return TryParse(text.Text.Trim(), out number);
            default:
                return false;
        }
    }

    /// <summary>Parses digits with a sign, single underscores between them, and a fraction of zeros.</summary>
    private static bool TryParse(string text, out BigInteger number)
    {
        number = default;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && dot + 1 < text.Length && text.AsSpan(dot + 1).Trim('0').IsEmpty)
        {
            text = text[..dot];
        }

        string digits = text.Length > 0 && text[0] is '+' or '-' ? text[1..] : text;
        bool isNumber = digits.Length is > 0 and <= DigitsMax && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && !digits.Contains("__", StringComparison.Ordinal) && digits.All(character => char.IsAsciiDigit(character) || character == '_');
        return isNumber && BigInteger.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
