using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>What must be done so that one topology becomes another: a value; nothing has happened yet. Its text is the dry run.</summary>
/// <param name="Name">Name of the topology that is wanted.</param>
/// <param name="Steps">The steps; each stands after those it depends on.</param>
public sealed record Plan(string Name, ValueList<PlanStep> Steps)
{
    /// <summary>True when nothing is to be done.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>How many steps do something to targets of a kind.</summary>
    /// <param name="action">What they do.</param>
    /// <param name="target">To what.</param>
    public int Count(StepAction action, StepTarget target) => Steps.Count(step => step.Action == action && step.Target == target);

    /// <summary>The steps in waves: all of a wave may happen at once, as soon as the waves before it are over. Indexes into <see cref="Steps"/>, ascending.</summary>
    public ValueList<ValueList<int>> Waves()
    {
        int[] depths = new int[Steps.Count];
        List<List<int>> waves = [];
        DepthCache known = new(depths);
        for (int index = 0; index < depths.Length; index++)
        {
            depths[index] = known.DepthOf(Steps[index].DependsOn);
            if (depths[index] == waves.Count)
            {
                waves.Add([]);
            }

            waves[depths[index]].Add(index);
        }

        return waves.Select(wave => wave.ToValueList()).ToValueList();
    }

    /// <summary>What a topology is after every step of the plan.</summary>
    /// <param name="observed">The topology that the plan was made for.</param>
    /// <exception cref="ArgumentException">A step does not fit the topology.</exception>
    public Topology ApplyTo(Topology observed)
    {
        TopologyDraft draft = new(observed) { Name = Name };
        foreach (PlanStep step in Steps)
        {
            draft.Apply(step);
        }

        return draft.ToTopology();
    }

    /// <summary>The plan as a readable difference: <c>+</c> is made, <c>~</c> is changed, <c>-</c> is removed.</summary>
    public override string ToString() => PlanPrinter.Print(this);
}
