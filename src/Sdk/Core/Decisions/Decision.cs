using System.Runtime.InteropServices;

namespace Scalewright.Decisions;

/// <summary>
/// How large a domain shall be, and the numbers it follows from. A value of numbers: making one costs no memory. Its
/// sentence and its tree are worked out from the numbers when somebody asks for them.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public partial record struct Decision
{
    // Plain bytes, and at most 128 of them: a decision is copied often, and so without a call or a barrier of the collector.
    private readonly long _utcTicks;
    private readonly short _offsetMinutes;
    private DecisionSteps _steps;

    private Decision(DateTimeOffset at, int from, int to, DecisionRule rule, in DecisionInputs inputs)
    {
        At = at;
        From = from;
        To = to;
        Proposed = to;
        RuleNumber = rule.Number;
        Inputs = inputs;
    }

    /// <summary>When it was taken.</summary>
    internal readonly long UtcTicks => _utcTicks;

    private ushort RuleNumber { get; init; }

    /// <summary>When it was taken.</summary>
    public DateTimeOffset At
    {
        readonly get => new DateTimeOffset(_utcTicks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(_offsetMinutes));
        private init => (_utcTicks, _offsetMinutes) = (value.UtcTicks, (short)value.TotalOffsetMinutes);
    }

    /// <summary>The size it starts from.</summary>
    public int From { get; private init; }

    /// <summary>The size it wants, 0 or more.</summary>
    public int To { get; private set; }

    /// <summary>The formula.</summary>
    public readonly DecisionRule Rule => RuleTable.Find(RuleNumber);

    /// <summary>What the formula was fed.</summary>
    public DecisionInputs Inputs { get; private init; }

    /// <summary>What the formula gave, as a size; <see cref="From"/> when that was no number.</summary>
    public int Proposed { get; private init; }

    /// <summary>What was corrected afterwards, in order.</summary>
    public readonly DecisionSteps Steps => _steps;

    /// <summary>What other policies wanted instead, where several were asked.</summary>
    public DecisionVotes Outvoted { get; private init; }

    /// <summary>The correction that won: the last; <see cref="DecisionCause.None"/> when the formula had its way.</summary>
    public readonly DecisionCause Cause => _steps.Count == 0 ? DecisionCause.None : _steps[_steps.Count - 1].Cause;

    /// <summary>What it would have been without the correction that won.</summary>
    public readonly int WouldHaveBeen => _steps.Count < 2 ? Proposed : _steps[_steps.Count - 2].Value;

    /// <summary>True when the size changes.</summary>
    public readonly bool IsChange => From != To;

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
            return new Decision(at, from, from, rule, inputs).Because(DecisionCause.NoNumber, from);
        }

        return new Decision(at, from, Sizes.FromNumber(value), rule, inputs);
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
    public readonly Decision Because(DecisionCause cause, int size)
    {
        Decision corrected = this;
        corrected.Correct(cause, size);
        return corrected;
    }

    /// <summary>Corrects it to a size; nothing is noted when it has that size.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="size">The size.</param>
    public readonly Decision Exactly(DecisionCause cause, int size) => size == To ? this : Because(cause, size);

    /// <summary>Lowers it to a limit.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="limit">The largest size allowed.</param>
    public readonly Decision AtMost(DecisionCause cause, int limit) => To > limit ? Because(cause, limit) : this;

    /// <summary>Raises it to a limit.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="limit">The smallest size allowed.</param>
    public readonly Decision AtLeast(DecisionCause cause, int limit) => To < limit ? Because(cause, limit) : this;

    /// <summary>Keeps it between two bounds; the upper one wins when they contradict each other.</summary>
    /// <param name="nodesMin">The smallest size allowed.</param>
    /// <param name="nodesMax">The largest size allowed.</param>
    public readonly Decision Within(int nodesMin, int nodesMax) =>
        To >= nodesMin && To <= nodesMax ? this : AtLeast(DecisionCause.Minimum, nodesMin).AtMost(DecisionCause.Maximum, nodesMax);

    /// <summary>The same decision as seen from another size.</summary>
    /// <param name="from">The size it starts from.</param>
    public readonly Decision Starting(int from) => this with { From = from };

    /// <summary>The same decision, preferred to another one and to all that the other was preferred to.</summary>
    /// <param name="other">What another policy wanted.</param>
    public readonly Decision Over(in Decision other) => this with { Outvoted = Outvoted.Add(other.RuleNumber, other.To).Add(other.Outvoted) };

    /// <summary>As <see cref="Because"/>, in place: a copy would cost more than most rules.</summary>
    internal void Correct(DecisionCause cause, int size)
    {
        To = Math.Max(0, size);
        _steps.Add(cause, To);
    }

    /// <summary>As <see cref="Within"/>, in place.</summary>
    internal void KeepWithin(int nodesMin, int nodesMax)
    {
        if (To < nodesMin)
        {
            Correct(DecisionCause.Minimum, nodesMin);
        }

        if (To > nodesMax)
        {
            Correct(DecisionCause.Maximum, nodesMax);
        }
    }
}
