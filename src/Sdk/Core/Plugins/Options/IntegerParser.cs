namespace Scalewright.Plugins.Options;

/// <summary>Parses integers in decimal digits. Leading zeros are ignored.</summary>
internal static class IntegerParser
{
    public static bool IsWhole(string text)
    {
        ReadOnlySpan<char> digits = Digits(text);
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>True for a number with a leading zero, as in <c>010</c>.</summary>
    public static bool HasLeadingZero(string text) => Digits(text) is ['0', >= '0' and <= '9', ..];

    /// <summary>Parses an integer. Returns false if the text is not an integer or does not fit in 64 bits.</summary>
    public static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static ReadOnlySpan<char> Digits(string text) => text.AsSpan(text is ['+' or '-', ..] ? 1 : 0);
}
