namespace Scalewright.Decisions.Backtesting;

/// <summary>
/// Result of a back-test: figures and the state after each step. Decisions are recomputed on request.
/// </summary>
/// <param name="Name">Name of the policy.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Trace">The load.</param>
/// <param name="Model">Model of the environment.</param>
/// <param name="Steps">State after each step of the load.</param>
public sealed record BacktestReport(string Name, ISizingPolicy Policy, LoadTrace Trace, BacktestModel Model, ValueList<BacktestStep> Steps)
{
    /// <summary>Cost of all nodes from their requests on, in the currency of the prices.</summary>
    public double Cost { get; init; }

    /// <summary>Mean cost per hour, which is comparable between loads of different durations.</summary>
    public double CostPerHour => Cost / Trace.Duration.TotalHours;

    /// <summary>Hours for which nodes were ready, summed over all nodes.</summary>
    public double NodeHours { get; init; }

    /// <summary>Average number of ready nodes.</summary>
    public double MeanNodes { get; init; }

    /// <summary>Maximum number of ready nodes.</summary>
    public int PeakNodes { get; init; }

    /// <summary>Percentage of steps in which load waited too long or was lost.</summary>
    public double ViolationPercent { get; init; }

    /// <summary>Percentage of lost load.</summary>
    public double LostPercent { get; init; }

    /// <summary>Utilization of the nodes, in percent of their capacity.</summary>
    public double UtilizationPercent { get; init; }

    /// <summary>Number of decisions.</summary>
    public int DecisionCount { get; init; }

    /// <summary>Number of decisions that changed the size.</summary>
    public int ChangeCount { get; init; }

    /// <summary>Oscillation: direction changes between scaling out and in, per day.</summary>
    public double DirectionChangesPerDay { get; init; }

    /// <summary>Number of failed nodes.</summary>
    public int FailureCount { get; init; }

    /// <summary>All decisions in order, with inputs, corrections and explanations. Runs the policy again.</summary>
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

    /// <summary>Decisions that changed the size.</summary>
    public IEnumerable<Decision> Changes => Decisions.Where(decision => decision.IsChange);

    /// <summary>Returns the nodes needed in a step: load divided by node capacity, rounded up.</summary>
    /// <param name="step">Index of the step.</param>
    public int GetDemand(int step) => SizeMath.FromNumber(Math.Ceiling(Trace.Values[step] / Model.NodeCapacity));

    /// <summary>Computes the elasticity of the ready nodes relative to the needed ones, on each call.</summary>
    public Elasticity MeasureElasticity() =>
        Elasticity.Measure(ToCurve(GetDemand), ToCurve(step => Steps[step].ReadyCount), Trace.Duration, Trace.Step);

    /// <summary>Throws if goals are missed; for tests and pipelines.</summary>
    /// <param name="goals">The goals.</param>
    /// <exception cref="DecisionException">The report misses goals, each reported with the measured value, or a goal is
    /// not a number of 0 or more.</exception>
    public void ThrowIfMissed(BacktestGoals goals)
    {
        ArgumentNullException.ThrowIfNull(goals);
        ValueList<Problem> missed = goals.FindMissed(this);
        if (missed.Count > 0)
        {
            throw new DecisionException($"Back-test '{Name}' over '{Trace.Name}'", missed);
        }
    }

    /// <summary>Returns the figures on one line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name} over {Trace.Name}: cost {Cost:0.##}, {MeanNodes:0.##} nodes on average, {ViolationPercent:0.##} % "
                + $"violations, {DirectionChangesPerDay:0.##} direction changes a day"
        );

    /// <summary>Returns a step function without redundant steps.</summary>
    private ValueList<StepFunctionPoint> ToCurve(Func<int, int> valueAt)
    {
        List<StepFunctionPoint> steps = [];
        for (int step = 0; step < Steps.Count; step++)
        {
            int value = valueAt(step);
            if (steps.Count == 0 || steps[^1].Value != value)
            {
                steps.Add(new StepFunctionPoint(step * Trace.Step.TotalSeconds, value));
            }
        }

        return steps.ToValueList();
    }
}
