using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Current faults of calls to clouds and of their lists.</summary>
/// <remarks>Each call has its own random stream, so removing a fault does not affect other calls.</remarks>
internal sealed class CallFaults(World world)
{
    private readonly List<ActiveFailure> _failures = [];
    private readonly List<ActiveDelay> _delays = [];
    private readonly List<ActiveLag> _lags = [];
    private int _reuses;
    private int _repeats;

    /// <summary>Recorded event that delays lists now, the last one of several.</summary>
    public int LagEventNumber => _lags.Count > 0 ? _lags[^1].EventNumber : EventNumbers.None;

    public bool ReusesIds => _reuses > 0;

    private int Cause => EventNumbers.GetCause(world.Kernel.Recorder);

    private RandomStreams Random => world.Kernel.RandomStreams;

    public Action Start(FailCalls fault) => Start(_failures, new ActiveFailure(fault, Cause));

    public Action Start(DelayCalls fault) => Start(_delays, new ActiveDelay(fault, Cause));

    public Action StartLag(TimeSpan lag) => Start(_lags, new ActiveLag(lag, Cause));

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
        int cause = EventNumbers.None;
        foreach ((DelayCalls delay, int eventNumber) in _delays)
        {
            if (IsAbout(delay.Kinds, delay.Cloud, call))
            {
                requestDelay += delay.Delay.Sample(GetStream($"faults/{delay.Stream}", call));
                cause = eventNumber;
            }
        }

        ActiveFailure? failure = FindFailure(call);
        return new CallDisposition(requestDelay, latency - (latency / 2), failure?.Fault) { Cause = failure?.EventNumber ?? cause };
    }

    /// <summary>Returns the time until a change appears in lists.</summary>
    public TimeSpan SampleLag(SimulatedResource resource)
    {
        TimeSpan window = world.Options.Calls.ConsistencyWindow;
        long lag =
            window > TimeSpan.Zero
                ? Random.CreateStream($"lists/{resource.Tag.Token}/{resource.ChangeCount}").NextInt64(window.Ticks + 1)
                : 0;
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

    private sealed record ActiveDelay(DelayCalls Fault, int EventNumber);

    private sealed record ActiveLag(TimeSpan Delay, int EventNumber);

    private sealed class ActiveFailure(FailCalls fault, int eventNumber)
    {
        public FailCalls Fault => fault;

        public int EventNumber => eventNumber;

        public int Remaining { get; set; } = fault.MaxCount;
    }
}

/// <summary>Predetermined latency and failure of a call.</summary>
/// <param name="Failure">Failure of the call; null for none.</param>
internal readonly record struct CallDisposition(TimeSpan RequestDelay, TimeSpan ResponseDelay, FailCalls? Failure)
{
    /// <summary>Recorded event that fails or delays the call.</summary>
    public int Cause { get; init; } = EventNumbers.None;
}
