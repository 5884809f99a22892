namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Parses quantities, for example <c>250m</c> or <c>1e3</c> (k8s.io/apimachinery, pkg/api/resource).</summary>
internal static class Quantity
{
    private const decimal Step = 1000;
    private const decimal BinaryStep = 1024;
    private static readonly string[] Binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] Large = ["k", "M", "G", "T", "P", "E"];
    private static readonly string[] Small = ["m", "u", "n"];

    /// <summary>Parses an amount; null if it is invalid or out of range.</summary>
    public static decimal? Parse(string? text)
    {
        string number = (text ?? "").TrimEnd("numkKMGTPEi".ToCharArray());

        // 1e3 and 1E3 have an exponent; 1E alone means 10^18.
        string unit = (text ?? "")[number.Length..];
        decimal? factor = unit switch
        {
            "" => 1,
            _ when Array.IndexOf(Binary, unit) is >= 0 and var binary => Power(BinaryStep, binary + 1),
            _ when Array.IndexOf(Large, unit) is >= 0 and var large => Power(Step, large + 1),
            _ when Array.IndexOf(Small, unit) is >= 0 and var small => 1 / Power(Step, small + 1),
            _ => null,
        };
        const NumberStyles Style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        try
        {
            return factor is { } known
                && decimal.TryParse(number, Style, CultureInfo.InvariantCulture, out decimal value)
                ? value * known
                : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal Power(decimal step, int exponent)
    {
        decimal power = 1;
        for (int count = 0; count < exponent; count++)
        {
            power *= step;
        }

        return power;
    }
}
