using Scalewright.Decisions.Policies;
using Scalewright.Experiments.Strategies;

namespace Scalewright.Experiments.Types;

/// <summary><c>transscale</c>: operators are sized by load, and task managers placed by the latency that is measured between machines.</summary>
internal sealed class TransscaleExperiment : ExperimentType
{
    public override void Validate(Experiment experiment, ProblemList problems)
    {
        if (experiment.Scaling is not (null or OperatorStrategy))
        {
            problems.AddError(ProblemCode.Conflict, default, "scaling", "this type scales by itself", "leave 'scaling' out, or give it the rules of 'operators'");
        }
    }

    public override ValueList<Experiment> Expand(Experiment experiment)
    {
        OperatorStrategy rules = experiment.Scaling as OperatorStrategy ?? new OperatorStrategy(new StreamRules());
        return [experiment with { Scaling = rules with { IsLatencyAware = true } }];
    }
}
