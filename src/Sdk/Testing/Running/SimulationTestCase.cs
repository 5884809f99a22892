using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Scalewright.Testing.Running;

/// <summary>A method with <see cref="SimulationFactAttribute"/>; name, reason to skip and timeout as of any fact.</summary>
internal sealed class SimulationTestCase : XunitTestCase
{
    /// <summary>For xunit alone, which fills it from another process's text.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by the de-serializer; should only be called by deriving classes for de-serialization purposes")]
    public SimulationTestCase()
    {
    }

    public SimulationTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(sink, display, options, method)
    {
    }

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource) =>
        new SimulationTestCaseRunner(this, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();
}
