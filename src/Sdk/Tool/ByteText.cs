namespace Scalewright.Tool;

/// <summary>Formats numbers of bytes for people.</summary>
internal static class ByteText
{
    private const double Step = 1000;
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Returns <c>12 B</c>, <c>1.5 kB</c> or <c>2.0 GB</c>, with powers of 1000.</summary>
    public static string Format(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= Step && unit < Units.Length - 1; unit++)
        {
            value /= Step;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} B")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }
}
