using System.ComponentModel;
using Scalewright.Testing.Seeds;
using Scalewright.Traces;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Scalewright.Testing.Running;

/// <summary>Creates one test case per method, for any number of seeds.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "xunit makes it, by the type in the attribute.")]
internal sealed class SimulationFactDiscoverer : IXunitTestCaseDiscoverer
{
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        IXunitTestMethod testMethod,
        IFactAttribute factAttribute
    )
    {
        var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, testMethod, factAttribute);
        return new([
            new SimulationTestCase(
                testMethod,
                details.TestCaseDisplayName,
                details.UniqueID,
                details.Explicit,
                details.SkipExceptions,
                details.SkipReason,
                details.SkipType,
                details.SkipUnless,
                details.SkipWhen,
                TestIntrospectionHelper.GetTraits(testMethod, dataRow: null),
                details.SourceFilePath,
                details.SourceLineNumber,
                details.Timeout
            ),
        ]);
    }
}

/// <summary>Test case of a <see cref="SimulationFactAttribute"/>, with the properties of any fact.</summary>
internal sealed class SimulationTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    /// <summary>Called only by xunit, to deserialize a test case from another process.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by the de-serializer; should only be called by deriving classes for de-serialization purposes")]
    public SimulationTestCase() { }

    public SimulationTestCase(
        IXunitTestMethod method,
        string displayName,
        string id,
        bool isExplicit,
        Type[]? skipExceptions,
        string? skipReason,
        Type? skipType,
        string? skipUnless,
        string? skipWhen,
        Dictionary<string, HashSet<string>> traits,
        string? file,
        int? line,
        int timeout
    )
        : base(
            method,
            displayName,
            id,
            isExplicit,
            skipExceptions,
            skipReason,
            skipType,
            skipUnless,
            skipWhen,
            traits,
            testMethodArguments: null,
            file,
            line,
            timeout
        ) { }

    public async ValueTask<RunSummary> Run(
        ExplicitOption explicitOption,
        IMessageBus messageBus,
        object?[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource,
        ParallelMode parallelMode,
        ExecutionScheduler scheduler,
        FixtureMappingManager fixtureMappings
    ) =>
        await new SimulationTestCaseRunner().Run(
            this,
            await CreateTests(),
            messageBus,
            aggregator,
            cancellationTokenSource,
            parallelMode,
            scheduler,
            TestCaseDisplayName,
            SkipReason,
            explicitOption,
            constructorArguments,
            fixtureMappings
        );
}

/// <summary>Runs a test case as xunit does, with a different runner for its test.</summary>
internal sealed class SimulationTestCaseRunner : XunitTestCaseRunner
{
    protected override ValueTask<RunSummary> RunTest(XunitTestCaseRunnerContext ctxt, IXunitTest test) =>
        new SimulationTestRunner().Run(
            test,
            ctxt.MessageBus,
            ctxt.ConstructorArguments,
            ctxt.ExplicitOption,
            ctxt.Aggregator.Clone(),
            ctxt.CancellationTokenSource,
            ctxt.ParallelMode,
            ctxt.Scheduler,
            beforeAfterAttributes: [],
            ctxt.CaseFixtureMappings
        );
}

/// <summary>Runs all seeds in place of xunit's single call of the method.</summary>
internal sealed class SimulationTestRunner : XunitTestRunner
{
    protected override bool IsTestClassCreatable(XunitTestRunnerContext ctxt) => false;

    protected override async ValueTask<TimeSpan> InvokeTest(XunitTestRunnerContext ctxt, object? testClassInstance)
    {
        long start = TimeProvider.System.GetTimestamp();
        await ctxt.Aggregator.RunAsync(async () =>
        {
            FactOutcome outcome = await SeedTestRunner.RunAsync(
                ctxt.Test.TestCase.TestClass.Class,
                ctxt.Method,
                (fact, provider) => new XunitInstance(fact, provider, ctxt.ConstructorArguments, ctxt.Test),
                RunTracePage.WriteAsync,
                TestContext.Current.CancellationToken
            );
            if (outcome.TracePath is { } page)
            {
                TestContext.Current.AddAttachment(Path.GetFileName(page), await File.ReadAllBytesAsync(page), "text/html");
            }

            TestContext.Current.TestOutputHelper?.Write(outcome.Output);
            if (outcome.Failure is { } failure)
            {
                ctxt.Aggregator.Add(failure);
            }
        });
        return TimeProvider.System.GetElapsedTime(start);
    }
}
