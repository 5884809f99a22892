using Scalewright.Experiments.Streams;

namespace Scalewright.Experiments.Processes;

/// <summary>Turns what a broker counted since the beginning into what happened since the reading before: readings add up to just what it counted.</summary>
internal sealed class TallyReader(StreamJob job)
{
    private BrokerTally? _last;
    private TimeSpan _at;

    public FlowReading Read(BrokerTally tally, TimeSpan at, FlowStatus status, int restarts)
    {
        double seconds = Math.Max((at - _at).TotalSeconds, 1e-9);
        List<OperatorReading> operators = [];
        for (int index = 0; index < tally.Operators.Count; index++)
        {
            operators.Add(Read(tally.Operators[index], _last?.Operators[index], job.Operators[index].Topic is not null, seconds));
        }

        long left = tally.Left - (_last?.Left ?? 0);
        FlowReading reading = new(at, status)
        {
            Operators = operators.ToValueList(),
            ArrivalsPerSecond = (tally.Arrived - (_last?.Arrived ?? 0)) / seconds,
            Throughput = operators.Where((_, index) => job.Operators[index].Topic is not null).Sum(item => item.RecordsPerSecond),
            Lag = operators.Sum(item => item.Lag),
            LatencySeconds = left > 0 ? (tally.LatencySeconds - (_last?.LatencySeconds ?? 0)) / left : double.NaN,
            Restarts = restarts,
        };
        (_last, _at) = (tally, at);
        return reading;
    }

    /// <summary>The reading of a job that nobody can ask; what it did is told by the next one.</summary>
    public FlowReading Unknown(TimeSpan at, int restarts) => new(at, FlowStatus.Restarting)
    {
        Operators = [.. job.Operators.Select(item => new OperatorReading(item.Name, [1]))],
        ArrivalsPerSecond = double.NaN,
        Lag = double.NaN,
        LatencySeconds = double.NaN,
        Restarts = restarts,
    };

    private static OperatorReading Read(OperatorTally tally, OperatorTally? last, bool isSource, double seconds)
    {
        const double Milliseconds = 1000;
        int count = tally.DoneByInstance.Count;
        double[] done = [.. tally.DoneByInstance.Select((records, index) => (double)(records - (last?.Generation == tally.Generation ? last.DoneByInstance[index] : 0)))];
        double sum = done.Sum();
        return new OperatorReading(tally.Operator, sum > 0 ? [.. done.Select(records => records / sum)] : [.. done.Select(_ => 1.0 / count)])
        {
            RecordsPerSecond = (tally.Done - (last?.Done ?? 0)) / seconds,
            BusyMs = Math.Clamp((tally.BusySeconds - (last?.BusySeconds ?? 0)) / seconds / count * Milliseconds, 0, Milliseconds),
            BackpressuredMs = Math.Clamp((tally.HeldSeconds - (last?.HeldSeconds ?? 0)) / seconds / count * Milliseconds, 0, Milliseconds),
            Lag = isSource ? tally.Waiting : 0,
            ArrivalsPerSecond = (tally.Arrived - (last?.Arrived ?? 0)) / seconds,
        };
    }
}
