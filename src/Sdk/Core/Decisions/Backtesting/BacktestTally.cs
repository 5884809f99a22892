namespace Scalewright.Decisions.Backtesting;

/// <summary>Adds up the steps of a back-test.</summary>
internal struct BacktestTally
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
        _readySteps += step.Ready;
        _violations += step.IsViolation ? 1 : 0;
        _peak = Math.Max(_peak, step.Ready);
        if (run.HasDecided)
        {
            _decisions++;
            int direction = Math.Sign(run.Change);
            _changes += direction != 0 ? 1 : 0;
            _reversals += direction * _direction < 0 ? 1 : 0;
            _direction = direction != 0 ? direction : _direction;
        }
    }

    public readonly BacktestReport ToReport(string name, ISizingPolicy policy, LoadTrace trace, BacktestModel model, ValueList<BacktestStep> steps, BacktestRun run)
    {
        CompensatedSum load = default;
        foreach (double value in trace.Values)
        {
            load.Add(value);
        }

        return new BacktestReport(name, policy, trace, model, steps)
        {
            Cost = BacktestFigures.Rounded(run.CostSoFar),
            NodeHours = BacktestFigures.Rounded((double)_readySteps * trace.Step.Ticks / TimeSpan.TicksPerHour),
            NodesMean = (double)_readySteps / steps.Count,
            NodesPeak = _peak,
            ViolationPercent = 100.0 * _violations / steps.Count,
            LostPercent = BacktestFigures.Rounded(load.Value > 0 ? 100 * _lost.Value / load.Value : 0),
            UtilizationPercent = BacktestFigures.Rounded(_readySteps > 0 ? 100 * _busy.Value / _readySteps : 0),
            DecisionCount = _decisions,
            ChangeCount = _changes,
            ReversalsPerDay = _reversals / trace.Duration.TotalDays,
            FailureCount = run.Failures,
        };
    }
}
