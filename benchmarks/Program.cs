using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Benchmarks.Calls;
using Benchmarks.Containers;
using Benchmarks.Coverage;
using Benchmarks.Decisions;
using Benchmarks.Endpoint;
using Benchmarks.Expansion;
using Benchmarks.Experiments;
using Benchmarks.Fidelity;
using Benchmarks.Generators;
using Benchmarks.Inventories;
using Benchmarks.Journals;
using Benchmarks.Kernel;
using Benchmarks.Local;
using Benchmarks.Logs;
using Benchmarks.Provisioning;
using Benchmarks.Reading;
using Benchmarks.Recording;
using Benchmarks.Ssh;
using Benchmarks.Storage;
using Benchmarks.Sweeps;
using Scalewright.Agents;

namespace Benchmarks;

/// <summary>Runs the comparison of the given verb. Passes all other arguments to BenchmarkDotNet.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["reading", .. string[] options]:
                return ReadingComparison.Run(options);
            case ["expansion", .. string[] options]:
                return ExpansionComparison.Run(options);
            case ["kernel", .. string[] options]:
                return KernelComparison.Run(options);
            case ["branches", .. string[] options]:
                return BranchShare.Run(options);
            case ["generator"]:
                return GeneratorComparison.Run();
            case ["journal", .. string[] options]:
                return JournalComparison.Run(options);
            case ["storage", .. string[] options]:
                return StorageComparison.Run(options);
            case ["storage-hold", .. string[] options]:
                return StorageHold.Run(options);
            case ["storage-wire", .. string[] options]:
                return StorageWire.Run(options);
            case ["storage-wire-case", var servers, var seconds, .. string[] options]:
                return StorageWireCase.RunAsync(servers, seconds, options is ["tls"]).GetAwaiter().GetResult();
            case ["decisions", .. string[] options]:
                return DecisionScale.Run(options);
            case ["backtest"]:
                return BacktestComparison.Run();
            case ["endpoint", .. string[] options]:
                return EndpointComparison.Run(options);
            case ["endpoint-serve"]:
                return EndpointHost.Run();
            case ["experiments"]:
                return ExperimentScale.Run();
            case ["experiments-case", var folder, var first, var count, var threads]:
                return ExperimentScale.RunCase(folder, first, count, threads);
            case ["inventory"]:
                return InventoryScale.Run();
            case ["ssh", .. string[] options]:
                return FanOut.RunAsync(options).GetAwaiter().GetResult();
            case ["calls"]:
                return CallComparison.RunAsync().GetAwaiter().GetResult();
            case ["calls-serve"]:
                return CallHost.RunAsync().GetAwaiter().GetResult();
            case ["logs"]:
                return LogComparison.RunAsync().GetAwaiter().GetResult();
            case ["logs-serve", var file]:
                return LogHost.RunAsync(file).GetAwaiter().GetResult();
            case ["local"]:
                return LocalComparison.RunAsync().GetAwaiter().GetResult();
            case ["containers", .. string[] options]:
                return ContainerComparison.RunAsync(options).GetAwaiter().GetResult();
            case [ContainerHold.Verb, var side, var engine, var folder]:
                return ContainerHold.RunAsync(Enum.Parse<HoldSide>(side), new Uri(engine), folder).GetAwaiter().GetResult();
            case ["--scalewright-watchdog", ..]:
                return ContainerHold.RunWatchdog(args);
            case ["fidelity"]:
                return FidelityComparison.RunAsync().GetAwaiter().GetResult();
            case ["scalewright-agent", ..]:
                return ScalewrightAgent.TryRun(args, Work.Services.Add<IEcho>(_ => new Echo())) ? 0 : 2;
            case ["check", .. string[] filters]:
                return RunOnce(filters.Length > 0 ? filters : ["*"]);
            case ["sweeps"]:
                return ElementComparison.RunAsync().GetAwaiter().GetResult();
            case ["scalewright-sweep", ..]:
                return ElementComparison.TryRunElementAsync(args).GetAwaiter().GetResult() ? 0 : 2;
            case ["recording"]:
                return RecordingComparison.RunAsync().GetAwaiter().GetResult();
            case ["provisioning", .. string[] options]:
                return ProvisioningScale.Run(options);
            default:
                // A separate process for each benchmark would rebuild the whole project each time.
                Summary[] ran = [.. BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run([.. args, "--inProcess"])];
                return args.Any(arg => arg is "--list" or "--help" or "--info" or "--version") ? 0 : Report(ran);
        }
    }

    /// <summary>Runs each benchmark once, in any build configuration, to check that all still work.</summary>
    private static int RunOnce(string[] filters)
    {
        DirectoryInfo results = Directory.CreateTempSubdirectory("scalewright-benchmarks-");
        try
        {
            ManualConfig config = ManualConfig
                .Create(DefaultConfig.Instance)
                .WithArtifactsPath(results.FullName)
                .WithOptions(ConfigOptions.DisableOptimizationsValidator);
            return Report([
                .. BenchmarkSwitcher
                    .FromAssembly(typeof(Program).Assembly)
                    .Run(["--job", "dry", "--inProcess", "--filter", .. filters], config),
            ]);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    /// <summary>Returns 1 if a benchmark failed or none was found.</summary>
    private static int Report(Summary[] summaries) =>
        summaries.Length == 0
        || summaries.Any(summary =>
            summary.HasCriticalValidationErrors
            || summary.Reports.Length < summary.BenchmarksCases.Length
            || summary.Reports.Any(report => !report.Success)
        )
            ? 1
            : 0;
}
