using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace FarmBenchmarks;

internal static class Program
{
    /// <summary>Runs what the arguments choose; fails when a benchmark did, or when none was chosen.</summary>
    private static int Main(string[] args)
    {
        // A dry job only tries whether everything runs, so it may do so on packages that were built for debugging.
        IConfig config = args.Contains("dry") ? DefaultConfig.Instance.WithOptions(ConfigOptions.DisableOptimizationsValidator) : DefaultConfig.Instance;
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config)];
        BenchmarkReport[] reports = [.. summaries.SelectMany(summary => summary.Reports)];
        bool isWell = reports.Length > 0 && summaries.All(summary => !summary.HasCriticalValidationErrors) && reports.All(report => report.Success);
        Console.WriteLine($"{reports.Length} benchmarks, {(isWell ? "all of them ran" : "not all of them ran")}");
        return isWell ? 0 : 1;
    }
}
