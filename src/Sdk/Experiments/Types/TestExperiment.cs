using Scalewright.Providers.Simulation;

namespace Scalewright.Experiments.Types;

/// <summary><c>test</c>: one short run, to see that everything works before hours are spent.</summary>
internal sealed class TestExperiment : ExperimentType
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        if (experiment.Duration <= Longest)
        {
            return [experiment with { Runs = 1 }];
        }

        // What does not count shrinks with what does.
        double part = Longest / experiment.Duration;
        FaultSchedule faults = new([.. experiment.Faults.Faults.Where(fault => fault.At < Longest)]);
        return [experiment with { Runs = 1, Duration = Longest, Faults = faults, WarmUp = experiment.WarmUp * part, CoolDown = experiment.CoolDown * part, Interval = TimeSpan.FromSeconds(Math.Min(5, experiment.Interval.TotalSeconds)) }];
    }
}
