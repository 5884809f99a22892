namespace Scalewright.Planning;

/// <summary>One change of the world. A plan orders its steps by <see cref="DependsOn"/>; all else may happen at once.</summary>
public abstract record PlanStep
{
    private protected PlanStep()
    {
    }

    /// <summary>Indexes of the steps of the plan that come first.</summary>
    public ValueList<int> DependsOn { get; init; } = [];

    /// <summary>Network, group or node.</summary>
    public abstract StepTarget Target { get; }

    /// <summary>What comes of the target.</summary>
    public abstract StepAction Action { get; }

    /// <summary>The target's name.</summary>
    public abstract string Name { get; }

    /// <summary>What changes in place, by field; empty for steps that change nothing in place.</summary>
    public virtual ValueList<StepDifference> Differences => [];

    /// <summary>Action, target and name, safe to print: <c>create node wind-farm-3</c>.</summary>
    public sealed override string ToString() => $"{StepWords.Of(Action)} {StepWords.Of(Target)} {Printable.Escape(Name)}";
}
