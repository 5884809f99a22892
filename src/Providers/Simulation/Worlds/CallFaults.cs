using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Current faults of calls to clouds and of their lists.</summary>
/// <remarks>Each call has its own random stream, so removing a fault does not affect other calls.</remarks>
internal sealed class CallFaults(World world)
{
    private readonly List<ActiveFailure> _failures = [];
    private readonly List<DelayCalls> _delays = [];
    private readonly List<ActiveLag> _lags = [];
    private readonly Dictionary<object, int> _recorded = new(ReferenceEqualityComparer.Instance);
    private int _reuses;
    private int _repeats;

    /// <summary>Number of the last recorded event that delays lists now; -1 for none.</summary>
    public int LagCause => _lags.Count > 0 ? _lags[^1].EventNumber : -1;

    public bool ReusesIds => _reuses > 0;

    private RandomStreams Random => world.Kernel.RandomStreams;

    public Action Start(FailCalls fault)
    {
        ActiveFailure active = new(fault) { Recorded = world.Kernel.Recorder?.Cause ?? -1 };
        return Start(_failures, active);
    }

    public Action Start(DelayCalls fault)
    {
        _recorded[fault] = world.Kernel.Recorder?.Cause ?? -1;
        return Start(_delays, fault);
    }

    public Action StartLag(TimeSpan lag) => Start(_lags, new ActiveLag(lag, world.Kernel.Recorder?.Cause ?? -1));

    public Action StartReuse()
    {
        _reuses++;
        return () => _reuses--;
    }

    public Action StartRepeatedPages()
    {
        _repeats++;
        return () => _repeats--;
    }

    public long NextPage(long before, long after) => _repeats > 0 ? before : after;

    public CallDisposition GetDisposition(CloudCall call)
    {
        CallModel model = world.Options.Calls;
        TimeSpan latency = model.Latency is FixedDuration fixedDuration
            ? fixedDuration.Duration
            : model.Latency.Sample(GetStream("call", call));
        TimeSpan requestDelay = latency / 2;
        int cause = -1;
        foreach (DelayCalls delay in _delays)
        {
            if (IsAbout(delay.Kinds, delay.Cloud, call))
            {
                requestDelay += delay.Delay.Sample(GetStream($"faults/{delay.Stream}", call));
                cause = _recorded.GetValueOrDefault(delay, -1);
            }
        }

        ActiveFailure? failure = FindFailure(call);
        return new CallDisposition(requestDelay, latency - (latency / 2), failure?.Fault) { Cause = failure?.Recorded ?? cause };
    }

    /// <summary>Returns the time until a change appears in lists.</summary>
    public TimeSpan SampleLag(SimulatedResource resource)
    {
        TimeSpan window = world.Options.Calls.ConsistencyWindow;
        long lag =
            window > TimeSpan.Zero ? Random.CreateStream($"lists/{resource.Tag.Token}/{resource.ChangeCount}").NextInt64(window.Ticks + 1) : 0;
        return _lags.Aggregate(new TimeSpan(lag), (sum, active) => sum + active.Delay);
    }

    private ActiveFailure? FindFailure(CloudCall call)
    {
        foreach (ActiveFailure active in _failures)
        {
            FailCalls fault = active.Fault;
            if (
                active.Remaining > 0
                && IsAbout(fault.Kinds, fault.Cloud, call)
                && (fault.Probability >= 1 || GetStream($"faults/{fault.Stream}", call).NextBoolean(fault.Probability))
            )
            {
                active.Remaining--;
                return active;
            }
        }

        return null;
    }

    private static bool IsAbout(CallKinds kinds, string? cloud, CloudCall call) =>
        kinds.HasFlag(call.Kind) && (cloud is null || cloud == call.Cloud);

    private StableRandom GetStream(string purpose, CloudCall call) =>
        Random.CreateStream($"{purpose}/{call.Kind}/{call.Subject}/{world.Kernel.Now}");

    private static Action Start<T>(List<T> list, T item)
    {
        list.Add(item);
        return () => list.Remove(item);
    }

    private sealed record ActiveLag(TimeSpan Delay, int EventNumber);

    private sealed class ActiveFailure(FailCalls fault)
    {
        public FailCalls Fault => fault;

        public int Recorded { get; init; } = -1;

        public int Remaining { get; set; } = fault.MaxCount;
    }
}

/// <summary>Predetermined latency and failure of a call.</summary>
/// <param name="Failure">Failure of the call; null for none.</param>
internal readonly record struct CallDisposition(TimeSpan There, TimeSpan Back, FailCalls? Failure)
{
    /// <summary>Number of the recorded event that fails or delays the call; -1 for none.</summary>
    public int Cause { get; init; } = -1;
}
