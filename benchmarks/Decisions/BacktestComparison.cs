using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Scalewright.Decisions.Backtesting;
using Scalewright.Decisions.Policies;

namespace Benchmarks.Decisions;

/// <summary>Compares a back-test with Python: same trace, rule and model, and results that must agree.</summary>
internal static class BacktestComparison
{
    private const int Turns = 5;
    private const int Rounds = 3;
    private const int WarmUps = 60;

    // No randomness, so that neither side needs the random numbers of the other.
    private static readonly BacktestModel Model = new()
    {
        NodeCapacity = 100,
        BootDelay = TimeSpan.FromMinutes(2),
        WarmUpPeriod = TimeSpan.FromMinutes(1),
    };

    private static readonly ThresholdSizing Policy = new()
    {
        Metric = BacktestModel.LoadPerNodeMetric,
        UpperThreshold = 80,
        LowerThreshold = 40,
        MinNodes = 1,
        MaxNodes = 1000,
    };

    public static int Run()
    {
        bool isRight = Compare("one week of 10 s", SyntheticTrace.Daily(1, TimeSpan.FromSeconds(10), 7, 5000));
        return Compare("28 days of 5 min, about 100 machines", SyntheticTrace.Daily(1, TimeSpan.FromMinutes(5), 28, 10_000)) && isRight
            ? 0
            : 1;
    }

    private static bool Compare(string what, LoadTrace trace)
    {
        for (int warming = 0; warming < WarmUps; warming++)
        {
            Backtest.Run(Policy, trace, Model);
        }

        List<double> ours = [];
        List<double> theirs = [];
        bool isRight = true;
        for (int turn = 0; turn < Turns; turn++)
        {
            BacktestReport? report = null;
            double least = double.MaxValue;
            for (int round = 0; round < Rounds; round++)
            {
                TimeSpan begun = Environment.CpuUsage.TotalTime;
                report = Backtest.Run(Policy, trace, Model);
                least = Math.Min(least, (Environment.CpuUsage.TotalTime - begun).TotalMilliseconds);
            }

            ours.Add(least);
            (double seconds, string result) = Python(trace);
            theirs.Add(seconds * 1000);
            isRight &= result == Result(report!);
            Console.Error.WriteLine($"  ours {Result(report!)}, Python {result}");
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -40} ours {Median.Of(ours):F2} ms, Python {Median.Of(theirs):F1} ms: {Median.Of(theirs) / Median.Of(ours):F0} times; results {(isRight ? "agree" : "DIFFER")}"
            )
        );
        return isRight;
    }

    private static string Result(BacktestReport report) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"wanted {report.Steps.Sum(step => (long)step.DesiredCount)} changes {report.ChangeCount} violations {report.Steps.Count(step => step.IsViolation)} cost {report.Cost:F3}"
        );

    private static (double Seconds, string Result) Python(LoadTrace trace)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "peers", "backtest", "backtest.py");
        using Process process = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [script])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        process.StandardInput.Write(Input(trace));
        process.StandardInput.Close();
        using JsonDocument line = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        JsonElement root = line.RootElement;
        string result = string.Create(
            CultureInfo.InvariantCulture,
            $"wanted {root.GetProperty("wanted").GetInt64()} changes {root.GetProperty("changes").GetInt32()} violations {root.GetProperty("violations").GetInt32()} cost {root.GetProperty("cost").GetDouble():F3}"
        );
        return (root.GetProperty("seconds").GetDouble(), result);
    }

    private static string Input(LoadTrace trace)
    {
        double step = trace.Step.TotalSeconds;
        double[] settings =
        [
            step,
            Model.NodeCapacity,
            Math.Ceiling(Model.BootDelay / trace.Step),
            Math.Ceiling(Model.WarmUpPeriod / trace.Step),
            Policy.UpperThreshold,
            Policy.LowerThreshold,
            Policy.MaxNodes,
            Policy.ScaleOutCooldown.TotalSeconds,
            Policy.ScaleInCooldown.TotalSeconds,
            Rounds,
        ];
        StringBuilder text = new();
        foreach (double number in settings.Concat(trace.Values))
        {
            text.Append(CultureInfo.InvariantCulture, $"{number:R}\n");
        }

        return text.ToString();
    }
}
