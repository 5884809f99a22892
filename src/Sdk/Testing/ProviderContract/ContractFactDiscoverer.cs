using System.ComponentModel;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ProviderContracts;

/// <summary>Creates the test cases of <see cref="ContractFactAttribute"/>; xunit finds it by name.</summary>
internal sealed class ContractFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    private const string NoKillsReason = "kills are not tested, because the test class does not override CreateProvider(KillPoint)";

    private readonly IMessageSink _sink = sink;

    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions,
        ITestMethod testMethod,
        IAttributeInfo factAttribute
    ) =>
        new ContractTestCase(
            _sink,
            discoveryOptions.MethodDisplayOrDefault(),
            discoveryOptions.MethodDisplayOptionsOrDefault(),
            testMethod
        );

    private sealed class ContractTestCase : XunitTestCase
    {
        [EditorBrowsable(EditorBrowsableState.Never)]
        [Obsolete("xunit calls it to make the case again from what it stored.")]
        public ContractTestCase() { }

        public ContractTestCase(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
            : base(sink, display, options, method) { }

        protected override string? GetSkipReason(IAttributeInfo factAttribute)
        {
            Type type = TestMethod.TestClass.Class.ToRuntimeType();
            ContractRequirementAttribute? requirement = type.GetCustomAttribute<ContractRequirementAttribute>();
            if (requirement?.MissingReason is { } missing)
            {
                return missing;
            }

            if (factAttribute.GetNamedArgument<bool>(nameof(ContractFactAttribute.NeedsKills)) && !CanKill(type))
            {
                return NoKillsReason;
            }

            return factAttribute.GetNamedArgument<bool>(nameof(ContractFactAttribute.NeedsAgent)) ? requirement?.NoAgentReason : null;
        }

        /// <summary>Returns true if the test class overrides the factory method of providers that are
        /// killed.</summary>
        private static bool CanKill(Type testClass) =>
            testClass.GetMethod("CreateProvider", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(KillPoint)])
                is { DeclaringType: { } declaring }
            && !(declaring.IsGenericType && declaring.GetGenericTypeDefinition() == typeof(ProviderContract<>));
    }
}
