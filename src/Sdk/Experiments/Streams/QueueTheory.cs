namespace Scalewright.Experiments.Streams;

/// <summary>Waiting times of simple queues in balance.</summary>
internal static class QueueTheory
{
    /// <summary>Mean time that a record waits before one instance: Pollaczek and Khinchine, for records that come by chance.</summary>
    /// <param name="rate">Records a second, 0 or more.</param>
    /// <param name="cost">Seconds for one record, above 0.</param>
    /// <param name="spread">Standard deviation of the cost over its mean; 1 for M/M/1, 0 for M/D/1.</param>
    /// <returns>Seconds; infinite when records come faster than they can be done.</returns>
    public static double Wait(double rate, double cost, double spread = 1)
    {
        double busy = rate * cost;
        return busy >= 1 ? double.PositiveInfinity : busy / (1 - busy) * cost * (1 + (spread * spread)) / 2;
    }

    /// <summary>Mean time that a record waits before several instances with one line (M/M/c): Erlang's formula C.</summary>
    /// <param name="rate">Records a second, 0 or more.</param>
    /// <param name="cost">Seconds for one record, above 0.</param>
    /// <param name="count">Instances, 1 or more.</param>
    /// <returns>Seconds; infinite when records come faster than they can be done.</returns>
    public static double PoolWait(double rate, double cost, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double load = rate * cost;
        if (load >= count)
        {
            return double.PositiveInfinity;
        }

        // Erlang's B by its recursion, which does not overflow.
        double blocked = 1;
        for (int servers = 1; servers <= count; servers++)
        {
            blocked = load * blocked / (servers + (load * blocked));
        }

        double waits = blocked / (1 - (load / count * (1 - blocked)));
        return waits * cost / (count - load);
    }
}
