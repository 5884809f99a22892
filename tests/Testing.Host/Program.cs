using System.Text.Json;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Testing.Host;

/// <summary>Runs the tests of one class of this assembly with xunit itself, as a test adapter does: found, written as text, read again, run. Prints the results.</summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        using Results found = new();
        using XunitTestFramework xunit = new(found);
        using ITestFrameworkDiscoverer discoverer = xunit.GetDiscoverer(Reflector.Wrap(typeof(Program).Assembly));
        discoverer.Find($"Testing.Host.Cases.{args[0]}", includeSourceInformation: false, found, new Options());
        found.Wait();

        using Results results = new();
        using ITestFrameworkExecutor executor = xunit.GetExecutor(typeof(Program).Assembly.GetName());
        executor.RunTests(found.Cases.Select(one => executor.Deserialize(discoverer.Serialize(one))), results, new Options());
        Console.WriteLine(JsonSerializer.Serialize(results.Wait()));
    }
}
