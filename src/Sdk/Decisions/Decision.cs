using System.Runtime.InteropServices;

namespace Scalewright.Decisions;

/// <summary>
/// How large a domain shall be, and the numbers it follows from. A value of numbers: making one costs no memory. Its
/// sentence and its tree are worked out from the numbers when somebody asks for them.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly partial record struct Decision
{
    // Plain bytes, and at most 128 of them: a decision is copied often, and so without a call or a barrier of the collector.
    private readonly long _utcTicks;
    private readonly short _offsetMinutes;

    /// <summary>When it was taken.</summary>
    internal long UtcTicks => _utcTicks;

    private ushort RuleNumber { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset At
    {
        get => new DateTimeOffset(_utcTicks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(_offsetMinutes));
        private init => (_utcTicks, _offsetMinutes) = (value.UtcTicks, (short)value.TotalOffsetMinutes);
    }

    /// <summary>The size it starts from.</summary>
    public int From { get; private init; }

    /// <summary>The size it wants, 0 or more.</summary>
    public int To { get; private init; }

    /// <summary>The formula.</summary>
    public DecisionRule Rule => RuleTable.Find(RuleNumber);

    /// <summary>What the formula was fed.</summary>
    public DecisionInputs Inputs { get; private init; }

    /// <summary>What the formula gave, as a size; <see cref="From"/> when that was no number.</summary>
    public int Proposed { get; private init; }

    /// <summary>What was corrected afterwards, in order.</summary>
    public DecisionSteps Steps { get; private init; }

    /// <summary>What other policies wanted instead, where several were asked.</summary>
    public DecisionVotes Outvoted { get; private init; }

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
            return new Decision { At = at, From = from, RuleNumber = rule.Number, Inputs = inputs, Proposed = from, To = from }.Because(DecisionCause.NoNumber, from);
        }

        int size = Sizes.FromNumber(value);
        return new() { At = at, From = from, RuleNumber = rule.Number, Inputs = inputs, Proposed = size, To = size };
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
        return this with { Steps = Steps.Add(new DecisionStep(cause, to)), To = to };
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
    public Decision Starting(int from) => this with { From = from };

    /// <summary>The same decision, preferred to another one and to all that the other was preferred to.</summary>
    /// <param name="other">What another policy wanted.</param>
    public Decision Over(in Decision other) => this with { Outvoted = Outvoted.Add(other.RuleNumber, other.To).Add(other.Outvoted) };
}
