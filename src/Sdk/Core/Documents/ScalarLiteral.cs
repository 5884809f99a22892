namespace Scalewright.Documents;

/// <summary>Value of a scalar, independent of the spelling in its document.</summary>
internal static class ScalarLiteral
{
    /// <summary>
    /// Returns an integer, number, Boolean or null as JSON, YAML 1.1 and YAML 1.2 read it. Null for a value that JSON
    /// does not have: a text, a time, an infinity, NaN, or an integer that is too long to convert.
    /// </summary>
    public static string? ToJson(DocumentScalar scalar) =>
        scalar.ScalarKind switch
        {
            ScalarKind.Null => "null",
            ScalarKind.Boolean => IsTrue(scalar) ? "true" : "false",
            ScalarKind.Integer when IsDigits(scalar.Text) => TrimInteger(scalar.Text),
            ScalarKind.Integer or ScalarKind.Number when DecimalNumber.TryParse(scalar.Text, out DecimalNumber number) => WriteNumber(
                scalar.Text,
                number
            ),
            _ => null,
        };

    private static string WriteNumber(string text, DecimalNumber number) =>
        number.Digits.Length == 0 && text[0] == '-' ? "-0.0" : number.ToString();

    /// <summary>True for <c>true</c>, <c>True</c> and <c>TRUE</c>.</summary>
    public static bool IsTrue(DocumentScalar scalar) => scalar.Text.Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns <c>.inf</c>, <c>-.inf</c> or <c>.nan</c> for such a number; otherwise null.</summary>
    public static string? ToNonFinite(DocumentScalar scalar) =>
        scalar.ScalarKind != ScalarKind.Number
            ? null
            : scalar.Text.TrimStart('+').ToUpperInvariant() switch
            {
                ".INF" or "INF" or "INFINITY" => ".inf",
                "-.INF" or "-INF" or "-INFINITY" => "-.inf",
                ".NAN" or "NAN" or "-NAN" => ".nan",
                _ => null,
            };

    /// <summary>
    /// Returns the digits of an integer, with a minus sign if it is negative; <c>4.0</c> is an integer, as in
    /// JSON Schema, and <c>4e0</c> is not, except in JSON. Null for another number, and for a text that does not
    /// consist of digits.
    /// </summary>
    public static string? ToInteger(DocumentScalar scalar) =>
        scalar.ScalarKind switch
        {
            ScalarKind.Integer or ScalarKind.Text when IsDigits(scalar.Text) => TrimInteger(scalar.Text),
            ScalarKind.Number
                when !scalar.Text.AsSpan().ContainsAny('e', 'E')
                    && DecimalNumber.TryParse(scalar.Text, out DecimalNumber number)
                    && number.IsInteger => number.ToInteger(),
            _ => null,
        };

    /// <summary>Compares numbers by value, Booleans and nulls without case, other scalars by characters.</summary>
    public static bool AreEqual(DocumentScalar left, DocumentScalar right) =>
        IsNumeric(left) == IsNumeric(right)
        && (IsNumeric(left) || left.ScalarKind == right.ScalarKind)
        && (left.Text == right.Text || Identify(left).Equals(Identify(right)));

    /// <summary>Returns the hash code of the value.</summary>
    public static int GetHashCode(DocumentScalar scalar) =>
        HashCode.Combine(IsNumeric(scalar) ? ScalarKind.Number : scalar.ScalarKind, Identify(scalar));

    private static bool IsNumeric(DocumentScalar scalar) => scalar.ScalarKind is ScalarKind.Integer or ScalarKind.Number;

    private static object Identify(DocumentScalar scalar) =>
        scalar.ScalarKind switch
        {
            ScalarKind.Null => "",
            ScalarKind.Boolean => IsTrue(scalar),
            ScalarKind.Integer or ScalarKind.Number when DecimalNumber.TryParse(scalar.Text, out DecimalNumber number) => number,
            _ => ToNonFinite(scalar) ?? scalar.Text,
        };

    private static bool IsDigits(string text) =>
        text.AsSpan(text is ['+' or '-', ..] ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');

    private static string TrimInteger(string text)
    {
        string sign = text[0] == '-' ? "-" : "";
        return text.TrimStart('+', '-').TrimStart('0') is { Length: > 0 } digits ? sign + digits : "0";
    }
}
