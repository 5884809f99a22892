using System.Reflection;
using Scalewright.Testing.Facts;
using Scalewright.Testing.Seeds;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Scalewright.Testing.Running;

/// <summary>Runs all seeds where xunit would call the method once.</summary>
internal sealed class SimulationTestRunner(
    ITest test, IMessageBus messageBus, Type testClass, object[] constructorArguments, MethodInfo testMethod, object[] testMethodArguments, string skipReason,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    : XunitTestRunner(test, messageBus, testClass, constructorArguments, testMethod, testMethodArguments, skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource)
{
    protected override async Task<Tuple<decimal, string>> InvokeTestAsync(ExceptionAggregator aggregator)
    {
        string output = "";
        long start = TimeProvider.System.GetTimestamp();
        await aggregator.RunAsync(async () =>
        {
            FactOutcome outcome = await RunSeedsAsync();
            output = outcome.Output;
            if (outcome.Failure is { } failure)
            {
                aggregator.Add(failure);
            }
        });
        return Tuple.Create((decimal)TimeProvider.System.GetElapsedTime(start).TotalSeconds, output);
    }

    private async Task<FactOutcome> RunSeedsAsync()
    {
        if (TestCase.InitializationException is { } broken)
        {
            throw broken;
        }

        SimulationFact fact = new FactReader(TestClass, TestMethod, Environment.GetEnvironmentVariable).Read();
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(CancellationTokenSource.Token);
        Task<FactOutcome> seeds = new FactSeeds(fact, ConstructorArguments).RunAsync(enough.Token);
        return TestCase.Timeout > 0 ? await WithinAsync(seeds, enough) : await seeds;
    }

    /// <summary>Real time, for a test that never ends: the seeds under way are left behind, no other is begun.</summary>
    private async Task<FactOutcome> WithinAsync(Task<FactOutcome> seeds, CancellationTokenSource enough)
    {
        try
        {
            return await seeds.WaitAsync(TimeSpan.FromMilliseconds(TestCase.Timeout), TimeProvider.System);
        }
        catch (TimeoutException) when (!seeds.IsCompleted)
        {
            await enough.CancelAsync();
            throw new TestTimeoutException(TestCase.Timeout);
        }
    }
}
