using System.Text.Json;
using Scalewright.Agents;
using Testing.Host.Cases;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Testing.Host;

/// <summary>Runs the tests of one class and serializes them after discovery, as a test adapter does.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // Tests also copy this program to machines and run it there as the agent.
        if (await ScalewrightAgent.TryRunAsync(args, Clerk.Services))
        {
            return 0;
        }

        Run(args[0]);
        return 0;
    }

    private static void Run(string name)
    {
        using Results discovered = new();
        using XunitTestFramework xunit = new(discovered);
        using ITestFrameworkDiscoverer discoverer = xunit.GetDiscoverer(Reflector.Wrap(typeof(Program).Assembly));
        discoverer.Find($"Testing.Host.Cases.{name}", includeSourceInformation: false, discovered, new Options());
        discovered.Wait();

        using Results results = new();
        using ITestFrameworkExecutor executor = xunit.GetExecutor(typeof(Program).Assembly.GetName());
        executor.RunTests(
            discovered.Cases.Select(testCase => executor.Deserialize(discoverer.Serialize(testCase))),
            results,
            new Options()
        );
        Console.WriteLine(JsonSerializer.Serialize(results.Wait()));
    }
}
