using Scalewright.Statistics;

namespace Scalewright.Decisions.Backtesting;

/// <summary>Simulates a policy under a load. Pure: the same input and seed produce the same report.</summary>
public static class Backtest
{
    /// <summary>Runs a policy over a load. The same policy object can scale a cluster.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="trace">The load.</param>
    /// <param name="model">Model of the environment.</param>
    /// <param name="name">Name in reports; null for the name of the first rule that the policy uses.</param>
    /// <exception cref="DecisionException">The policy, load or model is invalid; reports all problems.</exception>
    public static BacktestReport Run(ISizingPolicy policy, LoadTrace trace, BacktestModel model, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(model);
        return Run(policy, trace, model, name, []);
    }

    /// <summary>
    /// Runs the policies of an engine over a load, with its clouds and placement. Decides once per period of the
    /// engine, or once per step of the load if its steps are longer.
    /// </summary>
    /// <param name="engine">The engine.</param>
    /// <param name="trace">The load.</param>
    /// <param name="model">Model of the environment. Its clouds, placement policy, windows and steps per decision are
    /// replaced by those of the engine.</param>
    /// <exception cref="DecisionException">The load or the model is invalid, the engine's period is not a multiple of
    /// the load's step, or nodes do not boot within the start timeout of the engine.</exception>
    public static BacktestReport Run(DecisionEngine engine, LoadTrace trace, BacktestModel model)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(model);
        EngineOptions options = engine.Options;
        int steps = trace.Step > TimeSpan.Zero ? SizeMath.FromCount(Math.Max(1, options.CycleInterval.Ticks / trace.Step.Ticks)) : 1;
        return Run(
            engine.Sizing,
            trace,
            model with
            {
                Clouds = options.Domain.Clouds,
                Placement = options.Placement,
                MetricWindows = options.MetricWindows,
                StepsPerDecision = steps,
            },
            options.Domain.Name,
            CheckEngine(options, trace, model)
        );
    }

    private static BacktestReport Run(ISizingPolicy policy, LoadTrace trace, BacktestModel model, string? name, ValueList<Problem> found)
    {
        ValueList<Problem> problems = found.AddRange(CheckPolicy(policy, model)).AddRange(trace.Check()).AddRange(model.Check());
        return problems.Count > 0
            ? throw new DecisionException($"Back-test of '{name ?? trace.Name}'", problems)
            : RunChecked(policy, trace, model, name);
    }

    private static ValueList<Problem> CheckEngine(EngineOptions options, LoadTrace trace, BacktestModel model)
    {
        PolicyOptionsValidator problems = new();
        if (trace.Step > TimeSpan.Zero && options.CycleInterval > trace.Step && options.CycleInterval.Ticks % trace.Step.Ticks != 0)
        {
            problems.Add(
                ProblemCode.ConflictingFields,
                nameof(EngineOptions.CycleInterval),
                $"{options.CycleInterval} is not a multiple of the load's step, {trace.Step}",
                "use a multiple of the step as the engine's cycle interval, or a load of another step"
            );
        }

        if (model.BootDelay >= options.NodeStartTimeout - model.BootJitter)
        {
            problems.Add(
                ProblemCode.ConflictingFields,
                nameof(BacktestModel.BootDelay),
                $"{model.BootDelay} with a jitter of {model.BootJitter} is as long as the engine waits for a node, "
                    + $"{options.NodeStartTimeout}, or longer",
                "use a shorter BootDelay, or a longer NodeStartTimeout of the engine"
            );
        }

        return problems.ToList();
    }

    /// <summary>
    /// Runs a policy and three baselines: static sizes for the peak and the mean, and a clairvoyant policy.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="trace">The load.</param>
    /// <param name="model">Model of the environment.</param>
    /// <param name="name">Name in reports; null for the name of the first rule that the policy uses.</param>
    /// <returns>Four reports, starting with that of the policy.</returns>
    /// <exception cref="DecisionException">The policy, load or model is invalid; reports all problems.</exception>
    public static ValueList<BacktestReport> Compare(ISizingPolicy policy, LoadTrace trace, BacktestModel model, string? name = null)
    {
        BacktestReport ours = Run(policy, trace, model, name);
        return
        [
            ours,
            .. BaselinePolicies.Create(trace, model).Select(baseline => RunChecked(baseline.Policy, trace, baseline.Model, baseline.Name)),
        ];
    }

    internal static ValueList<Problem> CheckPolicy(ISizingPolicy policy, BacktestModel model)
    {
        PolicyOptionsValidator problems = new PolicyOptionsValidator().CheckPolicy("", policy);
        return (problems.Count > 0 ? problems : problems.Reads(nameof(EngineOptions.Sizing), policy, model.Metrics)).ToList();
    }

    internal static BacktestReport RunChecked(ISizingPolicy policy, LoadTrace trace, BacktestModel model, string? name)
    {
        BacktestRun run = new(policy, trace, model, keepsDecisions: false);
        BacktestStep[] steps = new BacktestStep[trace.Values.Count];
        BacktestAccumulator tally = default;
        string first = "";
        for (int index = 0; run.Advance(); index++)
        {
            steps[index] = run.Step;
            tally.Add(run);
            first = index == 0 ? run.Decision.Rule.Name : first;
        }

        return tally.ToReport(name ?? first, policy, trace, model, ValueList.Wrap(steps), run);
    }
}

internal struct BacktestAccumulator
{
    private CompensatedSum _lost;
    private CompensatedSum _busy;
    private long _readySteps;
    private int _violations;
    private int _decisions;
    private int _changes;
    private int _reversals;
    private int _direction;
    private int _peak;

    public void Add(BacktestRun run)
    {
        BacktestStep step = run.Step;
        _lost.Add(run.Lost);
        _busy.Add(run.Busy);
        _readySteps += step.ReadyCount;
        _violations += step.IsViolation ? 1 : 0;
        _peak = Math.Max(_peak, step.ReadyCount);
        if (run.HasDecided)
        {
            _decisions++;
            int direction = Math.Sign(run.Change);
            _changes += direction != 0 ? 1 : 0;
            _reversals += direction * _direction < 0 ? 1 : 0;
            _direction = direction != 0 ? direction : _direction;
        }
    }

    public readonly BacktestReport ToReport(
        string name,
        ISizingPolicy policy,
        LoadTrace trace,
        BacktestModel model,
        ValueList<BacktestStep> steps,
        BacktestRun run
    )
    {
        CompensatedSum load = default;
        foreach (double value in trace.Values)
        {
            load.Add(value);
        }

        double lostPercent = load.Value > 0 ? 100 * _lost.Value / load.Value : 0;
        return new BacktestReport(name, policy, trace, model, steps)
        {
            Cost = BacktestMetrics.Round(run.CostSoFar),
            NodeHours = BacktestMetrics.Round((double)_readySteps * trace.Step.Ticks / TimeSpan.TicksPerHour),
            MeanNodes = (double)_readySteps / steps.Count,
            PeakNodes = _peak,
            ViolationPercent = 100.0 * _violations / steps.Count,
            LostPercent = BacktestMetrics.Round(lostPercent),
            UtilizationPercent = BacktestMetrics.Round(_readySteps > 0 ? 100 * _busy.Value / _readySteps : 0),
            DecisionCount = _decisions,
            ChangeCount = _changes,
            DirectionChangesPerDay = _reversals / trace.Duration.TotalDays,
            FailureCount = run.Failures,
        };
    }
}
