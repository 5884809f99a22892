using Scalewright.Providers.Simulation.Kernel;

namespace Scalewright.Experiments.Streams;

/// <summary>An operator of a running job.</summary>
internal sealed class JobStation
{
    private readonly bool _isUniform;

    public JobStation(JobOperator jobOperator, JobEdge[] edges, double[] shares, int first, StableRandom random)
    {
        (Edges, First, Random, IsPool) = (edges, first, random, jobOperator.Partitioning == StreamPartitioning.Pool);
        Work = new WorkLaw(jobOperator.CpuTimePerRecord.TotalSeconds, jobOperator.CpuTimeVariation);
        Limits = new double[shares.Length];
        double sum = 0;
        for (int index = 0; index < shares.Length; index++)
        {
            sum += shares[index];
            Limits[index] = shares[index] > 0 ? sum : double.NegativeInfinity;
        }

        Limits[Array.FindLastIndex(Limits, double.IsFinite)] = double.PositiveInfinity;
        _isUniform = Array.TrueForAll(shares, share => share == shares[0]);
    }

    public JobEdge[] Edges { get; }

    public WorkLaw Work { get; }

    public StableRandom Random { get; }

    /// <summary>Index of the first instance.</summary>
    public int First { get; }

    public bool IsPool { get; }

    /// <summary>For each instance, the sum of the shares up to it; below 0 without a share.</summary>
    public double[] Limits { get; }

    /// <summary>Instance of the next record of its topic; -1 if not drawn.</summary>
    public int Target { get; set; } = -1;

    /// <summary>Returns the instance for a uniform random number.</summary>
    public int Select(double sample)
    {
        if (_isUniform)
        {
            return (int)(sample * Limits.Length);
        }

        int instance = 0;
        while (sample >= Limits[instance])
        {
            instance++;
        }

        return instance;
    }
}

/// <summary>An instance of an operator.</summary>
internal struct JobInstance(int index, double processingTimeFactor)
{
    public JobRecord Record;

    public int Operator { get; } = index;

    public ServiceState State { get; set; }

    /// <summary>Number of edges for which the copies of the record were drawn.</summary>
    public int Edge { get; set; }

    /// <summary>Instance that receives the next copy; -1 if not drawn.</summary>
    public int Target { get; set; }

    /// <summary>Copies that were not sent on the current edge.</summary>
    public long Copies { get; set; }

    /// <summary>Time up to which the counters include this instance.</summary>
    public double Since { get; set; }

    /// <summary>Time at which it was last idle.</summary>
    public double IdleAt { get; set; }

    public double ProcessingTimeFactor { get; } = processingTimeFactor;
}

/// <summary>Queue before an instance, or before all instances of a pool.</summary>
internal struct JobQueue(int size, int first, int instanceCount)
{
    /// <summary>Waiting records.</summary>
    public RingBuffer<JobRecord> Records = new();

    private readonly int _size = size;

    /// <summary>Number of waiting records, and of records and credits on links.</summary>
    public int Used { get; set; }

    /// <summary>First instance that it serves.</summary>
    public int First { get; } = first;

    public int IdleCount { get; set; } = instanceCount;

    /// <summary>Reader of a topic that waits for it; -1 for none.</summary>
    public int Reader { get; set; } = -1;

    /// <summary>Instances that wait for it, in order.</summary>
    public List<int> Senders { get; } = [];

    public readonly bool IsFull => Used >= _size;
}

/// <summary>A record in a job.</summary>
/// <param name="Arrived">Time of its arrival in the topic in seconds, without the time left out before.</param>
/// <param name="Read">Time when a source read it, without the time left out before.</param>
/// <param name="Delay">Latency of the link to the queue in seconds.</param>
/// <param name="Epoch">Number of marks before it was read, modulo 2.</param>
/// <param name="Entered">Time when it entered its queue, without the time left out before.</param>
internal record struct JobRecord(double Arrived, double Read, double Delay, int Epoch, double Entered = 0);

/// <summary>Queue, first in, first out, whose items are written and read by reference.</summary>
internal struct RingBuffer<T>()
{
    // Its length is a power of two.
    private T[] _items = new T[4];
    private int _first;

    public int Count { get; private set; }

    public readonly ref T First => ref _items[_first & (_items.Length - 1)];

    /// <summary>Adds an item, to be written by the caller.</summary>
    public ref T Add()
    {
        if (Count == _items.Length)
        {
            (_items, _first) = ([.. _items.AsSpan(_first), .. _items.AsSpan(.._first), .. new T[Count]], 0);
        }

        return ref _items[(_first + Count++) & (_items.Length - 1)];
    }

    /// <summary>Removes the first item. The reference is valid until an item is added.</summary>
    public ref readonly T Remove()
    {
        ref T first = ref First;
        _first = (_first + 1) & (_items.Length - 1);
        Count--;
        return ref first;
    }
}

/// <summary>A record, or the credit for one, on a link.</summary>
internal readonly record struct LinkTransfer(int Queue, JobRecord Record, bool IsCredit);

internal enum ServiceState
{
    Idle,
    Busy,

    /// <summary>Keeps a finished record that a queue does not accept.</summary>
    Held,
}
