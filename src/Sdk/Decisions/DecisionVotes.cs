namespace Scalewright.Decisions;

/// <summary>Outvoted proposals of other policies, in order, at most three. Allocates no memory.</summary>
public readonly record struct DecisionVotes
{
    /// <summary>Maximum number of stored votes: 3.</summary>
    public const int MaxCount = 3;

    private readonly int _first;
    private readonly int _second;
    private readonly int _third;
    private readonly ushort _firstRule;
    private readonly ushort _secondRule;
    private readonly ushort _thirdRule;
    private readonly ushort _total;

    private DecisionVotes(in DecisionVotes before, ushort rule, int to, int more)
    {
        this = before;
        _total = (ushort)Math.Min(before._total + more, ushort.MaxValue);
        switch (before._total)
        {
            case 0:
                (_first, _firstRule) = (to, rule);
                break;
            case 1:
                (_second, _secondRule) = (to, rule);
                break;
            case 2:
                (_third, _thirdRule) = (to, rule);
                break;
            default:
                break;
        }
    }

    /// <summary>Number of outvoted policies; saturates at 65,535.</summary>
    public int TotalCount => _total;

    /// <summary>Number of stored votes, at most <see cref="MaxCount"/>.</summary>
    public int Count => Math.Min(TotalCount, MaxCount);

    /// <summary>Returns the vote at an index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is out of range.</exception>
    public DecisionVote this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            (ushort rule, int to) = KeptAt(index);
            return new DecisionVote(DecisionRuleRegistry.Find(rule), to);
        }
    }

    internal DecisionVotes Add(ushort rule, int to) => new(this, rule, to, more: 1);

    internal DecisionVotes Add(in DecisionVotes others)
    {
        DecisionVotes votes = this;
        for (int index = 0; index < others.Count; index++)
        {
            (ushort rule, int to) = others.KeptAt(index);
            bool isLast = index == others.Count - 1;
            votes = new DecisionVotes(votes, rule, to, isLast ? others.TotalCount - index : 1);
        }

        return votes;
    }

    private (ushort Rule, int To) KeptAt(int index) =>
        index switch
        {
            0 => (_firstRule, _first),
            1 => (_secondRule, _second),
            _ => (_thirdRule, _third),
        };
}

/// <summary>Outvoted proposal of another policy.</summary>
/// <param name="Rule">Formula of the policy.</param>
/// <param name="To">Size that the policy proposed.</param>
public readonly record struct DecisionVote(DecisionRule Rule, int To);
