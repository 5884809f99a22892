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
            Draw();
        }
    }

    /// <summary>Reads the next record and returns its arrival time.</summary>
    public double Read()
    {
        double arrival = Next;
        _readUntil = arrival;
        Lag--;
        _current = _current with { Count = _current.Count - 1 };
        Next = double.PositiveInfinity;
        Draw();
        return arrival;
    }

    /// <summary>Reads records that arrive until a time, without their arrival times.</summary>
    /// <returns>Number of records, at most <paramref name="max"/>.</returns>
    public long Skip(double until, long max)
    {
        long skipped = 0;
        while (skipped < max && _current.Count > 0 && _readUntil < until)
        {
            double remainingTime = _current.Until - _readUntil;
            long arrived = (long)Math.Round(_current.Count * Math.Min(1, (until - _readUntil) / remainingTime));
            long count = Math.Min(arrived, max - skipped);
            _readUntil = count == arrived ? Math.Min(until, _current.Until) : _readUntil + (remainingTime * count / _current.Count);
            _current = _current with { Count = _current.Count - count };
            skipped += count;
            Next = double.PositiveInfinity;
            Draw();
        }

        Lag -= skipped;
        return skipped;
    }

    /// <summary>Notes the position for a checkpoint.</summary>
    public void Mark()
    {
        if (_current.Total > _current.Count)
        {
            long count = _current.Total - _current.Count;
            _read.Add(new ArrivalRun(_current.From, _readUntil, count, count));
            _current = _current with { From = _readUntil, Total = _current.Count };
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
        long repeated = _read.Sum(run => run.Count) + (_current.Total - _current.Count);
        ArrivalRun[] current = _current.Total > 0 ? [_current with { Count = _current.Total }] : [];
        _waiting = new Queue<ArrivalRun>([.. _read, .. current, .. _waiting]);
        _read.Clear();
        (_marked, _current, Next) = (0, default, double.PositiveInfinity);
        Lag += repeated;
        Draw();
        return repeated;
    }

    private void Draw()
    {
        if (double.IsFinite(Next))
        {
            return;
        }

        if (_current.Count == 0)
        {
            if (_current.Total > 0)
            {
                _read.Add(_current with { Count = _current.Total });
                _current = default;
            }

            if (!_waiting.TryDequeue(out _current))
            {
                return;
            }

            _readUntil = _current.From;
        }

        // The minimum of n uniform random numbers, from an exponential one.
        double part = 1 - Math.Exp(Math.Log(1 - random.NextDouble()) / _current.Count);
        Next = _readUntil + ((_current.Until - _readUntil) * part);
    }
}

/// <summary>Poisson arrivals in an interval, of which a number was not read.</summary>
internal readonly record struct ArrivalRun(double From, double Until, long Total, long Count);
