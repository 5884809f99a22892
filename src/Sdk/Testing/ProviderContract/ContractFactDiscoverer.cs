using System.ComponentModel;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ProviderContracts;

/// <summary>Creates the test cases of <see cref="ContractFactAttribute"/>; xunit finds it by name.</summary>
internal sealed class ContractFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    private readonly IMessageSink _sink = sink;

    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ContractTestCase(_sink, discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);

    private sealed class ContractTestCase : XunitTestCase
    {
        [EditorBrowsable(EditorBrowsableState.Never)]
        [Obsolete("xunit calls it to make the case again from what it stored.")]
        public ContractTestCase()
        {
        }

        public ContractTestCase(
            IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
            : base(sink, display, options, method)
        {
        }

        protected override string? GetSkipReason(IAttributeInfo factAttribute)
        {
            ContractRequirementAttribute? requirement =
                TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttribute<ContractRequirementAttribute>();
            return requirement?.MissingReason ?? (factAttribute.GetNamedArgument<bool>(
                nameof(ContractFactAttribute.NeedsAgent)) ? requirement?.NoAgentReason : null);
        }
    }
}
