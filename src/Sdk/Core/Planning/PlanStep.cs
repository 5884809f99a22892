namespace Scalewright.Planning;

/// <summary>Single change in a plan. Steps run concurrently unless <see cref="DependsOn"/> orders them.</summary>
public abstract record PlanStep
{
    private protected PlanStep() { }

    /// <summary>Indexes of the plan's steps that must be completed first.</summary>
    public ValueList<int> DependsOn { get; init; } = [];

    /// <summary>Network, group or node.</summary>
    public abstract StepTarget Target { get; }

    /// <summary>Action on the target.</summary>
    public abstract StepAction Action { get; }

    /// <summary>Name of the target.</summary>
    public abstract string Name { get; }

    /// <summary>Fields changed in place. Empty for other steps.</summary>
    public virtual ValueList<StepDifference> Differences => [];

    /// <summary>Returns action, target and name, safe to print: <c>create node wind-farm-3</c>.</summary>
    public sealed override string ToString() => $"{StepText.From(Action)} {StepText.From(Target)} {TextEscaping.Escape(Name)}";
}
