namespace Scalewright.Decisions;

/// <summary>
/// How large a domain shall be, and the numbers it follows from. A value of numbers: making one costs no memory. Its
/// sentence and its tree are worked out from the numbers when somebody asks for them.
/// </summary>
public readonly partial record struct Decision
{
    private readonly DecisionRule? _rule;

    private Decision(DateTimeOffset at, int from, DecisionRule rule, in DecisionInputs inputs, int proposed, in DecisionSteps steps, int to, in DecisionVotes outvoted = default)
    {
        At = at;
        From = from;
        _rule = rule;
        Inputs = inputs;
        Proposed = proposed;
        Steps = steps;
        To = to;
        Outvoted = outvoted;
    }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The size it starts from.</summary>
    public int From { get; }

    /// <summary>The size it wants, 0 or more.</summary>
    public int To { get; }

    /// <summary>The formula.</summary>
    public DecisionRule Rule => _rule ?? DecisionRule.Keep;

    /// <summary>What the formula was fed.</summary>
    public DecisionInputs Inputs { get; }

    /// <summary>What the formula gave, as a size; <see cref="From"/> when that was no number.</summary>
    public int Proposed { get; }

    /// <summary>What was corrected afterwards, in order.</summary>
    public DecisionSteps Steps { get; }

    /// <summary>What other policies wanted instead, where several were asked.</summary>
    public DecisionVotes Outvoted { get; }

    /// <summary>The correction that won: the last; <see cref="DecisionCause.None"/> when the formula had its way.</summary>
    public DecisionCause Cause => Steps.Count == 0 ? DecisionCause.None : Steps[Steps.Count - 1].Cause;

    /// <summary>What it would have been without the correction that won.</summary>
    public int WouldHaveBeen => Steps.Count < 2 ? Proposed : Steps[Steps.Count - 2].Value;

    /// <summary>True when the size changes.</summary>
    public bool IsChange => From != To;

    /// <summary>Takes a decision by a formula.</summary>
    /// <param name="at">When.</param>
    /// <param name="from">The size it starts from.</param>
    /// <param name="rule">The formula.</param>
    /// <param name="inputs">What it is fed.</param>
    /// <returns>What the formula gives, not below 0; the same size when that is no number.</returns>
    public static Decision By(DateTimeOffset at, int from, DecisionRule rule, in DecisionInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(rule);
        double value = rule.Evaluate(inputs);
        if (double.IsNaN(value))
        {
            return new Decision(at, from, rule, inputs, from, default, from).Because(DecisionCause.NoNumber, from);
        }

        int size = Sizes.FromNumber(value);
        return new(at, from, rule, inputs, size, default, size);
    }

    /// <summary>Keeps the size.</summary>
    /// <param name="at">When.</param>
    /// <param name="size">The size it stays at.</param>
    /// <param name="cause">Why; <see cref="DecisionCause.None"/> when there was nothing to change.</param>
    public static Decision Hold(DateTimeOffset at, int size, DecisionCause cause = DecisionCause.None)
    {
        Decision kept = By(at, size, DecisionRule.Keep, new DecisionInputs(size));
        return cause == DecisionCause.None ? kept : kept.Because(cause, size);
    }

    /// <summary>Corrects it to a size, and keeps the reason even when that is the size it has.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="size">The size.</param>
    public Decision Because(DecisionCause cause, int size)
    {
        int to = Math.Max(0, size);
        return new(At, From, Rule, Inputs, Proposed, Steps.Add(new DecisionStep(cause, to)), to, Outvoted);
    }

    /// <summary>Corrects it to a size; nothing is noted when it has that size.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="size">The size.</param>
    public Decision Exactly(DecisionCause cause, int size) => size == To ? this : Because(cause, size);

    /// <summary>Lowers it to a limit.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="limit">The largest size allowed.</param>
    public Decision AtMost(DecisionCause cause, int limit) => To > limit ? Because(cause, limit) : this;

    /// <summary>Raises it to a limit.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="limit">The smallest size allowed.</param>
    public Decision AtLeast(DecisionCause cause, int limit) => To < limit ? Because(cause, limit) : this;

    /// <summary>Keeps it between two bounds; the upper one wins when they contradict each other.</summary>
    /// <param name="nodesMin">The smallest size allowed.</param>
    /// <param name="nodesMax">The largest size allowed.</param>
    public Decision Within(int nodesMin, int nodesMax) =>
        To >= nodesMin && To <= nodesMax ? this : AtLeast(DecisionCause.Minimum, nodesMin).AtMost(DecisionCause.Maximum, nodesMax);

    /// <summary>The same decision as seen from another size.</summary>
    /// <param name="from">The size it starts from.</param>
    public Decision Starting(int from) => new(At, from, Rule, Inputs, Proposed, Steps, To, Outvoted);

    /// <summary>The same decision, preferred to another one and to all that the other was preferred to.</summary>
    /// <param name="other">What another policy wanted.</param>
    public Decision Over(in Decision other) =>
        new(At, From, Rule, Inputs, Proposed, Steps, To, Outvoted.Add(new DecisionVote(other.Rule, other.To)).Add(other.Outvoted));
}
