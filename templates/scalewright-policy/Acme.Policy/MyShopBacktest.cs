using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace AcmeSpace;

/// <summary>Simulates the policy and a known one over a recorded load.</summary>
public static class MyShopBacktest
{
    /// <summary>A node serves 100 requests per second, boots in two minutes and costs 0.10 per hour.</summary>
    public static BacktestModel Model { get; } =
        new() { NodeCapacity = 100, BootDelay = TimeSpan.FromMinutes(2), PricePerHour = 0.10, InitialNodes = 4 };

    /// <summary>Policy with its parameters.</summary>
    public static MyShopSizing Policy { get; } = new() { Target = 75, MinNodes = 2, MaxNodes = 20 };

    /// <summary>Goals that the policy must reach.</summary>
    public static BacktestGoals Goals { get; } = new() { MaxViolationPercent = 1, MaxCostRatioToPeak = 0.7 };

    /// <summary>Runs the policy, three baselines and a known policy.</summary>
    public static ValueList<BacktestReport> Run(LoadTrace load)
    {
        TargetTrackingSizing tracking = new()
        {
            Metric = BacktestModel.LoadPerNodeMetric, Target = Policy.Target, MinNodes = Policy.MinNodes, MaxNodes = Policy.MaxNodes,
        };
        return [.. Backtest.Compare(Policy, load, Model, "my_shop"), Backtest.Run(tracking, load, Model, "target tracking")];
    }

    /// <summary>Reads a CSV file with a header, and rows of time and load.</summary>
    public static LoadTrace ReadLoad(string file) => TraceReader.ParseCsv(File.ReadAllBytes(file), source: file);
}
