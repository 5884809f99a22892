namespace Scalewright.Decisions;

/// <summary>Corrections in place: most decisions need none, and a copy of each would cost more than the rule.</summary>
internal static class DecisionBounds
{
    /// <inheritdoc cref="Decision.Within"/>
    public static void KeepWithin(this ref Decision decision, int nodesMin, int nodesMax)
    {
        if (decision.To < nodesMin || decision.To > nodesMax)
        {
            decision = decision.Within(nodesMin, nodesMax);
        }
    }
}
