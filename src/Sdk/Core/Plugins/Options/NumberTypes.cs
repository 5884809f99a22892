using System.Numerics;
using Scalewright.Documents;
using static System.FormattableString;

namespace Scalewright.Plugins.Options;

/// <summary>
/// Readers of numeric options. Quoted numbers and leading zeros are accepted with a warning, as decimal numbers.
/// </summary>
public static class NumberTypes
{
    private const string IntegerAdvice = "use a whole number";
    private const string NumberAdvice = "use a number";

    /// <summary>Reads a 32-bit integer.</summary>
    /// <param name="minimum">Smallest accepted value.</param>
    /// <param name="maximum">Largest accepted value.</param>
    public static OptionType<int> Int32(int minimum = int.MinValue, int maximum = int.MaxValue) =>
        (node, out value) =>
        {
            bool isValid = TryReadInteger(node, minimum, maximum, out long whole);
            value = (int)whole;
            return isValid;
        };

    /// <summary>Reads a 64-bit integer.</summary>
    /// <param name="minimum">Smallest accepted value.</param>
    /// <param name="maximum">Largest accepted value.</param>
    public static OptionType<long> Int64(long minimum = long.MinValue, long maximum = long.MaxValue) =>
        (node, out value) => TryReadInteger(node, minimum, maximum, out value);

    /// <summary>Reads a finite floating-point number.</summary>
    /// <param name="minimum">Smallest accepted value.</param>
    /// <param name="maximum">Largest accepted value.</param>
    public static OptionType<double> Double(double minimum = double.MinValue, double maximum = double.MaxValue) =>
        (node, out value) => TryReadNumber(node, minimum, maximum, out value);

    /// <summary>Reads a decimal number.</summary>
    /// <param name="minimum">Smallest accepted value.</param>
    /// <param name="maximum">Largest accepted value.</param>
    public static OptionType<decimal> Decimal(decimal minimum = decimal.MinValue, decimal maximum = decimal.MaxValue) =>
        (node, out value) => TryReadNumber(node, minimum, maximum, out value);

    private static bool TryReadInteger(OptionNode node, long minimum, long maximum, out long value)
    {
        value = 0;
        if (node.Scalar is not { } scalar || ScalarLiteral.ToInteger(scalar) is not { } digits)
        {
            return node.ReportWrongType(IntegerAdvice);
        }

        WarnAboutNotation(node, scalar);
        return IntegerParser.TryParse(digits, out value)
            ? CheckRange(node, value, minimum, maximum)
            : node.ReportOutOfRange(
                $"{TextEscaping.Escape(scalar.Text)} does not fit in 64 bits",
                Invariant($"use {minimum} to {maximum}")
            );
    }

    private static bool TryReadNumber<T>(OptionNode node, T minimum, T maximum, out T value)
        where T : struct, INumber<T>
    {
        value = default;
        if (node.Scalar is not { ScalarKind: ScalarKind.Integer or ScalarKind.Number or ScalarKind.Text } scalar)
        {
            return node.ReportWrongType(NumberAdvice);
        }

        if (IntegerParser.TryParse(scalar.Text, out long whole))
        {
            value = T.CreateSaturating(whole);
        }
        else if (!TryParse(scalar.Text, out value))
        {
            return node.ReportWrongType(NumberAdvice);
        }

        WarnAboutNotation(node, scalar);
        return CheckRange(node, value, minimum, maximum);
    }

    private static bool TryParse<T>(string text, out T value)
        where T : struct, INumber<T>
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isParsed = T.TryParse(text, Styles, CultureInfo.InvariantCulture, out value);

        // The parser of double accepts the words NaN and Infinity, and reads 1e999 as an infinity.
        return isParsed && (T.IsFinite(value) || text.Any(char.IsAsciiDigit));
    }

    private static bool CheckRange<T>(OptionNode node, T value, T minimum, T maximum)
        where T : INumber<T>
    {
        if (value < minimum || T.IsNegativeInfinity(value))
        {
            return node.ReportOutOfRange(Invariant($"{Format(node, value)} is below {minimum}"), Invariant($"use {minimum} or more"));
        }

        if (value > maximum || T.IsPositiveInfinity(value))
        {
            return node.ReportOutOfRange(Invariant($"{Format(node, value)} is above {maximum}"), Invariant($"use {maximum} or less"));
        }

        return true;
    }

    private static string Format<T>(OptionNode node, T value)
        where T : INumber<T> => T.IsFinite(value) ? Invariant($"{value}") : TextEscaping.Escape(node.Scalar!.Text);

    private static void WarnAboutNotation(OptionNode node, DocumentScalar scalar)
    {
        node.WarnCoerced("a number");
        if (IntegerParser.HasLeadingZero(scalar.Text))
        {
            node.Problems.AddWarning(
                ProblemCode.LeadingZero,
                node.Node.Position,
                node.Field,
                $"{TextEscaping.Escape(scalar.Text)} was read as a decimal number",
                "write it without the leading zero"
            );
        }
    }
}

/// <summary>Parses integers in decimal digits. Leading zeros are ignored.</summary>
internal static class IntegerParser
{
    /// <summary>True for a number with a leading zero, as in <c>010</c>.</summary>
    public static bool HasLeadingZero(string text) => Digits(text) is ['0', >= '0' and <= '9', ..];

    /// <summary>Parses an integer. Returns false if the text is not an integer or does not fit in 64 bits.</summary>
    public static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static ReadOnlySpan<char> Digits(string text) => text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
}
