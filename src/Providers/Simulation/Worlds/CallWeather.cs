using Scalewright.Providers.Simulation.Models;

namespace Scalewright.Providers.Simulation.Worlds;

/// <summary>Current faults of calls to clouds and of their lists.</summary>
/// <remarks>Each call has its own random stream, so removing a fault does not affect other calls.</remarks>
internal sealed class CallWeather(World world)
{
    private readonly List<ActiveFailure> _failures = [];
    private readonly List<DelayCalls> _delays = [];
    private readonly List<TimeSpan> _lags = [];
    private int _reuses;
    private int _repeats;

    public bool ReusesIds => _reuses > 0;

    private ChanceStreams Chance => world.Kernel.Chance;

    public Action Begin(FailCalls fault)
    {
        ActiveFailure active = new(fault);
        return Begin(_failures, active);
    }

    public Action Begin(DelayCalls fault) => Begin(_delays, fault);

    public Action BeginLag(TimeSpan lag) => Begin(_lags, lag);

    public Action BeginReuse()
    {
        _reuses++;
        return () => _reuses--;
    }

    public Action BeginRepeatedPages()
    {
        _repeats++;
        return () => _repeats--;
    }

    public long NextPage(long before, long after) => _repeats > 0 ? before : after;

    public CallFate FateOf(Call call)
    {
        CallModel model = world.Options.Calls;
        TimeSpan latency = model.Latency is FixedDuration known ? known.Duration : model.Latency.Draw(StreamOf("call", call));
        TimeSpan there = latency / 2;
        foreach (DelayCalls delay in _delays)
        {
            if (IsAbout(delay.Kinds, delay.Cloud, call))
            {
                there += delay.By.Draw(StreamOf($"faults/{delay.Stream}", call));
            }
        }

        return new CallFate(there, latency - (latency / 2), FailureOf(call));
    }

    /// <summary>Returns the time until a change appears in lists.</summary>
    public TimeSpan DrawLag(Holding holding)
    {
        TimeSpan window = world.Options.Calls.ConsistencyWindow;
        long lag = window > TimeSpan.Zero ? Chance.Draw($"lists/{holding.Tag.Token}/{holding.Changes}").NextInt64(window.Ticks + 1) : 0;
        return _lags.Aggregate(new TimeSpan(lag), (sum, more) => sum + more);
    }

    private FailCalls? FailureOf(Call call)
    {
        foreach (ActiveFailure active in _failures)
        {
            FailCalls fault = active.Fault;
            if (active.Left > 0
                && IsAbout(fault.Kinds, fault.Cloud, call)
                && (fault.Chance >= 1 || StreamOf($"faults/{fault.Stream}", call).NextChance(fault.Chance)))
            {
                active.Left--;
                return fault;
            }
        }

        return null;
    }

    private static bool IsAbout(CallKinds kinds, string? cloud, Call call) => kinds.HasFlag(call.Kind) && (cloud is null || cloud == call.Cloud);

    private StableRandom StreamOf(string what, Call call) => Chance.Draw($"{what}/{call.Kind}/{call.Subject}/{world.Kernel.Now}");

    private static Action Begin<T>(List<T> list, T item)
    {
        list.Add(item);
        return () => list.Remove(item);
    }

    private sealed class ActiveFailure(FailCalls fault)
    {
        public FailCalls Fault => fault;

        public int Left { get; set; } = fault.CountMax;
    }
}

/// <summary>Predetermined course of a call.</summary>
/// <param name="Failure">Failure of the call; null for none.</param>
internal readonly record struct CallFate(TimeSpan There, TimeSpan Back, FailCalls? Failure);
