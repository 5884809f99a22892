namespace Scalewright.Providers.Kubernetes.Capacity;

/// <summary>Amounts as Kubernetes writes them: <c>250m</c>, <c>1.5</c>, <c>16213456Ki</c>, <c>1e3</c> (k8s.io/apimachinery, pkg/api/resource).</summary>
internal static class Quantity
{
    private const decimal Step = 1000;
    private const decimal BinaryStep = 1024;
    private static readonly string[] Binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly string[] Large = ["k", "M", "G", "T", "P", "E"];
    private static readonly string[] Small = ["m", "u", "n"];

    /// <summary>The amount; null: it is none, or larger than anything there is.</summary>
    public static decimal? Parse(string? text)
    {
        string number = (text ?? "").TrimEnd("numkKMGTPEi".ToCharArray());

        // 1e3 and 1E3 are numbers with an exponent, and 1E is a thousand to the sixth.
        string unit = (text ?? "")[number.Length..];
        decimal? factor = unit.Length == 0 ? 1
            : Array.IndexOf(Binary, unit) is >= 0 and var binary ? Power(BinaryStep, binary + 1)
            : Array.IndexOf(Large, unit) is >= 0 and var large ? Power(Step, large + 1)
            : Array.IndexOf(Small, unit) is >= 0 and var small ? 1 / Power(Step, small + 1)
            : null;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        try
        {
            return factor is { } known && decimal.TryParse(number, Style, CultureInfo.InvariantCulture, out decimal value) ? value * known : null;
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
