using System.Runtime.ExceptionServices;

namespace Scalewright.Providers.Simulation.Kernel;

/// <content>Runs that also execute calls of other threads.</content>
public sealed partial class SimulationKernel
{
    private ExternalCallQueue? _outside;

    /// <summary>Runs due events and calls of other threads until the calls are closed.</summary>
    /// <param name="calls">Calls of other threads, and the advance of time.</param>
    /// <exception cref="SimulationEscapedException">Code left the loop.</exception>
    internal void Serve(ExternalCallQueue calls)
    {
        Occupy();
        _outside = calls;
        try
        {
            using ContextScope scope = new(_context);
            do
            {
                while (ServeOne(calls))
                {
                    // One call or event was executed.
                }
            } while (calls.Wait(_wheel.Earliest));
        }
        finally
        {
            _outside = null;
            Vacate();
        }
    }

    private bool ServeOne(ExternalCallQueue calls)
    {
        ServeInterrupt();
        long limit = calls.Limit(_now);
        if (calls.TryTake(out Action? call))
        {
            PassTo(limit);
            call!();
            return true;
        }

        if (Step(limit))
        {
            return true;
        }

        PassTo(limit);
        return false;
    }

    /// <summary>Advances time to a tick when no event is due.</summary>
    private void PassTo(long limit)
    {
        if (limit != long.MaxValue && _wheel.Earliest > limit)
        {
            _now = limit;
        }
    }

    private void ServeInterrupt()
    {
        switch (Interlocked.Exchange(ref _interrupt, null))
        {
            case SchedulerLeak escape:
                throw Spoil(escape);
            case ExceptionDispatchInfo failure:
                failure.Throw();
                break;
            case Action call:
                call();
                break;
        }
    }
}
