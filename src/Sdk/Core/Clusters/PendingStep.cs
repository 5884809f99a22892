using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>A step under way, from its first order to its end.</summary>
internal sealed class PendingStep(int index, StepOrder order)
{
    public int Index { get; } = index;

    /// <summary>What the provider is told; the same each time, unless what it made had to be removed again.</summary>
    public StepOrder Order { get; set; } = order;

    public PlanStep Step => Order.Step;

    /// <summary>True when the intent is in the journal.</summary>
    public bool IsIntended { get; set; }

    /// <summary>True when it is done, or given up: it is not ordered again.</summary>
    public bool IsEnded { get; set; }

    /// <summary>Why it is not done yet; null before the first order.</summary>
    public Problem? Problem { get; set; }
}
