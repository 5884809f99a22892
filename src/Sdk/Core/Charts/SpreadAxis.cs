using System.Globalization;

namespace Scalewright.Charts;

/// <summary>
/// Where the categories of a chart lie. Categories that are all numbers lie where their values are, so that a line between them has its true slope; others
/// lie side by side.
/// </summary>
internal sealed class SpreadAxis
{
    private const int Pad = 40;
    private const int MinSlot = 6;
    private readonly ValueList<string> _names;
    private readonly Dictionary<string, double> _centres = new(StringComparer.Ordinal);

    public SpreadAxis(ValueList<string> names, int left, int right, int maxMarks)
    {
        _names = names;
        double[] values = [.. names.Select(name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        IsNumeric = values.Distinct().Count() > 1 && values.All(double.IsFinite) && double.IsFinite(values.Max() - values.Min());
        if (!IsNumeric)
        {
            Slot = (right - left) / (double)Math.Max(1, names.Count);
            foreach ((int index, string name) in names.Index())
            {
                _centres.TryAdd(name, left + (Slot * (index + 0.5)));
            }

            Marks = [.. names.Select(name => (_centres[name], name))];
            return;
        }

        (double least, double most) = (values.Min(), values.Max());
        ChartAxis axis = ChartAxis.OfRange(least, most, maxMarks, Array.TrueForAll(values, double.IsInteger));
        double XOf(double value) => left + Pad + ((value - least) / (most - least) * (right - left - (2 * Pad)));
        foreach ((int index, string name) in names.Index())
        {
            _centres.TryAdd(name, XOf(values[index]));
        }

        double[] sorted = [.. _centres.Values.Distinct().Order()];
        Slot = Math.Max(MinSlot, sorted.Zip(sorted.Skip(1), (one, next) => next - one).Min());
        Marks = [.. axis.Marks().Select(value => (XOf(value), ChartAxis.TextOf(value)))];
    }

    /// <summary>Whether the categories are numbers.</summary>
    public bool IsNumeric { get; }

    /// <summary>Pixels that a category has for itself.</summary>
    public double Slot { get; }

    /// <summary>What is written below the axis, and where.</summary>
    public ValueList<(double X, string Text)> Marks { get; }

    /// <summary>Whether the names of all categories fit below the axis.</summary>
    public bool Fits => IsNumeric || _names.All(name => TextWidth.Of(name, SvgCanvas.LetterSize) <= Slot - 4);

    /// <summary>The centre of a category in pixels; null when there is no such category.</summary>
    public double? CentreOf(string category) => _centres.TryGetValue(category, out double centre) ? centre : null;
}
