using System.Runtime.InteropServices;

namespace Scalewright.Decisions;

/// <summary>
/// Desired size of a domain and the numbers from which it was computed. Creating this value type allocates no memory.
/// The explanation as text or tree is computed on request.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public partial record struct Decision
{
    // Only unmanaged fields, at most 128 bytes: decisions are copied often, and such a copy needs neither a call nor a
    // GC write barrier.
    private readonly long _utcTicks;
    private readonly short _offsetMinutes;
    private DecisionCorrections _steps;

    private Decision(DateTimeOffset at, int from, int to, DecisionRule rule, in DecisionInputs inputs)
    {
        Timestamp = at;
        From = from;
        To = to;
        Proposed = to;
        RuleNumber = rule.Number;
        Inputs = inputs;
    }

    internal readonly long UtcTicks => _utcTicks;

    private ushort RuleNumber { get; init; }

    /// <summary>Time of the decision.</summary>
    public DateTimeOffset Timestamp
    {
        readonly get => new DateTimeOffset(_utcTicks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(_offsetMinutes));
        private init => (_utcTicks, _offsetMinutes) = (value.UtcTicks, (short)value.TotalOffsetMinutes);
    }

    /// <summary>Size before the decision.</summary>
    public int From { get; private init; }

    /// <summary>Desired size, 0 or more.</summary>
    public int To { get; private set; }

    /// <summary>Formula of the decision.</summary>
    public readonly DecisionRule Rule => DecisionRuleRegistry.Find(RuleNumber);

    /// <summary>Inputs of the formula.</summary>
    public DecisionInputs Inputs { get; private init; }

    /// <summary>Result of the formula as a size; <see cref="From"/> if the result is NaN.</summary>
    public int Proposed { get; private init; }

    /// <summary>Corrections made after the formula, in order.</summary>
    public readonly DecisionCorrections Corrections => _steps;

    /// <summary>Sizes proposed by other policies, if several were evaluated.</summary>
    public DecisionVotes Outvoted { get; private init; }

    /// <summary>Cause of the last correction, or <see cref="DecisionCause.None"/> if nothing was corrected.</summary>
    public readonly DecisionCause Cause => _steps.Count == 0 ? DecisionCause.None : _steps[_steps.Count - 1].Cause;

    /// <summary>Size without the last correction.</summary>
    public readonly int UncorrectedSize => _steps.Count < 2 ? Proposed : _steps[_steps.Count - 2].Value;

    /// <summary>True if the size changes.</summary>
    public readonly bool IsChange => From != To;

    /// <summary>Creates a decision from a formula.</summary>
    /// <param name="at">Time of the decision.</param>
    /// <param name="from">Current size.</param>
    /// <param name="rule">Formula.</param>
    /// <param name="inputs">Inputs of the formula.</param>
    /// <returns>A decision for the result, 0 or more. Keeps the size if the result is NaN.</returns>
    public static Decision FromRule(DateTimeOffset at, int from, DecisionRule rule, in DecisionInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(rule);
        double value = rule.Evaluate(inputs);
        if (double.IsNaN(value))
        {
            return new Decision(at, from, from, rule, inputs).Because(DecisionCause.NotANumber, from);
        }

        return new Decision(at, from, SizeMath.FromNumber(value), rule, inputs);
    }

    /// <summary>Creates a decision that keeps the size.</summary>
    /// <param name="timestamp">Time of the decision.</param>
    /// <param name="size">Size to keep.</param>
    /// <param name="cause">Reason for keeping the size; <see cref="DecisionCause.None"/> if no change is due.</param>
    public static Decision Hold(DateTimeOffset timestamp, int size, DecisionCause cause = DecisionCause.None)
    {
        Decision kept = FromRule(timestamp, size, DecisionRule.Keep, new DecisionInputs(size));
        return cause == DecisionCause.None ? kept : kept.Because(cause, size);
    }

    /// <summary>Corrects the decision to a size. Records the cause even if the size does not change.</summary>
    /// <param name="cause">Cause of the correction.</param>
    /// <param name="size">Corrected size.</param>
    public readonly Decision Because(DecisionCause cause, int size)
    {
        Decision corrected = this;
        corrected.Correct(cause, size);
        return corrected;
    }

    /// <summary>Corrects the decision to a size. Records nothing if it already has that size.</summary>
    /// <param name="size">Corrected size.</param>
    /// <param name="cause">Cause of the correction.</param>
    public readonly Decision Exactly(int size, DecisionCause cause) => size == To ? this : Because(cause, size);

    /// <summary>Lowers the size to a limit.</summary>
    /// <param name="limit">Maximum size.</param>
    /// <param name="cause">Cause of the correction.</param>
    public readonly Decision AtMost(int limit, DecisionCause cause) => To > limit ? Because(cause, limit) : this;

    /// <summary>Raises the size to a limit.</summary>
    /// <param name="limit">Minimum size.</param>
    /// <param name="cause">Cause of the correction.</param>
    public readonly Decision AtLeast(int limit, DecisionCause cause) => To < limit ? Because(cause, limit) : this;

    /// <summary>Limits the size to a range. The upper bound takes precedence over the lower one.</summary>
    /// <param name="minNodes">Minimum size.</param>
    /// <param name="maxNodes">Maximum size.</param>
    public readonly Decision Within(int minNodes, int maxNodes) =>
        To >= minNodes && To <= maxNodes ? this : AtLeast(minNodes, DecisionCause.Minimum).AtMost(maxNodes, DecisionCause.Maximum);

    /// <summary>
    /// Returns a copy of the decision that records another decision, and those it outvoted, as outvoted.
    /// </summary>
    /// <param name="other">The outvoted decision of another policy.</param>
    public readonly Decision PreferredOver(in Decision other) =>
        this with
        {
            Outvoted = Outvoted.Add(other.RuleNumber, other.To).Add(other.Outvoted),
        };

    /// <summary>
    /// Returns the decision with the larger size (the first on a tie) and records the other as outvoted.
    /// </summary>
    internal static Decision Larger(in Decision best, in Decision desired) =>
        desired.To > best.To ? desired.PreferredOver(best) : best.PreferredOver(desired);

    /// <summary>Applies <see cref="Because"/> in place. A copy would cost more than evaluating most rules.</summary>
    internal void Correct(DecisionCause cause, int size)
    {
        To = Math.Max(0, size);
        _steps.Add(cause, To);
    }

    internal void Clamp(int minNodes, int maxNodes)
    {
        if (To < minNodes)
        {
            Correct(DecisionCause.Minimum, minNodes);
        }

        if (To > maxNodes)
        {
            Correct(DecisionCause.Maximum, maxNodes);
        }
    }
}
