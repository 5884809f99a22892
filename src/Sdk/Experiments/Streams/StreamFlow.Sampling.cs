namespace Scalewright.Experiments.Streams;

/// <content>Steps of which only a part is simulated.</content>
internal sealed partial class StreamFlow
{
    /// <summary>Returns the ratio of records that sources may read, so that lines in the job do not fill.</summary>
    private double GetAdmission(double[] counts, double seconds)
    {
        if (!_sampling.IsThroughputOnly)
        {
            return 1;
        }

        double[] offered = [.. counts.Select((count, index) => (count + (_topics[index]?.Withheld ?? 0)) / seconds)];
        return _pace?.GetAdmission(offered) ?? 0;
    }

    /// <summary>Simulates a part in the middle of a step, which represents all of it.</summary>
    private void RunSample(double from, double ratio)
    {
        double end = _elapsed.TotalSeconds;
        double length = ratio * (end - from);
        JobStations stations = _stations!;
        long before = _counters.Taken;
        Skip(from + ((end - from - length) / 2));
        double start = stations.Now;
        long first = _counters.Taken;
        long[] waiting = GetLags();
        _counters.StartSample();
        do
        {
            stations.Run(Math.Min(end, stations.Now + length), isUntilMark: false);
        } while (
            !_pace!.IsSaturated
            && !_sampling.IsThroughputOnly
            && stations.Now < end
            && Array.Exists(_topics, topic => topic?.Next <= stations.Now)
        );

        double part = stations.Now - start;
        long taken = _counters.Taken - first;
        Measure(waiting, part);
        Skip(end);
        double weight = (end - from) / part;
        _counters.Complete(taken > 0 ? (double)(_counters.Taken - before) / taken : weight, weight, end - from - part);
    }

    private void Measure(long[] waiting, double seconds)
    {
        _stations?.Count();
        _pace?.Measure([.. waiting.Select((lag, index) => lag - (_topics[index]?.Lag ?? 0))], _counters.Records.Sum(), seconds);
    }

    private long[] GetLags() => [.. _topics.Select(topic => topic?.Lag ?? 0)];

    /// <summary>Leaves out the time until the end. Checkpoints take as long as the last records.</summary>
    private void Skip(double end)
    {
        while (true)
        {
            double now = _stations!.Now;
            double aligned = _alignedAt ?? _markAt + _counters.LongestPipeline;
            double next = Math.Max(now, _isMarked ? GetCompletion(aligned) : _markAt);
            SkipUntil(Math.Min(end, next));
            if (next >= end)
            {
                _alignedAt = _isMarked ? aligned : null;
                return;
            }

            if (_isMarked)
            {
                Complete(next);
            }
            else
            {
                Mark();
            }
        }
    }

    private void SkipUntil(double until)
    {
        double now = _stations!.Now;
        for (int index = 0; index < _topics.Length; index++)
        {
            if (_topics[index] is { } topic)
            {
                bool isWaiting = topic.Next <= now;
                _counters.Taken += topic.Skip(until, isWaiting ? (long)Math.Round(_pace!.GetRate(index) * (until - now)) : long.MaxValue);
            }
        }

        _stations.Skip(Math.Max(0, until - now));
    }
}
