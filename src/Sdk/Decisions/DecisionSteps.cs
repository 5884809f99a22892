namespace Scalewright.Decisions;

/// <summary>The corrections of a decision in order, at most six, without memory of their own.</summary>
public readonly record struct DecisionSteps
{
    /// <summary>How many there is room for: 6. One more takes the place of the last, as <see cref="DecisionCause.Several"/>.</summary>
    public const int CountMax = 6;

    private const int BitsOfCause = 8;

    // A byte for each cause and one for their number: small structs are copied without a call.
    private readonly ulong _causes;
    private readonly int _first;
    private readonly int _second;
    private readonly int _third;
    private readonly int _fourth;
    private readonly int _fifth;
    private readonly int _sixth;

    private DecisionSteps(in DecisionSteps before, DecisionStep step)
    {
        this = before;
        int place = Math.Min(before.Count, CountMax - 1);
        ulong cause = before.Count < CountMax ? (byte)step.Cause : (byte)DecisionCause.Several;
        int shift = place * BitsOfCause;
        ulong kept = before._causes & ~((ulong)byte.MaxValue << shift) & ~((ulong)byte.MaxValue << (CountMax * BitsOfCause));
        _causes = kept | (cause << shift) | ((ulong)(place + 1) << (CountMax * BitsOfCause));
        switch (place)
        {
            case 0: _first = step.Value; break;
            case 1: _second = step.Value; break;
            case 2: _third = step.Value; break;
            case 3: _fourth = step.Value; break;
            case 4: _fifth = step.Value; break;
            default: _sixth = step.Value; break;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => (int)(_causes >> (CountMax * BitsOfCause));

    /// <summary>The correction at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public DecisionStep this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            int value = index switch { 0 => _first, 1 => _second, 2 => _third, 3 => _fourth, 4 => _fifth, _ => _sixth };
            return new DecisionStep((DecisionCause)(byte)(_causes >> (index * BitsOfCause)), value);
        }
    }

    internal DecisionSteps Add(DecisionStep step) => new(this, step);
}
