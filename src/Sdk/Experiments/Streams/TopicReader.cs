using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>
/// Position of a source in its topic. Records are stored as numbers of Poisson arrivals in intervals; the arrival time
/// of each record is drawn when the source reads it.
/// </summary>
internal sealed class TopicReader(StableRandom random)
{
    private readonly List<ArrivalRun> _read = [];
    private Queue<ArrivalRun> _waiting = new();
    private ArrivalRun _current;
    private int _marked;
    private double _readUntil;

    /// <summary>Number of records that were not read, with the withheld ones.</summary>
    public long Lag { get; private set; }

    /// <summary>Number of records that are not available to the source yet.</summary>
    public long Withheld { get; private set; }

    /// <summary>Arrival time of the next record in seconds; infinite without one.</summary>
    public double Next { get; private set; } = double.PositiveInfinity;

    /// <summary>Adds records that arrive in an interval.</summary>
    /// <param name="admitted">Ratio of the records, with the withheld ones, that are available to the source.</param>
    public void Add(double from, double until, long count, double admitted = 1)
    {
        Lag += count;
        long available = (long)Math.Ceiling((Withheld + count) * admitted);
        Withheld += count - available;
        if (available > 0)
        {
            _waiting.Enqueue(new ArrivalRun(from, until, available, available));
            if (!double.IsFinite(Next))
            {
                DrawNext();
            }
        }
    }

    /// <summary>Reads the next record and returns its arrival time.</summary>
    public double Read()
    {
        double arrival = Next;
        _readUntil = arrival;
        Lag--;
        _current = _current with { UnreadCount = _current.UnreadCount - 1 };
        DrawNext();
        return arrival;
    }

    /// <summary>Reads records that arrive until a time, without their arrival times.</summary>
    /// <returns>Number of records, at most <paramref name="max"/>.</returns>
    public long Skip(double until, long max)
    {
        long skipped = 0;
        while (skipped < max && _current.UnreadCount > 0 && _readUntil < until)
        {
            double remainingTime = _current.Until - _readUntil;
            long arrived = (long)Math.Round(_current.UnreadCount * Math.Min(1, (until - _readUntil) / remainingTime));
            long count = Math.Min(arrived, max - skipped);
            _readUntil = count == arrived ? Math.Min(until, _current.Until) : _readUntil + (remainingTime * count / _current.UnreadCount);
            _current = _current with { UnreadCount = _current.UnreadCount - count };
            skipped += count;
            DrawNext();
        }

        Lag -= skipped;
        return skipped;
    }

    /// <summary>Notes the position for a checkpoint.</summary>
    public void Mark()
    {
        if (_current.Total > _current.UnreadCount)
        {
            long count = _current.Total - _current.UnreadCount;
            _read.Add(new ArrivalRun(_current.From, _readUntil, count, count));
            _current = _current with { From = _readUntil, Total = _current.UnreadCount };
        }

        _marked = _read.Count;
    }

    /// <summary>Completes the checkpoint.</summary>
    public void Commit()
    {
        _read.RemoveRange(0, _marked);
        _marked = 0;
    }

    /// <summary>Returns to the position of the last completed checkpoint.</summary>
    /// <returns>Number of records that are read again.</returns>
    public long Restore()
    {
        long repeated = _read.Sum(run => run.UnreadCount) + (_current.Total - _current.UnreadCount);
        ArrivalRun[] current = _current.Total > 0 ? [_current with { UnreadCount = _current.Total }] : [];
        _waiting = new Queue<ArrivalRun>([.. _read, .. current, .. _waiting]);
        _read.Clear();
        _marked = 0;
        _current = default;
        Lag += repeated;
        DrawNext();
        return repeated;
    }

    /// <summary>Draws the time of the next arrival; infinity if all records are read.</summary>
    private void DrawNext()
    {
        if (_current.UnreadCount == 0 && !TryTakeNextRun())
        {
            Next = double.PositiveInfinity;
            return;
        }

        // The minimum of n uniform random numbers, from an exponential one.
        double fraction = 1 - Math.Exp(Math.Log(1 - random.NextDouble()) / _current.UnreadCount);
        Next = _readUntil + ((_current.Until - _readUntil) * fraction);
    }

    private bool TryTakeNextRun()
    {
        if (_current.Total > 0)
        {
            _read.Add(_current with { UnreadCount = _current.Total });
        }

        if (!_waiting.TryDequeue(out _current))
        {
            return false;
        }

        _readUntil = _current.From;
        return true;
    }
}

/// <summary>Poisson arrivals in an interval, of which a number was not read.</summary>
internal readonly record struct ArrivalRun(double From, double Until, long Total, long UnreadCount);
