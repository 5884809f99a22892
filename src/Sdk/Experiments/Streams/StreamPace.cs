namespace Scalewright.Experiments.Streams;

/// <summary>
/// Decides which ratio of a step of a running job is simulated: all of it, unless the state of the job is settled.
/// Below saturation it is settled some relaxation times after the last disturbance. A job with records waiting in its
/// topics is settled when each operator finishes as many records as it receives.
/// </summary>
internal sealed class StreamPace(StreamSampling sampling, JobLayout plan, double now)
{
    private const double NearSaturation = 0.99;
    private const double SettlingRelaxations = 20;
    private const double WindowSeconds = 2;
    private readonly JobUtilization _utilization = new(plan);
    private readonly double[] _rates = new double[plan.Job.Operators.Count];
    private double[] _settled = [];
    private long[] _content = [];
    private long[] _finished = new long[plan.Job.Operators.Count];
    private double _windowAt = now;
    private double _disturbedAt = now;
    private double _before = double.NaN;
    private double _hops;
    private double _sampledSeconds;
    private double _highestLag;
    private double _fallingSeconds;

    /// <summary>Indicates whether records wait in topics because the job is saturated.</summary>
    public bool IsSaturated => _settled.Length > 0;

    /// <summary>Requires that the state settles again.</summary>
    public void Disturb(double now) => (_disturbedAt, _windowAt, _settled, _content) = (now, now, [], []);

    /// <summary>Records the progress of the simulated part of a step.</summary>
    /// <param name="taken">For each operator, the records read from its topic.</param>
    /// <param name="hops">Records that operators finished.</param>
    public void Measure(long[] taken, long hops, double seconds)
    {
        for (int index = 0; index < taken.Length; index++)
        {
            _rates[index] = taken[index] / seconds;
        }

        _hops = hops / seconds;
    }

    /// <summary>Returns the records per second that an operator read from its topic in the last part.</summary>
    public double GetRate(int index) => _rates[index];

    /// <summary>Returns the factor for the arrivals of a job that is not to be overloaded, at most 1.</summary>
    public double GetAdmission(double[] arrivals) => Math.Min(1, 1 / _utilization.GetLoad(arrivals).Utilization);

    /// <summary>Returns the ratio of the next step to simulate, above 0 and at most 1.</summary>
    /// <param name="arrivals">For each operator, the records per second in its topic.</param>
    /// <param name="finished">For each operator, the records finished since the start.</param>
    public double GetRatio(JobStations stations, TopicReader?[] topics, double[] arrivals, long[] finished, double seconds)
    {
        JobLoad load = _utilization.GetLoad(arrivals);
        (double before, _before) = (_before, load.Utilization);
        double desired = sampling.HopsPerSecond / load.Hops;
        if (desired >= 1 || stations.IsLinkCut)
        {
            return 1;
        }

        if (sampling.IsThroughputOnly)
        {
            return desired;
        }

        if (load.Utilization < NearSaturation && !Array.Exists(topics, topic => topic?.Next <= stations.Now))
        {
            (_settled, _content) = ([], []);
            double change = Math.Abs(load.Utilization - before) / seconds * load.Relaxation / ((1 - load.Utilization) * sampling.Error);
            _disturbedAt = change < 1 ? _disturbedAt : stations.Clock;
            double since = stations.Clock - (SettlingRelaxations * load.Relaxation);
            return _disturbedAt <= since && stations.IsIdleSince(since) ? Math.Max(desired, change) : 1;
        }

        _disturbedAt = stations.Clock;
        double[] lags = [.. topics.Select((topic, index) => (topic?.Lag ?? 0) - (arrivals[index] * seconds))];
        if (!IsSettled(stations, lags, arrivals, finished, seconds))
        {
            (_sampledSeconds, _highestLag) = (0, 0);
            return 1;
        }

        // A rate measured in a part differs by chance, and the lag sums these differences until the topics are empty:
        // three standard deviations, of the highest lag.
        double lag = lags.Sum();
        _sampledSeconds += seconds;
        (_highestLag, _fallingSeconds) = lag >= _highestLag ? (lag, 0) : (_highestLag, _fallingSeconds + seconds);
        double remainingSeconds = _fallingSeconds > 0 ? lag * _fallingSeconds / (_highestLag - lag) : 0;
        double margin = sampling.Error * _highestLag / 3;
        double needed = _rates.Sum() * (_sampledSeconds + remainingSeconds) / (margin * margin);
        return Math.Min(1, Math.Max(sampling.HopsPerSecond / _hops, needed));
    }

    /// <param name="lags">For each operator, the records in its topic without those of the next step.</param>
    private bool IsSettled(JobStations stations, double[] lags, double[] arrivals, long[] finished, double seconds)
    {
        bool isSettled =
            IsSaturated
            && Enumerable
                .Range(0, lags.Length)
                .All(index =>
                    double.IsNaN(_settled[index])
                        ? lags[index] > _rates[index] * seconds
                        : Math.Abs(arrivals[index] - _settled[index]) <= sampling.Error * _settled[index]
                );
        if (isSettled || (!IsSaturated && stations.Clock - _windowAt < WindowSeconds && _content.Length > 0))
        {
            return isSettled;
        }

        long[] content = stations.GetContent();
        bool isBalanced =
            !IsSaturated
            && _content.Length > 0
            && Enumerable
                .Range(0, content.Length)
                .All(index => Math.Abs(content[index] - _content[index]) <= sampling.Error * (finished[index] - _finished[index]));

        // Topics with records for less than a step count as empty.
        double[] open = [.. lags.Select((lag, index) => lag > _rates[index] * seconds ? double.NaN : arrivals[index])];
        _settled = isBalanced && Array.Exists(open, double.IsNaN) ? open : [];
        (_content, _finished, _windowAt) = (content, [.. finished], stations.Clock);
        return IsSaturated;
    }
}
