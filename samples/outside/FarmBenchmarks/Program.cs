using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace FarmBenchmarks;

internal static class Program
{
    /// <summary>Runs the selected benchmarks. Returns an error if one fails or none is selected.</summary>
    private static int Main(string[] args)
    {
        // A dry job only checks that all benchmarks run, so it accepts packages built for debugging.
        IConfig config = args.Contains("dry") ? DefaultConfig.Instance.WithOptions(ConfigOptions.DisableOptimizationsValidator) : DefaultConfig.Instance;
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config)];
        BenchmarkReport[] reports = [.. summaries.SelectMany(summary => summary.Reports)];
        bool isWell = reports.Length > 0 && summaries.All(summary => !summary.HasCriticalValidationErrors) && reports.All(report => report.Success);
        Console.WriteLine($"{reports.Length} benchmarks, {(isWell ? "all of them ran" : "not all of them ran")}");
        return isWell ? 0 : 1;
    }
}
