namespace Scalewright.Decisions;

/// <summary>A right-open step function of time.</summary>
internal sealed class StepCurve
{
    private readonly double[] _times;
    private readonly double[] _values;

    public StepCurve(ValueList<StepValue> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _times = [.. ((IEnumerable<StepValue>)steps).Select(step => step.Seconds)];
        _values = [.. ((IEnumerable<StepValue>)steps).Select(step => step.Value)];
        bool isOrdered = _times.Length > 0 && _times[0] == 0;
        for (int index = 0; index < _times.Length; index++)
        {
            isOrdered &= double.IsFinite(_times[index]) && double.IsFinite(_values[index]) && (index == 0 || _times[index] > _times[index - 1]);
        }

        if (!isOrdered)
        {
            throw new ArgumentException("a step function begins at 0, its times grow, and its values are finite", nameof(steps));
        }
    }

    public ReadOnlySpan<double> Times => _times;

    public double At(double seconds)
    {
        int index = Array.BinarySearch(_times, seconds);
        return _values[index >= 0 ? index : ~index - 1];
    }

    public int CountChanges(double until)
    {
        int count = 0;
        for (int index = 1; index < _times.Length && _times[index] < until; index++)
        {
            count += _values[index] != _values[index - 1] ? 1 : 0;
        }

        return count;
    }
}
