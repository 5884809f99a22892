using System.Globalization;
using Scalewright.Experiments.Histories;

namespace Scalewright.Experiments.Reports;

/// <summary>How points are told apart in a picture: by the one parameter that differs, where it is a number; else by their names.</summary>
internal sealed class PointAxis
{
    private readonly string? _parameter;

    public PointAxis(ExperimentData data)
    {
        string[] varied = [.. data.Points.SelectMany(point => point.Parameters.Keys).Distinct(StringComparer.Ordinal)
            .Where(key => data.Points.Select(point => point.Parameters.GetValueOrDefault(key)).Distinct(StringComparer.Ordinal).Count() > 1)];
        _parameter = varied is [var one] && data.Points.Select(point => point.Parameters.GetValueOrDefault(one)).ToArray() is var values
            && values.All(IsNumber) && values.Distinct(StringComparer.Ordinal).Count() == values.Length ? one : null;
    }

    /// <summary>Whether points are numbers.</summary>
    public bool IsNumeric => _parameter is not null;

    /// <summary>Title of the axis; empty for names.</summary>
    public string Title => _parameter ?? "";

    /// <summary>The category of a point.</summary>
    public string Of(PointData point) => _parameter is null ? point.Name : point.Parameters[_parameter];

    private static bool IsNumber(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value);
}
