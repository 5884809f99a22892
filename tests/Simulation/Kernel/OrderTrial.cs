using Scalewright.Providers.Simulation.Kernel;

namespace Simulation.Tests.Kernel;

/// <summary>Random schedules, cancellations and steps, played on the kernel and on a sorted set.</summary>
internal sealed class OrderTrial(int seed, long[] spans)
{
    private readonly SimulationKernel _kernel = new();
    private readonly Random _random = new(seed);
    private readonly SortedSet<(long Time, int Number)> _expected = [];
    private readonly List<(EventHandle Handle, long Time, int Number)> _handles = [];
    private string? _difference;
    private int _number;

    /// <summary>The first difference, or null.</summary>
    public static string? Play(int seed, int operations, long[] spans)
    {
        OrderTrial trial = new(seed, spans);
        for (int operation = 0; operation < operations && trial._difference is null; operation++)
        {
            trial.Act();
        }

        trial._kernel.Run();
        return trial._difference ?? (trial._expected.Count == 0 ? null : $"{trial._expected.Count} events never fired");
    }

    private void Act()
    {
        switch (_random.Next(20))
        {
            case < 11:
                Add();
                break;
            case < 14 when _handles.Count > 0:
                Cancel();
                break;
            default:
                long span = spans[_random.Next(spans.Length)];
                _kernel.RunFor(TimeSpan.FromTicks(_random.NextInt64(1 + Math.Min(span, (long.MaxValue - _kernel.Now) / 1_000))));
                break;
        }
    }

    private void Add()
    {
        long span = Math.Min(spans[_random.Next(spans.Length)], long.MaxValue - _kernel.Now);
        (long time, int number) = (_kernel.Now + _random.NextInt64(span), _number++);
        _expected.Add((time, number));
        EventHandle handle = _kernel.Schedule(time, () => Check(time, number));
        _handles.Add((handle, time, number));
    }

    private void Cancel()
    {
        int index = _random.Next(_handles.Count);
        (EventHandle handle, long time, int number) = _handles[index];
        _handles[index] = _handles[^1];
        _handles.RemoveAt(_handles.Count - 1);
        if (_kernel.Cancel(handle) != _expected.Remove((time, number)))
        {
            _difference ??= $"event {number} for {time} was cancelled by one side only at {_kernel.Now}";
        }
    }

    private void Check(long time, int number)
    {
        if (_expected.Min != (time, number) || _kernel.Now != time)
        {
            _difference ??= $"event {number} for {time} at {_kernel.Now} instead of {_expected.Min}";
        }

        _expected.Remove((time, number));
    }
}
