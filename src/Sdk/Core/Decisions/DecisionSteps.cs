namespace Scalewright.Decisions;

/// <summary>Corrections of a decision, in order, at most six. Allocates no memory.</summary>
public record struct DecisionSteps
{
    /// <summary>Maximum number: 6. A further correction makes the last <see cref="DecisionCause.Several"/>.</summary>
    public const int CountMax = 6;

    private const int BitsOfCause = 8;

    // One byte per cause and one for their number: small structs are copied without a call.
    private ulong _causes;
    private int _first;
    private int _second;
    private int _third;
    private int _fourth;
    private int _fifth;
    private int _sixth;

    /// <summary>Number of corrections.</summary>
    public readonly int Count => (int)(_causes >> (CountMax * BitsOfCause));

    /// <summary>Returns the correction at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is out of range.</exception>
    public readonly DecisionStep this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int value = index switch { 0 => _first, 1 => _second, 2 => _third, 3 => _fourth, 4 => _fifth, _ => _sixth };
            return new DecisionStep((DecisionCause)(byte)(_causes >> (index * BitsOfCause)), value);
        }
    }

    internal void Add(DecisionCause cause, int value)
    {
        int place = Math.Min(Count, CountMax - 1);
        ulong noted = Count < CountMax ? (byte)cause : (byte)DecisionCause.Several;
        int shift = place * BitsOfCause;
        ulong kept = _causes & ~((ulong)byte.MaxValue << shift) & ~((ulong)byte.MaxValue << (CountMax * BitsOfCause));
        _causes = kept | (noted << shift) | ((ulong)(place + 1) << (CountMax * BitsOfCause));
        switch (place)
        {
            case 0: _first = value; break;
            case 1: _second = value; break;
            case 2: _third = value; break;
            case 3: _fourth = value; break;
            case 4: _fifth = value; break;
            default: _sixth = value; break;
        }
    }
}
