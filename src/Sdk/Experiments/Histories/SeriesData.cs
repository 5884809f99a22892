using System.Runtime.InteropServices;

namespace Scalewright.Experiments.Histories;

/// <summary>Values of one series in chronological order.</summary>
public sealed class SeriesData
{
    private readonly List<double> _times = [];
    private readonly List<double> _values = [];

    /// <summary>Seconds since the start of the load, one for each value.</summary>
    public ReadOnlySpan<double> Times => CollectionsMarshal.AsSpan(_times);

    /// <summary>The values.</summary>
    public ReadOnlySpan<double> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>Returns a copy without NaN and infinite values.</summary>
    internal SeriesData Finite()
    {
        SeriesData finite = new();
        for (int index = 0; index < _values.Count; index++)
        {
            if (double.IsFinite(_values[index]))
            {
                finite.Add(_times[index], _values[index]);
            }
        }

        return finite;
    }

    internal void Add(double time, double value)
    {
        _times.Add(time);
        _values.Add(value);
    }
}
