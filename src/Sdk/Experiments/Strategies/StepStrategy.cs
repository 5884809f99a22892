using System.Globalization;

namespace Scalewright.Experiments.Strategies;

/// <summary>A list of steps, one portion in each interval: the strategy files of Scalehub. The first task manager is there from the setup and counts for the first step.</summary>
/// <param name="Steps">The steps, at least one.</param>
public sealed record StepStrategy(ValueList<ScalingStep> Steps) : IScalingStrategy
{
    /// <inheritdoc/>
    public IScalingCourse Begin() => new StepCourse(this);

    /// <inheritdoc/>
    public ValueList<Problem> Check()
    {
        ProblemList problems = new();
        if (Steps.Count == 0 || Steps.Any(step => step.Entries.Count == 0))
        {
            problems.AddError(ProblemCode.MissingField, default, "steps", "there is none, or one without task managers", "give each step at least one");
        }

        foreach (ScalingEntry entry in Steps.SelectMany(step => step.Entries).Where(entry => entry.Number < 1 || entry.Parallelism < 1))
        {
            problems.AddError(ProblemCode.OutOfRange, default, "steps.taskmanager", string.Create(CultureInfo.InvariantCulture, $"number {entry.Number} or parallelism {entry.Parallelism ?? 1} is below 1"), "use 1 or more");
        }

        return problems.ToValueList();
    }
}
