namespace Scalewright.Decisions.Policies;

/// <summary>When a policy last grew and last shrank its domain; the state of separate cooldowns. The default is: never.</summary>
public record struct Cooldown
{
    private long _lastOut;
    private long _lastIn;

    /// <summary>
    /// Growing waits for the last growth, shrinking for the last change of either kind: a load that rises is answered
    /// even when the domain has just shrunk. Only a change that is left after this and the bounds starts a cooldown.
    /// </summary>
    internal void Apply(ref Decision decision, TimeSpan cooldownOut, TimeSpan cooldownIn)
    {
        long now = decision.UtcTicks;
        int from = decision.From;
        if (decision.To > from && IsWithin(now, _lastOut, cooldownOut))
        {
            decision.Correct(DecisionCause.CooldownOut, from);
        }
        else if (decision.To < from && IsWithin(now, Math.Max(_lastOut, _lastIn), cooldownIn))
        {
            decision.Correct(DecisionCause.CooldownIn, from);
        }

        if (decision.To > from)
        {
            _lastOut = now;
        }
        else if (decision.To < from)
        {
            _lastIn = now;
        }
    }

    private static bool IsWithin(long now, long last, TimeSpan cooldown) => last != 0 && now - last < cooldown.Ticks;
}
