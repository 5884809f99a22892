namespace Scalewright.Decisions;

/// <summary>What other policies wanted in place of a decision, in the order in which they were outvoted, at most three, without memory of their own.</summary>
public readonly record struct DecisionVotes
{
    /// <summary>How many there is room for: 3.</summary>
    public const int CountMax = 3;

    private readonly DecisionVote _first;
    private readonly DecisionVote _second;
    private readonly DecisionVote _third;

    private DecisionVotes(in DecisionVotes before, DecisionVote vote)
    {
        this = before;
        Total = before.Total + 1;
        switch (before.Total)
        {
            case 0: _first = vote; break;
            case 1: _second = vote; break;
            case 2: _third = vote; break;
            default: break;
        }
    }

    /// <summary>How many policies were outvoted.</summary>
    public int Total { get; private init; }

    /// <summary>How many of them are kept here: the first <see cref="CountMax"/>.</summary>
    public int Count => Math.Min(Total, CountMax);

    /// <summary>The vote at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public DecisionVote this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return index switch { 0 => _first, 1 => _second, _ => _third };
        }
    }

    internal DecisionVotes Add(DecisionVote vote) => new(this, vote);

    internal DecisionVotes Add(in DecisionVotes others)
    {
        DecisionVotes votes = this;
        for (int index = 0; index < others.Count; index++)
        {
            votes = votes.Add(others[index]);
        }

        return votes with { Total = votes.Total + others.Total - others.Count };
    }
}
