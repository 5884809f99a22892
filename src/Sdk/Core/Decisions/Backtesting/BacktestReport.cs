namespace Scalewright.Decisions.Backtesting;

/// <summary>What came of a back-test. A value: figures, and what was at each step; decisions are worked out again when somebody asks for them.</summary>
/// <param name="Name">What the policy is called.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Trace">The load.</param>
/// <param name="Model">What the world was taken to be.</param>
/// <param name="Steps">What was at each step of the load.</param>
public sealed record BacktestReport(string Name, ISizingPolicy Policy, LoadTrace Trace, BacktestModel Model, ValueList<BacktestStep> Steps)
{
    /// <summary>What all nodes cost, from their orders on, in the currency of the prices.</summary>
    public double Cost { get; init; }

    /// <summary>Hours of service of all nodes.</summary>
    public double NodeHours { get; init; }

    /// <summary>Nodes that served, on average.</summary>
    public double NodesMean { get; init; }

    /// <summary>Nodes that served, at most.</summary>
    public int NodesPeak { get; init; }

    /// <summary>Percent of the steps in which load waited too long or was lost.</summary>
    public double ViolationPercent { get; init; }

    /// <summary>Percent of the load that was lost.</summary>
    public double LostPercent { get; init; }

    /// <summary>Percent of what the nodes could have done that they did.</summary>
    public double UtilizationPercent { get; init; }

    /// <summary>How many decisions were taken.</summary>
    public int DecisionCount { get; init; }

    /// <summary>How many decisions changed the size.</summary>
    public int ChangeCount { get; init; }

    /// <summary>Oscillation: how often a day the size turned from growing to shrinking or back.</summary>
    public double ReversalsPerDay { get; init; }

    /// <summary>Nodes that failed.</summary>
    public int FailureCount { get; init; }

    /// <summary>All decisions in order, by running the policy again: each with its inputs, its corrections and its explanation.</summary>
    public IEnumerable<Decision> Decisions
    {
        get
        {
            BacktestRun run = new(Policy, Trace, Model, keepsDecisions: true);
            while (run.Advance())
            {
                if (run.HasDecided)
                {
                    yield return run.Decision;
                }
            }
        }
    }

    /// <summary>The decisions that changed the size.</summary>
    public IEnumerable<Decision> Changes => Decisions.Where(decision => decision.IsChange);

    /// <summary>How many nodes a step needed: its load by what one node can take, rounded up.</summary>
    /// <param name="step">Index of the step.</param>
    public int DemandAt(int step) => Sizes.FromNumber(Math.Ceiling(Trace.Values[step] / Model.NodeLoad));

    /// <summary>How well the nodes that served followed those that were needed; worked out anew at each call.</summary>
    public Elasticity MeasureElasticity() => Elasticity.Measure(CurveOf(DemandAt), CurveOf(step => Steps[step].Ready), Trace.Duration, Trace.Step);

    /// <summary>Insists on goals, for tests and pipelines.</summary>
    /// <param name="goals">The goals.</param>
    /// <exception cref="DecisionException">It misses some, each told with what was measured; or goals are no numbers from 0.</exception>
    public void ShouldMeet(BacktestGoals goals)
    {
        ArgumentNullException.ThrowIfNull(goals);
        ValueList<Problem> missed = goals.Missed(this);
        if (missed.Count > 0)
        {
            throw new DecisionException($"Back-test '{Name}' over '{Trace.Name}'", missed);
        }
    }

    /// <summary>The figures on one line.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Name} over {Trace.Name}: cost {Cost:0.##}, {NodesMean:0.##} nodes on average, {ViolationPercent:0.##} % violations, {ReversalsPerDay:0.##} reversals a day");

    /// <summary>A step function without steps that change nothing.</summary>
    private ValueList<StepValue> CurveOf(Func<int, int> valueAt)
    {
        List<StepValue> steps = [];
        for (int step = 0; step < Steps.Count; step++)
        {
            int value = valueAt(step);
            if (steps.Count == 0 || steps[^1].Value != value)
            {
                steps.Add(new StepValue(step * Trace.Step.TotalSeconds, value));
            }
        }

        return steps.ToValueList();
    }
}
