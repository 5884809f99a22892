namespace Scalewright.Decisions;

/// <summary>The corrections of a decision in order, at most six, without memory of their own.</summary>
public readonly record struct DecisionSteps
{
    /// <summary>How many there is room for: 6. One more takes the place of the last, as <see cref="DecisionCause.Several"/>.</summary>
    public const int CountMax = 6;

    private readonly DecisionStep _first;
    private readonly DecisionStep _second;
    private readonly DecisionStep _third;
    private readonly DecisionStep _fourth;
    private readonly DecisionStep _fifth;
    private readonly DecisionStep _sixth;

    private DecisionSteps(in DecisionSteps before, DecisionStep step)
    {
        this = before;
        Count = Math.Min(before.Count + 1, CountMax);
        switch (before.Count)
        {
            case 0: _first = step; break;
            case 1: _second = step; break;
            case 2: _third = step; break;
            case 3: _fourth = step; break;
            case 4: _fifth = step; break;
            case 5: _sixth = step; break;
            default: _sixth = step with { Cause = DecisionCause.Several }; break;
        }
    }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>The correction at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public DecisionStep this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return index switch { 0 => _first, 1 => _second, 2 => _third, 3 => _fourth, 4 => _fifth, _ => _sixth };
        }
    }

    internal DecisionSteps Add(DecisionStep step) => new(this, step);
}
