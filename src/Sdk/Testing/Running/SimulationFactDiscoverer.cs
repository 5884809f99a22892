using System.Diagnostics.CodeAnalysis;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Scalewright.Testing.Running;

/// <summary>Makes one test case of a method, however many seeds it has.</summary>
/// <param name="sink">Is told what goes wrong in xunit itself.</param>
[SuppressMessage("Performance", "CA1812", Justification = "xunit makes it, by the name in the attribute.")]
internal sealed class SimulationFactDiscoverer(IMessageSink sink) : IXunitTestCaseDiscoverer
{
    [SuppressMessage("Reliability", "CA2000", Justification = "xunit disposes of its test cases.")]
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new SimulationTestCase(sink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}
