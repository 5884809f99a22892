namespace Scalewright.Experiments.Loads;

/// <summary>Computes load rates per interval. Late updates do not change the total number of records.</summary>
internal sealed class LoadPacer(ValueList<LoadSource> loads)
{
    private readonly double[] _rates = new double[loads.Count];
    private readonly double[] _owed = new double[loads.Count];
    private TimeSpan _at;
    private TimeSpan _until;

    /// <summary>Returns the rates until the next update. A late update is compensated.</summary>
    /// <param name="until">Time of the next update, after <paramref name="at"/>.</param>
    /// <returns>Records per second by name of the load.</returns>
    public ValueMap<double> NextRates(TimeSpan at, TimeSpan until, LoadFeedback feedback = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(until, at);
        for (int index = 0; index < loads.Count; index++)
        {
            double due = _rates[index] * (at - _at).TotalSeconds;
            _owed[index] += (until > _until ? loads[index].Shape.RecordsBetween(_until, until, feedback) : 0) - due;
            _rates[index] = Math.Max(0, _owed[index] / (until - at).TotalSeconds);
        }

        (_at, _until) = (at, until > _until ? until : _until);
        return loads.Select((load, index) => KeyValuePair.Create(load.Name, _rates[index])).ToValueMap();
    }
}
