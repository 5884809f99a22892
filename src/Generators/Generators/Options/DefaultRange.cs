namespace Scalewright.Generators.Options;

internal static class DefaultRange
{
    /// <summary>Reports a default outside its range.</summary>
    /// <param name="value">The default. Values that are not numbers are accepted.</param>
    public static void Check(ISymbol property, object? value, (double Minimum, double Maximum) range, DiagnosticSink faults)
    {
        if (Fault(value, range) is { } fault)
        {
            faults(Rules.DefaultOutOfRange, property, property.Name, Convert.ToString(value, CultureInfo.InvariantCulture), fault);
        }
    }

    /// <summary>Returns the violation, as in <c>below 1</c>. Null for valid numbers and other values.</summary>
    public static string? Fault(object? value, (double Minimum, double Maximum) range)
    {
        if (value is not (int or long or double or float or decimal or short or byte))
        {
            return null;
        }

        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        string? above = number > range.Maximum ? $"above {Text(range.Maximum)}" : null;
        return number < range.Minimum ? $"below {Text(range.Minimum)}" : above;
    }

    private static string Text(double bound) => bound.ToString("R", CultureInfo.InvariantCulture);
}
