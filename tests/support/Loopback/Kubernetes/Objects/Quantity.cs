namespace Loopback.Kubernetes.Objects;

/// <summary>Quantities such as <c>250m</c>, <c>512Mi</c> and <c>1e3</c>.</summary>
internal static class Quantity
{
    private const int NanoDigits = 9;
    private static readonly string[] Binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] Decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

    /// <summary>Parses a quantity in billionths. Empty text is zero.</summary>
    public static BigInteger? Nano(string text)
    {
        if (text.Length == 0)
        {
            return BigInteger.Zero;
        }

        int split = text.Length;
        while (split > 0 && !char.IsAsciiDigit(text[split - 1]) && text[split - 1] != '.')
        {
            split--;
        }

        string suffix = text[split..];
        if (!decimal.TryParse(text[..split], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            return null;
        }

        BigInteger nano = new(decimal.Round(number * 1_000_000_000m, 0, MidpointRounding.AwayFromZero));
        int power = Array.IndexOf(Binary, suffix);
        int step = Array.IndexOf(Decimal, suffix);
        return power >= 0 ? nano * BigInteger.Pow(1024, power + 1)
            : step >= 3 ? nano * BigInteger.Pow(1000, step - 3)
            : step >= 0 ? nano / BigInteger.Pow(10, NanoDigits - (3 * step))
            : null;
    }
}
