using Scalewright.Experiments.Strategies;

namespace Experiments.Services.Tests.Processes;

/// <summary>Scales nothing, and is over as soon as something was seen.</summary>
internal sealed class OverWhen(Func<bool> isSeen) : IScalingStrategy, IScalingCourse
{
    public bool IsOver => isSeen();

    public IScalingCourse Begin() => this;

    public ScalingChange? Decide(ScalingView view) => null;
}
