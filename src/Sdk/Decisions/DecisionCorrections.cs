namespace Scalewright.Decisions;

/// <summary>Corrections of a decision, in order, at most six. Allocates no memory.</summary>
public record struct DecisionCorrections
{
    /// <summary>
    /// Maximum number: 6. Further corrections replace the last one, with the cause
    /// <see cref="DecisionCause.MultipleCauses"/>.
    /// </summary>
    public const int MaxCount = 6;

    private const int BitsOfCause = 8;

    // One byte per cause and one for the count, because small structs are copied without a call.
    private ulong _causes;
    private int _first;
    private int _second;
    private int _third;
    private int _fourth;
    private int _fifth;
    private int _sixth;

    /// <summary>Number of corrections.</summary>
    public readonly int Count => (int)(_causes >> (MaxCount * BitsOfCause));

    /// <summary>Returns the correction at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is out of range.</exception>
    public readonly DecisionCorrection this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int value = index switch
            {
                0 => _first,
                1 => _second,
                2 => _third,
                3 => _fourth,
                4 => _fifth,
                _ => _sixth,
            };
            return new DecisionCorrection((DecisionCause)(byte)(_causes >> (index * BitsOfCause)), value);
        }
    }

    internal void Add(DecisionCause cause, int value)
    {
        int slot = Math.Min(Count, MaxCount - 1);
        ulong noted = Count < MaxCount ? (byte)cause : (byte)DecisionCause.MultipleCauses;
        int shift = slot * BitsOfCause;
        ulong kept = _causes & ~((ulong)byte.MaxValue << shift) & ~((ulong)byte.MaxValue << (MaxCount * BitsOfCause));
        _causes = kept | (noted << shift) | ((ulong)(slot + 1) << (MaxCount * BitsOfCause));
        switch (slot)
        {
            case 0:
                _first = value;
                break;
            case 1:
                _second = value;
                break;
            case 2:
                _third = value;
                break;
            case 3:
                _fourth = value;
                break;
            case 4:
                _fifth = value;
                break;
            default:
                _sixth = value;
                break;
        }
    }
}
