using System.ComponentModel;
using System.Reflection;
using Scalewright.Testing.Seeds;
using Scalewright.Traces;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Scalewright.Testing.Running;

/// <summary>Creates one test case per method, for any number of seeds.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "xunit makes it, by the name in the attribute.")]
internal sealed class SimulationFactDiscoverer(IMessageSink sink) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    ) =>
        [
            new SimulationTestCase(
                sink,
                discoveryOptions.MethodDisplayOrDefault(),
                discoveryOptions.MethodDisplayOptionsOrDefault(),
                testMethod
            ),
        ];
}

/// <summary>Test case of a <see cref="SimulationFactAttribute"/>, with the properties of any fact.</summary>
internal sealed class SimulationTestCase : XunitTestCase
{
    /// <summary>Called only by xunit, to deserialize a test case from another process.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by the de-serializer; should only be called by deriving classes for de-serialization purposes")]
    public SimulationTestCase() { }

    public SimulationTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method) { }

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource
    ) => new SimulationTestCaseRunner(this, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();
}

/// <summary>Runs a test case as xunit does, with a different runner for its test.</summary>
internal sealed class SimulationTestCaseRunner(
    IXunitTestCase testCase,
    object[] constructorArguments,
    IMessageBus messageBus,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource
)
    : XunitTestCaseRunner(
        testCase,
        testCase.DisplayName,
        testCase.SkipReason,
        constructorArguments,
        [],
        messageBus,
        aggregator,
        cancellationTokenSource
    )
{
    protected override XunitTestRunner CreateTestRunner(
        ITest test,
        IMessageBus messageBus,
        Type testClass,
        object[] constructorArguments,
        MethodInfo testMethod,
        object[] testMethodArguments,
        string skipReason,
        IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource
    ) =>
        new SimulationTestRunner(
            test,
            messageBus,
            testClass,
            constructorArguments,
            testMethod,
            testMethodArguments,
            skipReason,
            beforeAfterAttributes,
            aggregator,
            cancellationTokenSource
        );
}

/// <summary>Runs all seeds in place of xunit's single call of the method.</summary>
internal sealed class SimulationTestRunner(
    ITest test,
    IMessageBus messageBus,
    Type testClass,
    object[] constructorArguments,
    MethodInfo testMethod,
    object[] testMethodArguments,
    string skipReason,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource
)
    : XunitTestRunner(
        test,
        messageBus,
        testClass,
        constructorArguments,
        testMethod,
        testMethodArguments,
        skipReason,
        beforeAfterAttributes,
        aggregator,
        cancellationTokenSource
    )
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

        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(CancellationTokenSource.Token);
        Task<FactOutcome> seeds = SeedTestRunner.RunAsync(
            TestClass,
            TestMethod,
            (fact, provider) => new XunitInstance(fact, provider, ConstructorArguments),
            RunTracePage.WriteAsync,
            enough.Token
        );
        return TestCase.Timeout > 0 ? await WaitWithTimeoutAsync(seeds, enough) : await seeds;
    }

    /// <summary>Applies a timeout in real time: abandons running seeds and starts no others.</summary>
    private async Task<FactOutcome> WaitWithTimeoutAsync(Task<FactOutcome> seeds, CancellationTokenSource enough)
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
