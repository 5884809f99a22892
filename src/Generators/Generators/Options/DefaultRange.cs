namespace Scalewright.Generators.Options;

/// <summary>Compares defaults with ranges.</summary>
internal static class DefaultRange
{
    /// <summary>Tells of a default that its range refuses.</summary>
    /// <param name="value">The default; anything but a number is let through.</param>
    /// <param name="range">The bounds, in order.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static void Check(ISymbol property, object? value, (double Minimum, double Maximum) range, FaultSink faults)
    {
        if (Fault(value, range) is { } fault)
        {
            faults(Rules.DefaultOutOfRange, property, property.Name, Convert.ToString(value, CultureInfo.InvariantCulture), fault);
        }
    }

    /// <summary>How a default passes its range, as in <c>below 1</c>; null when it does not, or is no number.</summary>
    public static string? Fault(object? value, (double Minimum, double Maximum) range)
    {
        if (value is not (int or long or double or float or decimal or short or byte))
        {
            return null;
        }

        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return number < range.Minimum ? $"below {Text(range.Minimum)}"
            : number > range.Maximum ? $"above {Text(range.Maximum)}"
            : null;
    }

    private static string Text(double bound) => bound.ToString("R", CultureInfo.InvariantCulture);
}
