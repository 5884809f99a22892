namespace Scalewright.Decisions.Policies;

/// <summary>Times of the last scale-out and scale-in of a domain, for separate cooldowns. Default: never.</summary>
public record struct CooldownState
{
    private long _lastOut;
    private long _lastIn;

    /// <summary>
    /// Applies the cooldowns. The cooldown for scaling out starts with the last scale-out, the cooldown for scaling in
    /// with the last change in either direction. A rising load is therefore served even directly after a scale-in. Only
    /// a change that remains after cooldowns and bounds starts a cooldown.
    /// </summary>
    internal void Apply(ref Decision decision, TimeSpan cooldownOut, TimeSpan cooldownIn)
    {
        long now = decision.UtcTicks;
        int from = decision.From;
        if (decision.To > from && IsWithin(now, _lastOut, cooldownOut))
        {
            decision.Correct(DecisionCause.ScaleOutCooldown, from);
        }
        else if (decision.To < from && IsWithin(now, Math.Max(_lastOut, _lastIn), cooldownIn))
        {
            decision.Correct(DecisionCause.ScaleInCooldown, from);
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
