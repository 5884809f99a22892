namespace Scalewright.Experiments.Loads;

/// <summary>Rates for makers of load that are told them now and then: as many records come as the shapes say, whatever happens between two orders.</summary>
internal sealed class LoadCourse(ValueList<LoadSource> loads)
{
    private readonly double[] _rates = new double[loads.Count];
    private readonly double[] _owed = new double[loads.Count];
    private TimeSpan _at;
    private TimeSpan _until;

    /// <summary>The rates from now on, until the next order is due; who was told late makes up for it.</summary>
    /// <param name="until">When the next order is due, after <paramref name="at"/>.</param>
    /// <param name="feedback">What closed loops must know.</param>
    /// <returns>Records a second by the name of the load.</returns>
    public ValueMap<double> Next(TimeSpan at, TimeSpan until, LoadFeedback feedback = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(until, at);
        for (int index = 0; index < loads.Count; index++)
        {
            double made = _rates[index] * (at - _at).TotalSeconds;
            _owed[index] += (until > _until ? loads[index].Shape.RecordsBetween(_until, until, feedback) : 0) - made;
            _rates[index] = Math.Max(0, _owed[index] / (until - at).TotalSeconds);
        }

        (_at, _until) = (at, until > _until ? until : _until);
        return loads.Select((load, index) => KeyValuePair.Create(load.Name, _rates[index])).ToValueMap();
    }
}
