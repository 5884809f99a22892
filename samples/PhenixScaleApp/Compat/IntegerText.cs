using System.Globalization;
using System.Numerics;
using System.Text;

namespace PhenixScaleApp.Compat;

/// <summary>Parses whole numbers as Python does.</summary>
internal static class IntegerText
{
    private const int DigitsMax = 4300;

    /// <summary>Parses digits of any script, with sign, single underscores and outer blanks; null if invalid.</summary>
    public static BigInteger? Parse(string text)
    {
        string bare = text.Trim();
        bool hasSign = bare.Length > 0 && bare[0] is '+' or '-';
        StringBuilder digits = new();
        bool isBetween = false;
        foreach (Rune rune in bare[(hasSign ? 1 : 0)..].EnumerateRunes())
        {
            if (rune.Value == '_' && isBetween)
            {
                isBetween = false;
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.DecimalDigitNumber)
            {
                return null;
            }

            digits.Append((int)Rune.GetNumericValue(rune));
            isBetween = true;
        }

        return isBetween && digits.Length <= DigitsMax
            ? BigInteger.Parse(digits.ToString(), CultureInfo.InvariantCulture) * (hasSign && bare[0] == '-' ? -1 : 1)
            : null;
    }

    /// <summary>Whole part of a floating-point number; null if it is not finite.</summary>
    public static BigInteger? FromFloat(string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real) ? new BigInteger(real) : null;
}
